/**
 * Model Breadcrumbs on arrays: of each tensor's changes the smallest and a few of the largest are masked
 * (Davari, Belilovsky, “Model Breadcrumbs: scaling multi-task model merging with sparse masks”, ECCV 2024, section 3).
 *
 * `rule.ts` computes the same bits on streams.
 */
import { absoluteSum, infinityKey, keyOf, scale, selectMagnitude } from '@offprint/numerics';
import { type Combine, combine } from '../dare/dare.ts';
import { rescaleByNorms } from '../dare/rescale.ts';
import type { Addition, Arithmetic } from '../task-arithmetic/task-arithmetic.ts';
import { roundTo, taskVectorsIn } from '../task-arithmetic/task-vectors.ts';

/** How many of a tensor's changes stay and go, counted by magnitude. */
export interface Counts {
  readonly keep: number;
  /** The largest. */
  readonly top: number;
  /** The smallest. */
  readonly bottom: number;
}

/**
 * The numbers for a tensor of `size` changes, fractions cut off. The density wins over γ: where both cannot be had, fewer
 * of the largest go. A density of 1 keeps all.
 * @param density share that stays, in (0, 1]
 * @param gamma share of the largest that go, in [0, 1)
 */
export function countsOf(size: number, density: number, gamma: number): Counts {
  if (density >= 1) return { keep: size, top: 0, bottom: 0 };
  const keep = Math.trunc(density * size);
  const top = Math.min(Math.trunc(gamma * size), size - keep);
  return { keep, top, bottom: size - keep - top };
}

/** The magnitudes between which changes stay, as keys. */
export interface Band {
  /** Changes with keys strictly between stay. */
  readonly low: number;
  readonly high: number;
  /** Of the changes exactly as large as a bound, the first so many by index stay. */
  readonly atLow: number;
  readonly atHigh: number;
}

/** A band that holds everything. */
export const everything: Band = { low: -1, high: infinityKey, atLow: 0, atHigh: 0 };
/** A band that holds nothing. */
export const nothing: Band = { low: infinityKey, high: infinityKey, atLow: 0, atHigh: 0 };

/** A magnitude of the order, from the largest down: its key, how many are larger and how many just as large. */
export interface Ranked {
  readonly key: number;
  readonly above: number;
  readonly equal: number;
}

/**
 * The band of the changes ranked top + 1 to top + keep from the largest down.
 * @param largest the change ranked top + 1
 * @param smallest the change ranked top + keep
 */
export function bandOf({ keep, top }: Counts, largest: Ranked, smallest: Ranked): Band {
  if (largest.key === smallest.key) return { low: largest.key, high: largest.key, atLow: keep, atHigh: 0 };
  return {
    low: smallest.key,
    high: largest.key,
    atLow: top + keep - smallest.above,
    atHigh: largest.above + largest.equal - top,
  };
}

function findBand(change: Float32Array, counts: Counts): Band {
  if (counts.keep === 0) return nothing;
  if (counts.keep === change.length) return everything;
  const largest = selectMagnitude(change, counts.top + 1);
  const smallest = selectMagnitude(change, counts.top + counts.keep);
  return largest === undefined || smallest === undefined ? nothing : bandOf(counts, largest, smallest);
}

/** The changes that are neither among the smallest nor among the largest; 0 elsewhere. O(size), by counting. */
export function maskOutliers(change: Float32Array, density: number, gamma: number): Float32Array {
  const { low, high, atLow, atHigh } = findBand(change, countsOf(change.length, density, gamma));
  let leftLow = atLow;
  let leftHigh = atHigh;
  return change.map((value) => {
    const key = keyOf(value);
    if (key > low && key < high) return value;
    if (key === low && leftLow-- > 0) return value;
    if (key === high && key !== low && leftHigh-- > 0) return value;
    return 0;
  });
}

export interface Masking {
  readonly densities: readonly number[];
  readonly gamma: number;
  /** Whether what stays is scaled to the tensor's sum of magnitudes before masking. */
  readonly rescale: boolean;
}

/** The changes of one model after masking, and rescaling if asked. */
export function sparsify(
  change: Float32Array,
  density: number,
  { gamma, rescale, rounding, format }: Arithmetic & Pick<Masking, 'gamma' | 'rescale'>,
): Float32Array {
  const kept = maskOutliers(change, density, gamma);
  if (!rescale || density >= 1) return kept;
  // Unlike random dropping, this stays in the tensor's own format, float16 too.
  const factor = rescaleByNorms(absoluteSum(change), absoluteSum(kept), { rounding, format });
  scale(kept, factor);
  return rounding === 'mergekit' ? roundTo(format, kept) : kept;
}

/** All of Breadcrumbs on one tensor. O(models · size). */
export function breadcrumbs(
  base: Float32Array,
  models: readonly Float32Array[],
  { densities, gamma, rescale, combine: how, ...addition }: Addition & Masking & { readonly combine: Combine },
): Float32Array {
  const changes = taskVectorsIn(base, models, addition).map((change, model) =>
    sparsify(change, densities[model], { ...addition, gamma, rescale }),
  );
  return combine(base, changes, how, addition);
}
