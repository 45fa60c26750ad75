// float32 arithmetic on whole arrays, one rounding an operation, no fused multiply-add: the same bits on every machine.
import { largestLane, magnitude, magnitudes } from './lanes';

/** out = a - b; returns the bits of the largest |out|, at or above 0x7f800000 if one is infinite or NaN. */
export function subtract(a: usize, b: usize, out: usize, count: i32): i32 {
  let largest = i32x4.splat(0);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const at = (<usize>i) << 2;
    const difference = f32x4.sub(v128.load(a + at), v128.load(b + at));
    v128.store(out + at, difference);
    largest = i32x4.max_s(largest, magnitudes(difference));
  }
  let result = largestLane(largest);
  for (; i < count; i++) {
    const at = (<usize>i) << 2;
    const difference = load<f32>(a + at) - load<f32>(b + at);
    store<f32>(out + at, difference);
    result = max<i32>(result, magnitude(difference));
  }
  return result;
}

/** out = a + b; returns the bits of the largest |out|. */
export function add(a: usize, b: usize, out: usize, count: i32): i32 {
  let largest = i32x4.splat(0);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const at = (<usize>i) << 2;
    const sum = f32x4.add(v128.load(a + at), v128.load(b + at));
    v128.store(out + at, sum);
    largest = i32x4.max_s(largest, magnitudes(sum));
  }
  let result = largestLane(largest);
  for (; i < count; i++) {
    const at = (<usize>i) << 2;
    const sum = load<f32>(a + at) + load<f32>(b + at);
    store<f32>(out + at, sum);
    result = max<i32>(result, magnitude(sum));
  }
  return result;
}

/** x = x * factor, in place. */
export function scale(x: usize, factor: f32, count: i32): void {
  const factors = f32x4.splat(factor);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const at = x + ((<usize>i) << 2);
    v128.store(at, f32x4.mul(v128.load(at), factors));
  }
  for (; i < count; i++) {
    const at = x + ((<usize>i) << 2);
    store<f32>(at, load<f32>(at) * factor);
  }
}

/** x = x / divisor, in place, where a divisor of exactly 0 counts as 1. */
export function divide(x: usize, divisor: usize, count: i32): void {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const at = (<usize>i) << 2;
    const by = v128.load(divisor + at);
    v128.store(x + at, f32x4.div(v128.load(x + at), v128.bitselect(one, by, f32x4.eq(by, zero))));
  }
  for (; i < count; i++) {
    const at = (<usize>i) << 2;
    const by = load<f32>(divisor + at);
    store<f32>(x + at, load<f32>(x + at) / (by == 0 ? 1 : by));
  }
}

/** The sum of squares in float64: four running sums, for the elements i with i mod 4 = 0, 1, 2, 3, added in pairs. */
export function sumOfSquares(x: usize, count: i32): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const four = v128.load(x + ((<usize>i) << 2));
    const first = f64x2.promote_low_f32x4(four);
    const second = f64x2.promote_low_f32x4(v128.shuffle<i32>(four, four, 2, 3, 2, 3));
    low = f64x2.add(low, f64x2.mul(first, first));
    high = f64x2.add(high, f64x2.mul(second, second));
  }
  let s0 = f64x2.extract_lane(low, 0);
  let s1 = f64x2.extract_lane(low, 1);
  let s2 = f64x2.extract_lane(high, 0);
  for (let lane = 0; i < count; i++, lane++) {
    const value = <f64>load<f32>(x + ((<usize>i) << 2));
    if (lane == 0) s0 += value * value;
    else if (lane == 1) s1 += value * value;
    else s2 += value * value;
  }
  return s0 + s1 + (s2 + f64x2.extract_lane(high, 1));
}
