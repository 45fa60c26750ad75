/**
 * TIES as mergekit computes it (`merge_method: ties`), one tensor at a time: exactly int(density × size) changes stay,
 * weights multiply the changes before the election, a sum of 0 counts as positive, and every intermediate result is
 * rounded to the tensor's own number format. Sums over models are kept in float32 and rounded once.
 */
import { divide, roundToBf16, roundToF16, scale } from '@offprint/numerics';
import { findCut, keptCount, type Ties, taskVector, trim } from './ties.ts';

export type Format = 'F32' | 'F16' | 'BF16';

/** Rounds each number to the nearest of that format, in place. */
export function roundTo(format: Format, x: Float32Array): Float32Array {
  if (format === 'BF16') roundToBf16(x);
  else if (format === 'F16') roundToF16(x);
  return x;
}

export interface MergekitOptions {
  readonly format: Format;
  readonly densities: readonly number[];
  readonly ties: Ties;
  readonly weights: readonly number[];
  /** Whether to divide by the sum of the weights of the agreeing models. */
  readonly normalise: boolean;
  readonly lambda: number;
}

/** The changes of each model after trimming, before weighting. */
export function trimmedChanges(
  base: Float32Array,
  models: readonly Float32Array[],
  { format, densities, ties }: Pick<MergekitOptions, 'format' | 'densities' | 'ties'>,
): Float32Array[] {
  return models.map((model, index) => {
    const changes = roundTo(format, taskVector(base, model));
    return trim(changes, findCut(changes, keptCount('mergekit', changes.length, densities[index]), ties)).trimmed;
  });
}

/** The merged tensor, from the base and the trimmed changes. */
export function mergeTrimmed(
  base: Float32Array,
  trimmed: readonly Float32Array[],
  { format, weights, normalise, lambda }: Omit<MergekitOptions, 'densities' | 'ties'>,
): Float32Array {
  const round = (x: Float32Array): Float32Array => roundTo(format, x);
  const roundedWeights = round(Float32Array.from(weights));
  const weighted = trimmed.map((changes, model) => {
    const scaled = changes.slice();
    scale(scaled, roundedWeights[model]);
    return round(scaled);
  });
  const merged = new Float32Array(base.length);
  const divisor = new Float32Array(base.length);
  for (let p = 0; p < base.length; p++) {
    let movement = 0;
    for (const changes of weighted) movement = Math.fround(movement + changes[p]);
    const sign = movement >= 0 ? 1 : -1;
    for (let model = 0; model < weighted.length; model++) {
      if (Math.sign(weighted[model][p]) !== sign) continue;
      merged[p] += weighted[model][p];
      divisor[p] += roundedWeights[model];
    }
  }
  round(merged);
  round(divisor);
  if (normalise) divide(merged, divisor);
  round(merged);
  scale(merged, round(Float32Array.of(lambda))[0]);
  round(merged);
  return round(base.map((value, p) => value + merged[p]));
}
