// A matrix of float64, row-major with a stride, times a vector. Four rows at a time, so that the vector is read less often.
import { at, dot, addScaled } from './vectors';

@inline
function sumOfTwo(x: v128): f64 {
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
}

/** y[i] = sum over j of a[i, j] * x[j], for i < rows. */
export function times(rows: i32, columns: i32, a: i32, stride: i32, x: i32, y: i32): void {
  let i = 0;
  for (; i + 4 <= rows; i += 4) {
    let p0 = at(a + i * stride);
    let p1 = p0 + at(stride);
    let p2 = p1 + at(stride);
    let p3 = p2 + at(stride);
    let q = at(x);
    let s0 = f64x2.splat(0);
    let s1 = f64x2.splat(0);
    let s2 = f64x2.splat(0);
    let s3 = f64x2.splat(0);
    const end = q + at(columns & ~1);
    for (; q < end; q += 16, p0 += 16, p1 += 16, p2 += 16, p3 += 16) {
      const v = v128.load(q);
      s0 = f64x2.add(s0, f64x2.mul(v128.load(p0), v));
      s1 = f64x2.add(s1, f64x2.mul(v128.load(p1), v));
      s2 = f64x2.add(s2, f64x2.mul(v128.load(p2), v));
      s3 = f64x2.add(s3, f64x2.mul(v128.load(p3), v));
    }
    let r0 = sumOfTwo(s0);
    let r1 = sumOfTwo(s1);
    let r2 = sumOfTwo(s2);
    let r3 = sumOfTwo(s3);
    if (columns & 1) {
      const v = load<f64>(q);
      r0 += load<f64>(p0) * v;
      r1 += load<f64>(p1) * v;
      r2 += load<f64>(p2) * v;
      r3 += load<f64>(p3) * v;
    }
    const target = at(y + i);
    store<f64>(target, r0);
    store<f64>(target, r1, 8);
    store<f64>(target, r2, 16);
    store<f64>(target, r3, 24);
  }
  for (; i < rows; i++) store<f64>(at(y + i), dot(columns, a + i * stride, x));
}

/** y[j] = y[j] + factor * sum over i of x[i] * a[i, j], for j < columns. */
export function addTransposedTimes(
  rows: i32,
  columns: i32,
  factor: f64,
  a: i32,
  stride: i32,
  x: i32,
  y: i32,
): void {
  let i = 0;
  for (; i + 4 <= rows; i += 4) {
    let p0 = at(a + i * stride);
    let p1 = p0 + at(stride);
    let p2 = p1 + at(stride);
    let p3 = p2 + at(stride);
    const x0 = factor * load<f64>(at(x + i));
    const x1 = factor * load<f64>(at(x + i), 8);
    const x2 = factor * load<f64>(at(x + i), 16);
    const x3 = factor * load<f64>(at(x + i), 24);
    const v0 = f64x2.splat(x0);
    const v1 = f64x2.splat(x1);
    const v2 = f64x2.splat(x2);
    const v3 = f64x2.splat(x3);
    let q = at(y);
    const end = q + at(columns & ~1);
    for (; q < end; q += 16, p0 += 16, p1 += 16, p2 += 16, p3 += 16) {
      const first = f64x2.add(f64x2.mul(v128.load(p0), v0), f64x2.mul(v128.load(p1), v1));
      const second = f64x2.add(f64x2.mul(v128.load(p2), v2), f64x2.mul(v128.load(p3), v3));
      v128.store(q, f64x2.add(v128.load(q), f64x2.add(first, second)));
    }
    if (columns & 1) {
      const first = load<f64>(p0) * x0 + load<f64>(p1) * x1;
      const second = load<f64>(p2) * x2 + load<f64>(p3) * x3;
      store<f64>(q, load<f64>(q) + (first + second));
    }
  }
  for (; i < rows; i++) addScaled(columns, factor * load<f64>(at(x + i)), a + i * stride, y);
}

/** y = a x for a symmetric n-by-n matrix of which only the upper triangle is read; every element is read once. */
export function symmetricTimes(n: i32, a: i32, stride: i32, x: i32, y: i32): void {
  memory.fill(at(y), 0, at(n));
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    // The triangle of the four rows.
    for (let r = i; r < i + 4; r++) {
      const row = a + r * stride;
      const xr = load<f64>(at(x + r));
      let sum = load<f64>(at(row + r)) * xr;
      for (let j = r + 1; j < i + 4; j++) {
        const value = load<f64>(at(row + j));
        sum += value * load<f64>(at(x + j));
        store<f64>(at(y + j), load<f64>(at(y + j)) + value * xr);
      }
      store<f64>(at(y + r), load<f64>(at(y + r)) + sum);
    }
    // The rest of the four rows.
    const left = n - i - 4;
    let p0 = at(a + i * stride + i + 4);
    let p1 = p0 + at(stride);
    let p2 = p1 + at(stride);
    let p3 = p2 + at(stride);
    const x0 = load<f64>(at(x + i));
    const x1 = load<f64>(at(x + i), 8);
    const x2 = load<f64>(at(x + i), 16);
    const x3 = load<f64>(at(x + i), 24);
    const v0 = f64x2.splat(x0);
    const v1 = f64x2.splat(x1);
    const v2 = f64x2.splat(x2);
    const v3 = f64x2.splat(x3);
    let s0 = f64x2.splat(0);
    let s1 = f64x2.splat(0);
    let s2 = f64x2.splat(0);
    let s3 = f64x2.splat(0);
    let q = at(x + i + 4);
    let t = at(y + i + 4);
    const end = q + at(left & ~1);
    for (; q < end; q += 16, t += 16, p0 += 16, p1 += 16, p2 += 16, p3 += 16) {
      const v = v128.load(q);
      const a0 = v128.load(p0);
      const a1 = v128.load(p1);
      const a2 = v128.load(p2);
      const a3 = v128.load(p3);
      s0 = f64x2.add(s0, f64x2.mul(a0, v));
      s1 = f64x2.add(s1, f64x2.mul(a1, v));
      s2 = f64x2.add(s2, f64x2.mul(a2, v));
      s3 = f64x2.add(s3, f64x2.mul(a3, v));
      const first = f64x2.add(f64x2.mul(a0, v0), f64x2.mul(a1, v1));
      const second = f64x2.add(f64x2.mul(a2, v2), f64x2.mul(a3, v3));
      v128.store(t, f64x2.add(v128.load(t), f64x2.add(first, second)));
    }
    let r0 = sumOfTwo(s0);
    let r1 = sumOfTwo(s1);
    let r2 = sumOfTwo(s2);
    let r3 = sumOfTwo(s3);
    if (left & 1) {
      const v = load<f64>(q);
      r0 += load<f64>(p0) * v;
      r1 += load<f64>(p1) * v;
      r2 += load<f64>(p2) * v;
      r3 += load<f64>(p3) * v;
      const first = load<f64>(p0) * x0 + load<f64>(p1) * x1;
      const second = load<f64>(p2) * x2 + load<f64>(p3) * x3;
      store<f64>(t, load<f64>(t) + (first + second));
    }
    const target = at(y + i);
    store<f64>(target, load<f64>(target) + r0);
    store<f64>(target, load<f64>(target, 8) + r1, 8);
    store<f64>(target, load<f64>(target, 16) + r2, 16);
    store<f64>(target, load<f64>(target, 24) + r3, 24);
  }
  for (let r = i; r < n; r++) {
    const row = a + r * stride;
    const xr = load<f64>(at(x + r));
    let sum = load<f64>(at(row + r)) * xr;
    for (let j = r + 1; j < n; j++) {
      const value = load<f64>(at(row + j));
      sum += value * load<f64>(at(x + j));
      store<f64>(at(y + j), load<f64>(at(y + j)) + value * xr);
    }
    store<f64>(at(y + r), load<f64>(at(y + r)) + sum);
  }
}
