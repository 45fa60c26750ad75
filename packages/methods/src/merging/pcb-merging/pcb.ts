/**
 * PCB-Merging on arrays: Du and others, “Parameter Competition Balancing for Model Merging”, NeurIPS 2024, algorithm 1,
 * as the released code computes it. Everything in float64.
 */

/** Which of the two scripts of the release is followed; they differ in the clamp and in the balance between models. */
export type PcbVariant = 'language' | 'vision';

/** Shares of the smallest and of the largest magnitudes that are clamped to the next one. */
export const clampShares: Readonly<Record<PcbVariant, number>> = { language: 1e-4, vision: 1e-2 };

/** Divisors of all scales below this count as it. */
export const leastScale = 1e-12;

/** Places in ascending order of the magnitudes that others are held between. Truncated as the scripts do. */
export function clampPlaces(elements: number, variant: PcbVariant): readonly [low: number, high: number] {
  const share = clampShares[variant];
  return [Math.trunc(elements * share), Math.max(0, Math.trunc(elements * (1 - share) - 1))];
}

/** Places in ascending order of the score that lower ones are raised to, and of the largest. */
export function scorePlaces(elements: number, ratio: number): readonly [cut: number, top: number] {
  return [Math.min(elements - 1, Math.trunc(elements * (1 - ratio))), elements - 1];
}

/** What is known of one model before scores: the magnitudes that its changes are clamped to. */
export interface Clamp {
  readonly low: number;
  readonly high: number;
}

/** A change with its magnitude clamped. */
export function clampChange(change: number, { low, high }: Clamp): number {
  return Math.sign(change) * Math.min(Math.max(Math.abs(change), low), high);
}

/** The clamped magnitude from 0 (the lowest) to 1 (the highest). */
function spread(change: number, clamp: Clamp): number {
  const clamped = Math.min(Math.max(Math.abs(change), clamp.low), clamp.high);
  return clamp.high > clamp.low ? (clamped - clamp.low) / (clamp.high - clamp.low) : 0;
}

/**
 * How strongly a change competes: its size within the model, exp(N·m²), times how it agrees with the other models.
 * The exponential is scaled by e^-N, which the spread that follows undoes, so that many models do not overflow.
 * @param changes of one parameter in every model
 */
export function scoreOf(
  changes: ArrayLike<number>,
  model: number,
  clamps: readonly Clamp[],
  variant: PcbVariant,
): number {
  const models = clamps.length;
  const own = spread(changes[model], clamps[model]);
  const within = Math.exp(models * (own * own - 1));
  let between = 0;
  if (variant === 'language') {
    let sum = 0;
    for (let other = 0; other < models; other++) sum += changes[other];
    between = Math.tanh(changes[model] * sum);
  } else {
    const signed = Math.sign(changes[model]) * own;
    for (let other = 0; other < models; other++) {
      between += Math.tanh(signed * Math.sign(changes[other]) * spread(changes[other], clamps[other]));
    }
  }
  return within * between;
}

/** The score from 0 (at or below the threshold) to 1 (the largest). */
export function scaleOf(score: number, threshold: number, largest: number): number {
  return largest > threshold ? Math.max(0, (score - threshold) / (largest - threshold)) : 0;
}

export interface PcbOptions {
  readonly ratio: number;
  /** One for each model. */
  readonly lambdas: readonly number[];
  readonly variant: PcbVariant;
}

export interface PcbResult {
  readonly clamped: readonly Float64Array[];
  readonly scales: readonly Float64Array[];
  /** Σ λᵢ scaleᵢ clampedᵢ / Σ scaleᵢ */
  readonly change: Float64Array;
}

/** PCB-Merging of whole vectors. Sorts: O(models · d log d). */
export function pcbMerge(changes: readonly Float64Array[], { ratio, lambdas, variant }: PcbOptions): PcbResult {
  const elements = changes[0].length;
  const [low, high] = clampPlaces(elements, variant);
  const [cut, top] = scorePlaces(elements, ratio);
  const clamps = changes.map((change): Clamp => {
    const sorted = change.map(Math.abs).sort();
    return { low: sorted[low], high: sorted[high] };
  });
  const scales = changes.map((_, model) => {
    if (!(clamps[model].high > clamps[model].low)) return new Float64Array(elements);
    const at = new Float64Array(changes.length);
    const scores = Float64Array.from({ length: elements }, (__, p) => {
      for (const [other, change] of changes.entries()) at[other] = change[p];
      return scoreOf(at, model, clamps, variant);
    });
    const sorted = scores.slice().sort();
    return scores.map((score) => scaleOf(score, sorted[cut], sorted[top]));
  });
  const clamped = changes.map((change, model) => change.map((value) => clampChange(value, clamps[model])));
  const change = Float64Array.from({ length: elements }, (_, p) => {
    let sum = 0;
    let total = 0;
    for (const [model, scale] of scales.entries()) {
      sum += lambdas[model] * scale[p] * clamped[model][p];
      total += scale[p];
    }
    return sum / Math.max(total, leastScale);
  });
  return { clamped, scales, change };
}
