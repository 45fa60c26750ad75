// The election of a sign for each parameter, and the sum over the models that agree with it.
import { sumOfLanes } from './lanes';

/**
 * For each of `count` parameters: the sign of the sum of its `models` values, then the sum (or the largest magnitude)
 * of the values that have this sign, and the sum of the weights of those models.
 *
 * values: models arrays of float32, `stride` bytes apart, each with room for `count` rounded up to a multiple of 4; so
 * have merged and divisor. weights: float32[models].
 * zeroSign: the sign where the sum is exactly 0: 1, -1, or 0, which selects as -1 does but has no largest magnitude.
 * largest: 1 for the largest magnitude with the elected sign, 0 for the sum.
 * counts: i32[5] = parameters with a value other than 0; with values of both signs; with a positive sum; with a
 * negative sum; whose values cancel to exactly 0.
 */
export function elect(
  values: usize,
  stride: usize,
  models: i32,
  weights: usize,
  count: i32,
  zeroSign: i32,
  largest: i32,
  merged: usize,
  divisor: usize,
  counts: usize,
): void {
  const zero = f32x4.splat(0);
  const zeroIsPositive = i32x4.splat(zeroSign > 0 ? -1 : 0);
  const zeroIsDead = i32x4.splat(zeroSign == 0 ? -1 : 0);
  const signBit = i32x4.splat(0x80000000);
  let touched = i32x4.splat(0);
  let divided = i32x4.splat(0);
  let positive = i32x4.splat(0);
  let negative = i32x4.splat(0);
  let cancelled = i32x4.splat(0);
  const end = values + stride * <usize>models;

  // Lanes beyond the last parameter hold zeros, which count nowhere.
  for (let model = values; model < end; model += stride) {
    for (let pad = count; pad & 3; pad++) store<f32>(model + ((<usize>pad) << 2), 0);
  }

  for (let i = 0; i < count; i += 4) {
    const at = (<usize>i) << 2;
    let sum = zero;
    let most = zero;
    let least = zero;
    for (let model = values + at; model < end + at; model += stride) {
      const value = v128.load(model);
      sum = f32x4.add(sum, value);
      most = f32x4.pmax(most, value);
      least = f32x4.pmin(least, value);
    }
    const isPositive = f32x4.gt(sum, zero);
    const isNegative = f32x4.lt(sum, zero);
    const isZero = v128.not(v128.or(isPositive, isNegative));
    // Values are turned so that those which agree are positive, and the result is turned back.
    const turn = v128.andnot(signBit, v128.or(isPositive, v128.and(isZero, zeroIsPositive)));
    let total = zero;
    let weight = zero;
    let by = weights;
    for (let model = values + at; model < end + at; model += stride) {
      const turned = v128.xor(v128.load(model), turn);
      const agreeing = f32x4.pmax(zero, turned);
      total = largest ? f32x4.pmax(total, agreeing) : f32x4.add(total, agreeing);
      weight = f32x4.add(weight, v128.and(v128.load32_splat(by), f32x4.gt(turned, zero)));
      by += 4;
    }
    if (largest) total = v128.andnot(total, v128.and(isZero, zeroIsDead));
    total = v128.xor(total, v128.and(turn, f32x4.gt(total, zero)));
    v128.store(merged + at, total);
    v128.store(divisor + at, weight);
    const anyPositive = f32x4.gt(most, zero);
    const anyNegative = f32x4.lt(least, zero);
    const any = v128.or(anyPositive, anyNegative);
    touched = i32x4.sub(touched, any);
    divided = i32x4.sub(divided, v128.and(anyPositive, anyNegative));
    positive = i32x4.sub(positive, isPositive);
    negative = i32x4.sub(negative, isNegative);
    cancelled = i32x4.sub(cancelled, v128.and(any, isZero));
  }
  store<i32>(counts, sumOfLanes(touched));
  store<i32>(counts, sumOfLanes(divided), 4);
  store<i32>(counts, sumOfLanes(positive), 8);
  store<i32>(counts, sumOfLanes(negative), 12);
  store<i32>(counts, sumOfLanes(cancelled), 16);
}
