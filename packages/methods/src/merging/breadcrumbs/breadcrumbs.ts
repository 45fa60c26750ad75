/**
 * Model Breadcrumbs on arrays: of each tensor's changes the smallest and a few of the largest are masked
 * (Davari, Belilovsky, “Model Breadcrumbs: scaling multi-task model merging with sparse masks”, ECCV 2024, section 3).
 *
 * `rule.ts` computes the same bits on streams.
 */
import { absoluteSum, scale } from '@offprint/numerics';
import { type Combine, combine } from '../dare/dare.ts';
import { rescaleByNorms } from '../dare/rescale.ts';
import type { Addition, Arithmetic } from '../task-arithmetic/task-arithmetic.ts';
import { roundTo, taskVectorsIn } from '../task-arithmetic/task-vectors.ts';
import { findCut, trim } from '../ties-merging/ties.ts';

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

/**
 * The changes that are neither among the smallest nor among the largest; 0 elsewhere. Of equal magnitudes the first by
 * index count as larger. O(size), by counting.
 */
export function maskOutliers(change: Float32Array, density: number, gamma: number): Float32Array {
  const { keep, top } = countsOf(change.length, density, gamma);
  const largest = (count: number): Float32Array => trim(change, findCut(change, count, 'stable-index')).trimmed;
  const outliers = largest(top);
  return largest(top + keep).map((value, p) => (outliers[p] === 0 ? value : 0));
}

/** The changes of one model after masking, and rescaling if asked. */
export function sparsify(
  change: Float32Array,
  density: number,
  gamma: number,
  { rescale, rounding, format }: Arithmetic & { readonly rescale: boolean },
): Float32Array {
  const kept = maskOutliers(change, density, gamma);
  if (!rescale || density >= 1) return kept;
  scale(kept, rescaleByNorms(absoluteSum(change), absoluteSum(kept), { rounding, format }));
  return rounding === 'mergekit' ? roundTo(format, kept) : kept;
}

export interface BreadcrumbsOptions extends Addition {
  /** The share of each model's changes that stays, in (0, 1]. */
  readonly densities: readonly number[];
  /** The share of each model's changes that go because they are the largest, in [0, 1). */
  readonly gammas: readonly number[];
  /** Whether what stays is scaled to the tensor's sum of magnitudes before masking. */
  readonly rescale: boolean;
  readonly combine: Combine;
}

/** All of Breadcrumbs on one tensor. O(models · size). */
export function breadcrumbs(
  base: Float32Array,
  models: readonly Float32Array[],
  options: BreadcrumbsOptions,
): Float32Array {
  const changes = taskVectorsIn(base, models, options).map((change, model) =>
    sparsify(change, options.densities[model], options.gammas[model], options),
  );
  return combine(base, changes, options.combine, options);
}
