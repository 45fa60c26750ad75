// What the merging steps of divide and conquer need: rational functions with many poles, in float64.
import { at } from './vectors';

@inline
function sumOfTwo(x: v128): f64 {
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
}

/** out[j] = d[j] - d[origin], times d[j] + d[origin] if `squared`: distances of poles d or d squared. */
export function poleGaps(count: i32, d: i32, origin: i32, squared: i32, out: i32): void {
  const base = load<f64>(at(d + origin));
  const bases = f64x2.splat(base);
  let j = 0;
  for (; j + 2 <= count; j += 2) {
    const two = v128.load(at(d + j));
    let gap = f64x2.sub(two, bases);
    if (squared) gap = f64x2.mul(gap, f64x2.add(two, bases));
    v128.store(at(out + j), gap);
  }
  if (j < count) {
    const one = load<f64>(at(d + j));
    let gap = one - base;
    if (squared) gap *= one + base;
    store<f64>(at(out + j), gap);
  }
}

/** out[0], out[1] = the sums of z^2 / (gaps - shift) and of z^2 / (gaps - shift)^2. */
export function secularSums(count: i32, gaps: i32, z: i32, shift: f64, out: i32): void {
  const shifts = f64x2.splat(shift);
  let value = f64x2.splat(0);
  let slope = f64x2.splat(0);
  let j = 0;
  for (; j + 2 <= count; j += 2) {
    const two = v128.load(at(z + j));
    const ratio = f64x2.div(two, f64x2.sub(v128.load(at(gaps + j)), shifts));
    value = f64x2.add(value, f64x2.mul(two, ratio));
    slope = f64x2.add(slope, f64x2.mul(ratio, ratio));
  }
  let valueSum = sumOfTwo(value);
  let slopeSum = sumOfTwo(slope);
  if (j < count) {
    const one = load<f64>(at(z + j));
    const ratio = one / (load<f64>(at(gaps + j)) - shift);
    valueSum += one * ratio;
    slopeSum += ratio * ratio;
  }
  store<f64>(at(out), valueSum);
  store<f64>(at(out), slopeSum, 8);
}

/**
 * product[j] = product[j] * gaps[j] / (d[j] - d[root]), or / (d[j]^2 - d[root]^2) if `squared`, for j other than root;
 * product[root] = product[root] * gaps[root].
 */
export function interlace(count: i32, gaps: i32, d: i32, root: i32, squared: i32, product: i32): void {
  const base = load<f64>(at(d + root));
  const bases = f64x2.splat(base);
  const kept = load<f64>(at(product + root)) * load<f64>(at(gaps + root));
  let j = 0;
  for (; j + 2 <= count; j += 2) {
    const two = v128.load(at(d + j));
    let gap = f64x2.sub(two, bases);
    if (squared) gap = f64x2.mul(gap, f64x2.add(two, bases));
    const ratio = f64x2.div(v128.load(at(gaps + j)), gap);
    v128.store(at(product + j), f64x2.mul(v128.load(at(product + j)), ratio));
  }
  if (j < count) {
    const one = load<f64>(at(d + j));
    let gap = one - base;
    if (squared) gap *= one + base;
    store<f64>(at(product + j), load<f64>(at(product + j)) * (load<f64>(at(gaps + j)) / gap));
  }
  store<f64>(at(product + root), kept);
}

/** out[j] = x[j] / y[j]. */
export function quotients(count: i32, x: i32, y: i32, out: i32): void {
  let j = 0;
  for (; j + 2 <= count; j += 2) {
    v128.store(at(out + j), f64x2.div(v128.load(at(x + j)), v128.load(at(y + j))));
  }
  if (j < count) store<f64>(at(out + j), load<f64>(at(x + j)) / load<f64>(at(y + j)));
}
