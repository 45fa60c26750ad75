/** The plain twins of the kernels of PCB-Merging: what they compute, in float32, one rounding an operation. */

const { fround } = Math;

/** e^x - `less`, for x from -87 to 40 and `less` 0 or 1. Relative error below 3e-7, where x is small too. */
export function exponential(x: number, less: 0 | 1): number {
  const shift = 12582912;
  const k = fround(fround(fround(x * fround(Math.LOG2E)) + shift) - shift);
  const high = fround(x - fround(k * 0.693359375));
  const r = fround(high - fround(k * fround(-2.1219444e-4)));
  let p = fround(1 / 5040);
  for (const divisor of [720, 120, 24, 6, 2]) p = fround(fround(p * r) + fround(1 / divisor));
  const rest = fround(r + fround(fround(r * r) * p));
  const power = 2 ** k;
  return fround(fround(power - less) + fround(power * rest));
}

/** Relative error below 5e-7. */
function tanh(z: number): number {
  const e = exponential(Math.min(fround(2 * Math.abs(z)), 40), 1);
  const size = fround(e / fround(e + 2));
  return z < 0 || Object.is(z, -0) ? -size : size;
}

const held = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);

function sizeOf(x: number, low: number, high: number): number {
  return high > low ? fround(fround(held(Math.abs(x), low, high) - low) / fround(high - low)) : 0;
}

/**
 * exp(n (size² − 1)) · agreement for every number of each of n models, where size goes from 0 at the lowest magnitude
 * to 1 at the highest. Agreement is tanh(τᵢ Σⱼ τⱼ), or, by pairs, Σⱼ tanh(tᵢ tⱼ) of signed sizes.
 * @param bounds lowest and highest magnitude of each model, one after another
 */
export function competitionScores(
  changes: readonly Float32Array[],
  bounds: Float32Array,
  pairs: boolean,
): Float32Array[] {
  const n = changes.length;
  const size = (model: number, at: number): number =>
    sizeOf(changes[model][at], bounds[2 * model], bounds[2 * model + 1]);
  const signed = (model: number, at: number): number =>
    changes[model][at] < 0 || Object.is(changes[model][at], -0) ? -size(model, at) : size(model, at);
  const agreement = (model: number, at: number): number => {
    if (!pairs) return tanh(fround(changes[model][at] * changes.reduce((sum, other) => fround(sum + other[at]), 0)));
    return changes.reduce((sum, _, other) => fround(sum + tanh(fround(signed(model, at) * signed(other, at)))), 0);
  };
  return changes.map((change, model) =>
    change.map((_, at) => {
      const power = fround(fround(fround(size(model, at) * size(model, at)) - 1) * n);
      return fround(exponential(Math.max(power, -87), 0) * agreement(model, at));
    }),
  );
}

export interface Balance {
  readonly scales: readonly Float32Array[];
  /** Their sums. */
  readonly total: Float32Array;
  /** Σ weightᵢ · held τᵢ · scaleᵢ / max(Σ scaleᵢ, 1e-12) */
  readonly merged: Float32Array;
}

/**
 * @param limits of each model, one after another: lowest and highest magnitude, lowest and highest score, weight; a model
 *   whose two scores are one has no say
 */
export function balance(
  changes: readonly Float32Array[],
  scores: readonly Float32Array[],
  limits: Float32Array,
): Balance {
  const limit = (model: number, which: number): number => limits[5 * model + which];
  const scales = scores.map((score, model) => {
    const [cut, top] = [limit(model, 2), limit(model, 3)];
    return score.map((value) => (top > cut ? fround(held(value, cut, top) - cut) / fround(top - cut) : 0));
  });
  const sums = (term: (model: number, at: number) => number): Float32Array =>
    changes[0].map((_, at) => changes.reduce((sum, __, model) => fround(sum + term(model, at)), 0));
  const total = sums((model, at) => scales[model][at]);
  const sum = sums((model, at) => {
    const x = changes[model][at];
    const change = Math.sign(x) * held(Math.abs(x), limit(model, 0), limit(model, 1));
    return fround(fround(change * scales[model][at]) * limit(model, 4));
  });
  return { scales, total, merged: sum.map((value, at) => value / Math.max(total[at], fround(1e-12))) };
}
