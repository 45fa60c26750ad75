// Matrix product in float64, after Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", ACM TOMS 34
// (2008): strips of both factors are packed so that the innermost loop reads them in order, and a tile of the product is kept
// in registers. Every element is the sum over blocks of `depth` of sums in rising order, whatever the sizes and strides.
import { at } from './vectors';

/** Rows and columns of the tile in registers: eight accumulators of two lanes. */
const tileRows: i32 = 4;
const tileColumns: i32 = 4;
/** Terms summed before they are added to the product. A strip of either factor then fits the nearest cache. */
const depth: i32 = 256;
/** Rows packed at a time: with `depth`, half a megabyte, in the second cache. */
const height: i32 = 256;
/** Columns packed at a time. */
const width: i32 = 1024;

/** Packs `lines` lines of `length` terms, four lines interleaved, the last ones filled up with zeros. */
function pack(lines: i32, length: i32, from: usize, lineStride: usize, termStride: usize, to: usize): void {
  let line = 0;
  for (; line + 4 <= lines; line += 4) {
    let p0 = from + <usize>line * lineStride;
    if (lineStride == 8) {
      for (let term = 0; term < length; term++, p0 += termStride, to += 32) {
        v128.store(to, v128.load(p0));
        v128.store(to, v128.load(p0, 16), 16);
      }
      continue;
    }
    let p1 = p0 + lineStride;
    let p2 = p1 + lineStride;
    let p3 = p2 + lineStride;
    if (termStride == 8) {
      const end = p0 + ((<usize>(length & ~1)) << 3);
      for (; p0 < end; p0 += 16, p1 += 16, p2 += 16, p3 += 16, to += 64) {
        const a = v128.load(p0);
        const b = v128.load(p1);
        const c = v128.load(p2);
        const d = v128.load(p3);
        v128.store(to, v128.shuffle<f64>(a, b, 0, 2));
        v128.store(to, v128.shuffle<f64>(c, d, 0, 2), 16);
        v128.store(to, v128.shuffle<f64>(a, b, 1, 3), 32);
        v128.store(to, v128.shuffle<f64>(c, d, 1, 3), 48);
      }
      if (length & 1) {
        store<f64>(to, load<f64>(p0));
        store<f64>(to, load<f64>(p1), 8);
        store<f64>(to, load<f64>(p2), 16);
        store<f64>(to, load<f64>(p3), 24);
        to += 32;
      }
      continue;
    }
    for (let term = 0; term < length; term++, to += 32) {
      store<f64>(to, load<f64>(p0));
      store<f64>(to, load<f64>(p1), 8);
      store<f64>(to, load<f64>(p2), 16);
      store<f64>(to, load<f64>(p3), 24);
      p0 += termStride;
      p1 += termStride;
      p2 += termStride;
      p3 += termStride;
    }
  }
  const left = lines - line;
  if (left == 0) return;
  for (let term = 0; term < length; term++, to += 32) {
    for (let lane = 0; lane < 4; lane++) {
      const from0 = from + <usize>(line + lane) * lineStride + <usize>term * termStride;
      store<f64>(to + ((<usize>lane) << 3), lane < left ? load<f64>(from0) : 0);
    }
  }
}

@inline
function put(c: usize, value: v128, factor: v128, accumulate: bool): void {
  const scaled = f64x2.mul(factor, value);
  v128.store(c, accumulate ? f64x2.add(v128.load(c), scaled) : scaled);
}

/** c = [c +] factor * (strip of a) (strip of b) for a tile of 4 by 4; `stride` in bytes. */
function tile(length: i32, a: usize, b: usize, factor: f64, c: usize, stride: usize, accumulate: bool): void {
  let c00 = f64x2.splat(0);
  let c01 = f64x2.splat(0);
  let c10 = f64x2.splat(0);
  let c11 = f64x2.splat(0);
  let c20 = f64x2.splat(0);
  let c21 = f64x2.splat(0);
  let c30 = f64x2.splat(0);
  let c31 = f64x2.splat(0);
  const end = a + ((<usize>length) << 5);
  for (; a < end; a += 32, b += 32) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const a0 = v128.load_splat<f64>(a);
    c00 = f64x2.add(c00, f64x2.mul(a0, b0));
    c01 = f64x2.add(c01, f64x2.mul(a0, b1));
    const a1 = v128.load_splat<f64>(a, 8);
    c10 = f64x2.add(c10, f64x2.mul(a1, b0));
    c11 = f64x2.add(c11, f64x2.mul(a1, b1));
    const a2 = v128.load_splat<f64>(a, 16);
    c20 = f64x2.add(c20, f64x2.mul(a2, b0));
    c21 = f64x2.add(c21, f64x2.mul(a2, b1));
    const a3 = v128.load_splat<f64>(a, 24);
    c30 = f64x2.add(c30, f64x2.mul(a3, b0));
    c31 = f64x2.add(c31, f64x2.mul(a3, b1));
  }
  const factors = f64x2.splat(factor);
  put(c, c00, factors, accumulate);
  put(c + 16, c01, factors, accumulate);
  c += stride;
  put(c, c10, factors, accumulate);
  put(c + 16, c11, factors, accumulate);
  c += stride;
  put(c, c20, factors, accumulate);
  put(c + 16, c21, factors, accumulate);
  c += stride;
  put(c, c30, factors, accumulate);
  put(c + 16, c31, factors, accumulate);
}

/** A tile at the edge: computed whole in `scratch`, then the `rows` by `columns` of it that exist are put in place. */
function edgeTile(
  length: i32,
  a: usize,
  b: usize,
  factor: f64,
  c: usize,
  stride: usize,
  accumulate: bool,
  rows: i32,
  columns: i32,
  scratch: usize,
): void {
  tile(length, a, b, factor, scratch, tileColumns << 3, false);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const target = c + <usize>i * stride + ((<usize>j) << 3);
      const value = load<f64>(scratch + ((<usize>(i * tileColumns + j)) << 3));
      store<f64>(target, accumulate ? load<f64>(target) + value : value);
    }
  }
}

/**
 * c[i, j] = [c[i, j] +] factor * sum over t of a[i, t] * b[t, j], for i < m, j < n, t < k. Rows and columns of the factors
 * may have any strides, so that a transposed one costs nothing. `work` has room for (256 + 1024) * 256 + 16 elements.
 */
export function multiply(
  m: i32,
  n: i32,
  k: i32,
  factor: f64,
  a: i32,
  aRow: i32,
  aColumn: i32,
  b: i32,
  bRow: i32,
  bColumn: i32,
  accumulate: i32,
  c: i32,
  cRow: i32,
  work: i32,
): void {
  const stride = at(cRow);
  if (k == 0 && !accumulate) {
    for (let i = 0; i < m; i++) memory.fill(at(c) + <usize>i * stride, 0, at(n));
  }
  const packedA = at(work);
  const packedB = packedA + at(height * depth);
  const scratch = packedB + at(width * depth);
  for (let left = 0; left < n; left += width) {
    const columns = min(width, n - left);
    for (let first = 0; first < k; first += depth) {
      const terms = min(depth, k - first);
      const adds = accumulate != 0 || first > 0;
      pack(columns, terms, at(b + left * bColumn + first * bRow), at(bColumn), at(bRow), packedB);
      for (let top = 0; top < m; top += height) {
        const rows = min(height, m - top);
        pack(rows, terms, at(a + top * aRow + first * aColumn), at(aRow), at(aColumn), packedA);
        for (let j = 0; j < columns; j += tileColumns) {
          const stripB = packedB + at(j * terms);
          const wide = min(tileColumns, columns - j);
          for (let i = 0; i < rows; i += tileRows) {
            const stripA = packedA + at(i * terms);
            const tall = min(tileRows, rows - i);
            const target = at(c + left + j) + <usize>(top + i) * stride;
            if (wide == tileColumns && tall == tileRows) tile(terms, stripA, stripB, factor, target, stride, adds);
            else edgeTile(terms, stripA, stripB, factor, target, stride, adds, tall, wide, scratch);
          }
        }
      }
    }
  }
}
