// How parameters compete in PCB-Merging, in float32, four at a time. Exponentials come from the four operations alone, so
// that the bits are the same everywhere. Arrays have room for `count` rounded up to a multiple of 4.

@inline
const signBit: i32 = 0x80000000;

/** Rounds to whole numbers, below 2^22. */
@inline
const rounding: f32 = 12582912;

/** e^x - `less`, for x from -87 to 40 and `less` 0 or 1: without loss where x is small. */
@inline
function exponential(x: v128, less: f32): v128 {
  const shift = f32x4.splat(rounding);
  const k = f32x4.sub(f32x4.add(f32x4.mul(x, f32x4.splat(1.44269504)), shift), shift);
  const high = f32x4.sub(x, f32x4.mul(k, f32x4.splat(0.693359375)));
  const r = f32x4.sub(high, f32x4.mul(k, f32x4.splat(-2.12194440e-4)));
  let p = f32x4.splat(<f32>(1.0 / 5040.0));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(<f32>(1.0 / 720.0)));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(<f32>(1.0 / 120.0)));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(<f32>(1.0 / 24.0)));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(<f32>(1.0 / 6.0)));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.5));
  const rest = f32x4.add(r, f32x4.mul(f32x4.mul(r, r), p));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(k), i32x4.splat(127)), 23);
  return f32x4.add(f32x4.sub(power, f32x4.splat(less)), f32x4.mul(power, rest));
}

@inline
function tanh(z: v128): v128 {
  const twice = f32x4.min(f32x4.mul(f32x4.abs(z), f32x4.splat(2)), f32x4.splat(40));
  const e = exponential(twice, 1);
  const size = f32x4.div(e, f32x4.add(e, f32x4.splat(2)));
  return v128.or(size, v128.and(z, i32x4.splat(signBit)));
}

@inline
function held(x: v128, low: f32, high: f32): v128 {
  return f32x4.min(f32x4.max(x, f32x4.splat(low)), f32x4.splat(high));
}

/** |x| from 0 at `low` to 1 at `high`; 0 where they are one. */
@inline
function sizeOf(x: v128, low: f32, high: f32): v128 {
  if (!(high > low)) return f32x4.splat(0);
  return f32x4.div(f32x4.sub(held(f32x4.abs(x), low, high), f32x4.splat(low)), f32x4.splat(high - low));
}

/**
 * exp(models * (size^2 - 1)) * agreement for every number of every model. `changes` and `scores` are `models` arrays
 * `stride` bytes apart; `bounds` is f32[2 * models]: the lowest and highest magnitude of each. Agreement is the tanh of
 * the change times the sum of all, or, by pairs, the sum of the tanhs of the products of signed sizes.
 */
export function competitionScores(
  changes: usize,
  stride: usize,
  models: i32,
  count: i32,
  bounds: usize,
  pairs: i32,
  scores: usize,
): void {
  const n: f32 = <f32>models;
  for (let i = 0; i < count; i += 4) {
    const at = (<usize>i) << 2;
    if (pairs == 0) {
      let sum = f32x4.splat(0);
      for (let m = 0; m < models; m++) sum = f32x4.add(sum, v128.load(changes + <usize>m * stride + at));
      for (let m = 0; m < models; m++) {
        const place = <usize>m * stride + at;
        v128.store(scores + place, tanh(f32x4.mul(v128.load(changes + place), sum)));
      }
    } else {
      for (let m = 0; m < models; m++) v128.store(scores + <usize>m * stride + at, f32x4.splat(0));
      for (let m = 0; m < models; m++) {
        const one = signedSize(changes + <usize>m * stride + at, bounds + ((<usize>m) << 3));
        for (let o = m; o < models; o++) {
          const other = signedSize(changes + <usize>o * stride + at, bounds + ((<usize>o) << 3));
          const both = tanh(f32x4.mul(one, other));
          const first = scores + <usize>m * stride + at;
          v128.store(first, f32x4.add(v128.load(first), both));
          if (o == m) continue;
          const second = scores + <usize>o * stride + at;
          v128.store(second, f32x4.add(v128.load(second), both));
        }
      }
    }
    for (let m = 0; m < models; m++) {
      const place = <usize>m * stride + at;
      const bound = bounds + ((<usize>m) << 3);
      const size = sizeOf(v128.load(changes + place), load<f32>(bound), load<f32>(bound + 4));
      const power = f32x4.mul(f32x4.sub(f32x4.mul(size, size), f32x4.splat(1)), f32x4.splat(n));
      const own = exponential(f32x4.max(power, f32x4.splat(-87)), 0);
      v128.store(scores + place, f32x4.mul(own, v128.load(scores + place)));
    }
  }
}

@inline
function signedSize(change: usize, bound: usize): v128 {
  const x = v128.load(change);
  return v128.or(sizeOf(x, load<f32>(bound), load<f32>(bound + 4)), v128.and(x, i32x4.splat(signBit)));
}

/**
 * merged = sum of weight * held change * scale / max(sum of scales, 1e-12). Scores become scales from 0 to 1 in place,
 * and their sums are left in `total`. `limits` is f32[5 * models]: lowest and highest magnitude, lowest and highest score,
 * weight; a model whose two scores are one has no say.
 */
export function balance(
  changes: usize,
  stride: usize,
  models: i32,
  count: i32,
  limits: usize,
  scores: usize,
  total: usize,
  merged: usize,
): void {
  const zero = f32x4.splat(0);
  for (let i = 0; i < count; i += 4) {
    const at = (<usize>i) << 2;
    let sum = zero;
    let all = zero;
    for (let m = 0; m < models; m++) {
      const place = <usize>m * stride + at;
      const limit = limits + <usize>m * 20;
      const cut = load<f32>(limit + 8);
      const top = load<f32>(limit + 12);
      let scale = zero;
      if (top > cut) {
        scale = f32x4.div(f32x4.sub(held(v128.load(scores + place), cut, top), f32x4.splat(cut)), f32x4.splat(top - cut));
      }
      v128.store(scores + place, scale);
      const x = v128.load(changes + place);
      const size = held(f32x4.abs(x), load<f32>(limit), load<f32>(limit + 4));
      const signed = v128.or(size, v128.and(x, i32x4.splat(signBit)));
      const change = v128.and(signed, f32x4.ne(x, zero));
      const weighted = f32x4.mul(f32x4.mul(change, scale), f32x4.splat(load<f32>(limit + 16)));
      sum = f32x4.add(sum, weighted);
      all = f32x4.add(all, scale);
    }
    v128.store(total + at, all);
    v128.store(merged + at, f32x4.div(sum, f32x4.max(all, f32x4.splat(1e-12))));
  }
}
