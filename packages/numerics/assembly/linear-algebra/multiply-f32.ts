// Matrix product in float32: as multiply.ts, with tiles of 4 by 8, each sum kept in float32.

const tileRows: i32 = 4;
const tileColumns: i32 = 8;
const depth: i32 = 256;
const height: i32 = 256;
const width: i32 = 1024;

@inline
function at(place: i32): usize {
  return (<usize>place) << 2;
}

/** Packs `lines` lines of `length` terms, `lanes` lines interleaved, the last ones filled up with zeros. */
function pack(
  lines: i32,
  lanes: i32,
  length: i32,
  from: usize,
  lineStride: usize,
  termStride: usize,
  to: usize,
): void {
  for (let line = 0; line < lines; line += lanes) {
    const whole = line + lanes <= lines;
    const base = from + <usize>line * lineStride;
    if (whole && lineStride == 4) {
      for (let term = 0; term < length; term++, to += at(lanes)) {
        const source = base + <usize>term * termStride;
        v128.store(to, v128.load(source));
        if (lanes == 8) v128.store(to, v128.load(source, 16), 16);
      }
      continue;
    }
    const present = min(lanes, lines - line);
    for (let lane = 0; lane < lanes; lane++) {
      let target = to + at(lane);
      let source = base + <usize>lane * lineStride;
      if (lane < present) {
        for (let term = 0; term < length; term++, target += at(lanes), source += termStride) {
          store<f32>(target, load<f32>(source));
        }
      } else {
        for (let term = 0; term < length; term++, target += at(lanes)) store<f32>(target, 0);
      }
    }
    to += at(lanes * length);
  }
}

@inline
function put(c: usize, value: v128, factor: v128, accumulate: bool): void {
  const scaled = f32x4.mul(factor, value);
  v128.store(c, accumulate ? f32x4.add(v128.load(c), scaled) : scaled);
}

/** c = [c +] factor * (strip of a) (strip of b) for a tile of 4 by 8; `stride` in bytes. */
function tile(length: i32, a: usize, b: usize, factor: f32, c: usize, stride: usize, accumulate: bool): void {
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0);
  let c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0);
  let c31 = f32x4.splat(0);
  const end = a + ((<usize>length) << 4);
  for (; a < end; a += 16, b += 32) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const a0 = v128.load_splat<f32>(a);
    c00 = f32x4.add(c00, f32x4.mul(a0, b0));
    c01 = f32x4.add(c01, f32x4.mul(a0, b1));
    const a1 = v128.load_splat<f32>(a, 4);
    c10 = f32x4.add(c10, f32x4.mul(a1, b0));
    c11 = f32x4.add(c11, f32x4.mul(a1, b1));
    const a2 = v128.load_splat<f32>(a, 8);
    c20 = f32x4.add(c20, f32x4.mul(a2, b0));
    c21 = f32x4.add(c21, f32x4.mul(a2, b1));
    const a3 = v128.load_splat<f32>(a, 12);
    c30 = f32x4.add(c30, f32x4.mul(a3, b0));
    c31 = f32x4.add(c31, f32x4.mul(a3, b1));
  }
  const factors = f32x4.splat(factor);
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
  factor: f32,
  c: usize,
  stride: usize,
  accumulate: bool,
  rows: i32,
  columns: i32,
  scratch: usize,
): void {
  tile(length, a, b, factor, scratch, at(tileColumns), false);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const target = c + <usize>i * stride + at(j);
      const value = load<f32>(scratch + at(i * tileColumns + j));
      store<f32>(target, accumulate ? load<f32>(target) + value : value);
    }
  }
}

/** As `multiply`, in float32; places and strides are counted in float32 elements. */
export function multiplyF32(
  m: i32,
  n: i32,
  k: i32,
  factor: f32,
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
      pack(columns, tileColumns, terms, at(b + left * bColumn + first * bRow), at(bColumn), at(bRow), packedB);
      for (let top = 0; top < m; top += height) {
        const rows = min(height, m - top);
        pack(rows, tileRows, terms, at(a + top * aRow + first * aColumn), at(aRow), at(aColumn), packedA);
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
