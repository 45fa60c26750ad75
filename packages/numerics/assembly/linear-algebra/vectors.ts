// One or two vectors of float64.

@inline
export function at(place: i32): usize {
  return (<usize>place) << 3;
}

@inline
function sumOfTwo(x: v128): f64 {
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
}

/** The sum of x * y: eight running sums, for i mod 8 = 0, 1, …, added in pairs, then what is left one by one. */
export function dot(count: i32, x: i32, y: i32): f64 {
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  let a = at(x);
  let b = at(y);
  const end = a + at(count & ~7);
  for (; a < end; a += 64, b += 64) {
    s0 = f64x2.add(s0, f64x2.mul(v128.load(a), v128.load(b)));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(a, 16), v128.load(b, 16)));
    s2 = f64x2.add(s2, f64x2.mul(v128.load(a, 32), v128.load(b, 32)));
    s3 = f64x2.add(s3, f64x2.mul(v128.load(a, 48), v128.load(b, 48)));
  }
  let sum = sumOfTwo(f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3)));
  for (let left = count & 7; left > 0; left--, a += 8, b += 8) sum += load<f64>(a) * load<f64>(b);
  return sum;
}

/** y = y + factor * x. */
export function addScaled(count: i32, factor: f64, x: i32, y: i32): void {
  const factors = f64x2.splat(factor);
  let a = at(x);
  let b = at(y);
  const end = a + at(count & ~3);
  for (; a < end; a += 32, b += 32) {
    v128.store(b, f64x2.add(v128.load(b), f64x2.mul(factors, v128.load(a))));
    v128.store(b, f64x2.add(v128.load(b, 16), f64x2.mul(factors, v128.load(a, 16))), 16);
  }
  for (let left = count & 3; left > 0; left--, a += 8, b += 8) {
    store<f64>(b, load<f64>(b) + factor * load<f64>(a));
  }
}

/** x = factor * x. */
export function scale(count: i32, factor: f64, x: i32): void {
  const factors = f64x2.splat(factor);
  let a = at(x);
  const end = a + at(count & ~1);
  for (; a < end; a += 16) v128.store(a, f64x2.mul(factors, v128.load(a)));
  if (count & 1) store<f64>(a, factor * load<f64>(a));
}

/** x, y = cosine * x + sine * y, cosine * y - sine * x. */
export function rotate(count: i32, x: i32, y: i32, cosine: f64, sine: f64): void {
  const cosines = f64x2.splat(cosine);
  const sines = f64x2.splat(sine);
  let a = at(x);
  let b = at(y);
  const end = a + at(count & ~1);
  for (; a < end; a += 16, b += 16) {
    const p = v128.load(a);
    const q = v128.load(b);
    v128.store(a, f64x2.add(f64x2.mul(cosines, p), f64x2.mul(sines, q)));
    v128.store(b, f64x2.sub(f64x2.mul(cosines, q), f64x2.mul(sines, p)));
  }
  if (count & 1) {
    const p = load<f64>(a);
    const q = load<f64>(b);
    store<f64>(a, cosine * p + sine * q);
    store<f64>(b, cosine * q - sine * p);
  }
}
