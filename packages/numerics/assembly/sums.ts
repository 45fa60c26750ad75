// Sums over arrays, and sums of arrays: what merging by weights needs beside arithmetic.
import { largestLane, magnitude, magnitudes, sumOfLanes } from './lanes';

/** The bits of the largest |x|, at or above 0x7f800000 if one is infinite or NaN. */
export function largest(x: usize, count: i32): i32 {
  let four = i32x4.splat(0);
  let i = 0;
  for (; i + 4 <= count; i += 4) four = i32x4.max_s(four, magnitudes(v128.load(x + ((<usize>i) << 2))));
  let result = largestLane(four);
  for (; i < count; i++) result = max<i32>(result, magnitude(load<f32>(x + ((<usize>i) << 2))));
  return result;
}

/** out = out + factor * x, rounded twice. */
export function addScaled(x: usize, factor: f32, out: usize, count: i32): void {
  const factors = f32x4.splat(factor);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const at = (<usize>i) << 2;
    v128.store(out + at, f32x4.add(v128.load(out + at), f32x4.mul(v128.load(x + at), factors)));
  }
  for (; i < count; i++) {
    const at = (<usize>i) << 2;
    store<f32>(out + at, load<f32>(out + at) + load<f32>(x + at) * factor);
  }
}

/** out = x + change, and x itself, its sign of zero too, where the change is 0; returns the bits of the largest |out|. */
export function addChange(x: usize, change: usize, out: usize, count: i32): i32 {
  const zero = f32x4.splat(0);
  let four = i32x4.splat(0);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const at = (<usize>i) << 2;
    const own = v128.load(x + at);
    const by = v128.load(change + at);
    const sum = v128.bitselect(own, f32x4.add(own, by), f32x4.eq(by, zero));
    v128.store(out + at, sum);
    four = i32x4.max_s(four, magnitudes(sum));
  }
  let result = largestLane(four);
  for (; i < count; i++) {
    const at = (<usize>i) << 2;
    const own = load<f32>(x + at);
    const by = load<f32>(change + at);
    const sum = by == 0 ? own : own + by;
    store<f32>(out + at, sum);
    result = max<i32>(result, magnitude(sum));
  }
  return result;
}

/** out = x * y. */
export function multiply(x: usize, y: usize, out: usize, count: i32): void {
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const at = (<usize>i) << 2;
    v128.store(out + at, f32x4.mul(v128.load(x + at), v128.load(y + at)));
  }
  for (; i < count; i++) {
    const at = (<usize>i) << 2;
    store<f32>(out + at, load<f32>(x + at) * load<f32>(y + at));
  }
}

/** The sum of x * y in float64: four running sums, for the elements i with i mod 4 = 0, 1, 2, 3, added in pairs. */
export function dot(x: usize, y: usize, count: i32): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const a = v128.load(x + ((<usize>i) << 2));
    const b = v128.load(y + ((<usize>i) << 2));
    low = f64x2.add(low, f64x2.mul(f64x2.promote_low_f32x4(a), f64x2.promote_low_f32x4(b)));
    const aHigh = f64x2.promote_low_f32x4(v128.shuffle<i32>(a, a, 2, 3, 2, 3));
    const bHigh = f64x2.promote_low_f32x4(v128.shuffle<i32>(b, b, 2, 3, 2, 3));
    high = f64x2.add(high, f64x2.mul(aHigh, bHigh));
  }
  let s0 = f64x2.extract_lane(low, 0);
  let s1 = f64x2.extract_lane(low, 1);
  let s2 = f64x2.extract_lane(high, 0);
  for (let lane = 0; i < count; i++, lane++) {
    const value = <f64>load<f32>(x + ((<usize>i) << 2)) * <f64>load<f32>(y + ((<usize>i) << 2));
    if (lane == 0) s0 += value;
    else if (lane == 1) s1 += value;
    else s2 += value;
  }
  return s0 + s1 + (s2 + f64x2.extract_lane(high, 1));
}

/** Lanes 0, 1 in float64. */
@inline
function lowHalf(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

/** Where the running sums of ten pairs are left. */
const tenPairs = memory.data(160, 16);

/**
 * Two of the four running sums of all pairs of four arrays, the upper triangle row by row: what is at bytes 0 to 7, or 8 to
 * 15, of every sixteen. Four numbers and ten sums stay in registers.
 */
function sumTriangle(a: usize, b: usize, c: usize, d: usize, whole: i32): void {
  let aa = f64x2.splat(0);
  let ab = f64x2.splat(0);
  let ac = f64x2.splat(0);
  let ad = f64x2.splat(0);
  let bb = f64x2.splat(0);
  let bc = f64x2.splat(0);
  let bd = f64x2.splat(0);
  let cc = f64x2.splat(0);
  let cd = f64x2.splat(0);
  let dd = f64x2.splat(0);
  for (let i = 0; i < whole; i += 4) {
    const at = (<usize>i) << 2;
    const x = lowHalf(a + at);
    aa = f64x2.add(aa, f64x2.mul(x, x));
    const y = lowHalf(b + at);
    ab = f64x2.add(ab, f64x2.mul(x, y));
    bb = f64x2.add(bb, f64x2.mul(y, y));
    const z = lowHalf(c + at);
    ac = f64x2.add(ac, f64x2.mul(x, z));
    bc = f64x2.add(bc, f64x2.mul(y, z));
    cc = f64x2.add(cc, f64x2.mul(z, z));
    const w = lowHalf(d + at);
    ad = f64x2.add(ad, f64x2.mul(x, w));
    bd = f64x2.add(bd, f64x2.mul(y, w));
    cd = f64x2.add(cd, f64x2.mul(z, w));
    dd = f64x2.add(dd, f64x2.mul(w, w));
  }
  v128.store(tenPairs, aa);
  v128.store(tenPairs + 16, ab);
  v128.store(tenPairs + 32, ac);
  v128.store(tenPairs + 48, ad);
  v128.store(tenPairs + 64, bb);
  v128.store(tenPairs + 80, bc);
  v128.store(tenPairs + 96, bd);
  v128.store(tenPairs + 112, cc);
  v128.store(tenPairs + 128, cd);
  v128.store(tenPairs + 144, dd);
}

/** Where the running sums of a pair are. */
@inline
function placeOf(lanes: usize, size: i32, row: i32, column: i32): usize {
  return lanes + ((<usize>(row * size - ((row * (row - 1)) >> 1) + (column - row))) << 5);
}

/** The running sums of one row with the columns from `first` on, two at a time: they share what is loaded of the row. */
function sumRow(values: usize, stride: usize, size: i32, whole: i32, lanes: usize, row: i32, first: i32): void {
  for (let column = first; column < size; column += 2) {
    const two = column + 1 < size;
    const a = values + <usize>row * stride;
    const b = values + <usize>column * stride;
    const c = two ? b + stride : b;
    let low0 = f64x2.splat(0);
    let high0 = f64x2.splat(0);
    let low1 = f64x2.splat(0);
    let high1 = f64x2.splat(0);
    for (let i = 0; i < whole; i += 4) {
      const at = (<usize>i) << 2;
      const aLow = lowHalf(a + at);
      const aHigh = lowHalf(a + at + 8);
      low0 = f64x2.add(low0, f64x2.mul(aLow, lowHalf(b + at)));
      high0 = f64x2.add(high0, f64x2.mul(aHigh, lowHalf(b + at + 8)));
      low1 = f64x2.add(low1, f64x2.mul(aLow, lowHalf(c + at)));
      high1 = f64x2.add(high1, f64x2.mul(aHigh, lowHalf(c + at + 8)));
    }
    const place = placeOf(lanes, size, row, column);
    v128.store(place, low0);
    v128.store(place + 16, high0);
    if (two) {
      v128.store(place + 32, low1);
      v128.store(place + 48, high1);
    }
  }
}

/**
 * Adds to f64s at `sums` the inner products of all pairs of `size` arrays `stride` bytes apart, the upper triangle row by
 * row: each pair in four running sums of its own, in the order of `dot`. `lanes` is f64[4 * pairs] to work in.
 */
export function gram(values: usize, stride: usize, size: i32, count: i32, lanes: usize, sums: usize): void {
  const pairs = (size * (size + 1)) >> 1;
  memory.fill(lanes, 0, (<usize>pairs) << 5);
  const whole = count & ~3;
  for (let first = 0; first < size; first += 4) {
    const last = min<i32>(first + 4, size);
    // Three or four arrays among themselves, all at once; fewer, and those beyond the four, row by row.
    const together = last - first > 2;
    if (together) {
      const a = values + <usize>first * stride;
      const c = a + 2 * stride;
      const d = last - first > 3 ? c + stride : c;
      for (let half: usize = 0; half < 16; half += 8) {
        sumTriangle(a + half, a + stride + half, c + half, d + half, whole);
        let from = tenPairs;
        for (let row = first; row < first + 4; row++) {
          for (let column = row; column < first + 4; column++, from += 16) {
            if (column < last) v128.store(placeOf(lanes, size, row, column) + 2 * half, v128.load(from));
          }
        }
      }
    }
    for (let row = first; row < last; row++) {
      sumRow(values, stride, size, whole, lanes, row, together ? last : row);
    }
  }
  let place = lanes;
  let sum = sums;
  for (let row = 0; row < size; row++) {
    for (let column = row; column < size; column++) {
      for (let i = whole; i < count; i++) {
        const at = (<usize>i) << 2;
        const lane = place + ((<usize>(i - whole)) << 3);
        const a = <f64>load<f32>(values + <usize>row * stride + at);
        const b = <f64>load<f32>(values + <usize>column * stride + at);
        store<f64>(lane, load<f64>(lane) + a * b);
      }
      const total = load<f64>(place) + load<f64>(place + 8) + (load<f64>(place + 16) + load<f64>(place + 24));
      store<f64>(sum, load<f64>(sum) + total);
      place += 32;
      sum += 8;
    }
  }
}

/** The sum of |x| in float64, in the order of `dot`. */
export function absoluteSum(x: usize, count: i32): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const four = magnitudes(v128.load(x + ((<usize>i) << 2)));
    low = f64x2.add(low, f64x2.promote_low_f32x4(four));
    high = f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<i32>(four, four, 2, 3, 2, 3)));
  }
  let s0 = f64x2.extract_lane(low, 0);
  let s1 = f64x2.extract_lane(low, 1);
  let s2 = f64x2.extract_lane(high, 0);
  for (let lane = 0; i < count; i++, lane++) {
    const value = Math.abs(<f64>load<f32>(x + ((<usize>i) << 2)));
    if (lane == 0) s0 += value;
    else if (lane == 1) s1 += value;
    else s2 += value;
  }
  return s0 + s1 + (s2 + f64x2.extract_lane(high, 1));
}

/** Counts, into i32[2] at `counts`, the parameters for which some value is not 0, and those with values of both signs. */
export function signs(values: usize, stride: usize, models: i32, count: i32, counts: usize): void {
  const zero = f32x4.splat(0);
  let touched = i32x4.splat(0);
  let divided = i32x4.splat(0);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    let positive = i32x4.splat(0);
    let negative = i32x4.splat(0);
    let at = values + ((<usize>i) << 2);
    for (let model = 0; model < models; model++, at += stride) {
      const four = v128.load(at);
      positive = v128.or(positive, f32x4.gt(four, zero));
      negative = v128.or(negative, f32x4.lt(four, zero));
    }
    // A true lane is -1.
    touched = i32x4.sub(touched, v128.or(positive, negative));
    divided = i32x4.sub(divided, v128.and(positive, negative));
  }
  let someTouched = 0;
  let someDivided = 0;
  for (; i < count; i++) {
    let positive = false;
    let negative = false;
    let at = values + ((<usize>i) << 2);
    for (let model = 0; model < models; model++, at += stride) {
      const value = load<f32>(at);
      if (value > 0) positive = true;
      if (value < 0) negative = true;
    }
    if (positive || negative) someTouched++;
    if (positive && negative) someDivided++;
  }
  store<i32>(counts, sumOfLanes(touched) + someTouched);
  store<i32>(counts + 4, sumOfLanes(divided) + someDivided);
}
