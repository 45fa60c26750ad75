// Selection by magnitude: the 31 bits of |x|, read as an integer, order as the magnitudes do.
import { magnitude, magnitudes, sumOfLanes } from './lanes';

/** Adds 1 to counters[bits of |x| >> 15] for each x: 65,536 counters of 32 bits. */
export function histogram(x: usize, counters: usize, count: i32): void {
  for (let i = 0; i < count; i++) {
    const bin = (load<u32>(x + ((<usize>i) << 2)) & 0x7fffffff) >> 15;
    const at = counters + ((<usize>bin) << 2);
    store<u32>(at, load<u32>(at) + 1);
  }
}

/** Writes key to `out` and returns the next place if it lies in the window, else returns the same place. */
@inline
function keep(key: i32, low: i32, high: i32, out: usize): usize {
  store<i32>(out, key);
  return out + ((<usize>(i32(key >= low) & i32(key < high))) << 2);
}

/**
 * Writes the keys (bits of |x|) in [low, high) to `out`, in order, and the number of keys >= high to `above`.
 * Returns how many were written. `out` needs room for count + 1 keys.
 */
export function collect(x: usize, count: i32, low: i32, high: i32, out: usize, above: usize): i32 {
  const lows = i32x4.splat(low);
  const highs = i32x4.splat(high);
  let larger = i32x4.splat(0);
  let next = out;
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const keys = magnitudes(v128.load(x + ((<usize>i) << 2)));
    const over = i32x4.ge_s(keys, highs);
    larger = i32x4.sub(larger, over);
    if (v128.any_true(v128.andnot(i32x4.ge_s(keys, lows), over))) {
      next = keep(i32x4.extract_lane(keys, 0), low, high, next);
      next = keep(i32x4.extract_lane(keys, 1), low, high, next);
      next = keep(i32x4.extract_lane(keys, 2), low, high, next);
      next = keep(i32x4.extract_lane(keys, 3), low, high, next);
    }
  }
  let number = sumOfLanes(larger);
  for (; i < count; i++) {
    const key = magnitude(load<f32>(x + ((<usize>i) << 2)));
    number += i32(key >= high);
    next = keep(key, low, high, next);
  }
  store<i32>(above, number);
  return <i32>((next - out) >> 2);
}

/** Sets x to 0 where its key is below `cut`, in place. Returns how many stay. */
export function trim(x: usize, cut: i32, count: i32): i32 {
  const cuts = i32x4.splat(cut);
  let stay = i32x4.splat(0);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const at = x + ((<usize>i) << 2);
    const four = v128.load(at);
    const stays = i32x4.ge_s(magnitudes(four), cuts);
    v128.store(at, v128.and(four, stays));
    stay = i32x4.sub(stay, stays);
  }
  let number = sumOfLanes(stay);
  for (; i < count; i++) {
    const at = x + ((<usize>i) << 2);
    if (magnitude(load<f32>(at)) >= cut) number++;
    else store<f32>(at, 0);
  }
  return number;
}

/** As `trim`, but of the keys equal to `cut` only the first `budget` stay. Returns how many stay in all. */
export function trimFirst(x: usize, cut: i32, budget: i32, count: i32): i32 {
  let left = budget;
  let number = 0;
  for (let i = 0; i < count; i++) {
    const at = x + ((<usize>i) << 2);
    const key = magnitude(load<f32>(at));
    const tied = key == cut && left > 0;
    if (tied) left--;
    if (tied || key > cut) number++;
    else store<f32>(at, 0);
  }
  return number;
}

/**
 * Sets x to 0 where its key is above `cut`, and where it equals it for the first `budget` of those. Returns how many
 * were equal and set to 0.
 */
export function dropLargest(x: usize, cut: i32, budget: i32, count: i32): i32 {
  const cuts = i32x4.splat(cut);
  let dropped = 0;
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const at = x + ((<usize>i) << 2);
    if (!v128.any_true(i32x4.ge_s(magnitudes(v128.load(at)), cuts))) continue;
    for (let lane = 0; lane < 4; lane++) dropped += dropOne(at + ((<usize>lane) << 2), cut, budget - dropped);
  }
  for (; i < count; i++) dropped += dropOne(x + ((<usize>i) << 2), cut, budget - dropped);
  return dropped;
}

@inline
function dropOne(at: usize, cut: i32, budget: i32): i32 {
  const key = magnitude(load<f32>(at));
  const tied = key == cut && budget > 0;
  if (tied || key > cut) store<f32>(at, 0);
  return i32(tied);
}
