/**
 * DARE on arrays: changes are dropped at random and the others rescaled, so that their sum stays as it was on average
 * (Yu, Yu, Yu, Huang, Li, “Language models are super Mario”, ICML 2024, section 3.2).
 *
 * `rule.ts` computes the same bits on streams.
 */
import { absoluteSum, applyMask, divide, randomMask, scale } from '@offprint/numerics';
import { type Addition, type Arithmetic, addChange, weightedSum } from '../task-arithmetic/task-arithmetic.ts';
import { roundTo, taskVectorsIn } from '../task-arithmetic/task-vectors.ts';
import { mergeTrimmed } from '../ties-merging/mergekit.ts';
import { keptShare, maskName, type Rescale, rescaleByNorms } from './rescale.ts';

/** How the changes of the models become one. */
export type Combine = 'linear' | 'ties';

export interface Dropping {
  /** The share of each model's changes that stays, in (0, 1]. */
  readonly densities: readonly number[];
  readonly rescale: Rescale;
}

/** A mask of 0 and 1 for a tensor of one model: each element depends on seed, tensor, model and index alone. */
export function drawMask(seed: number, tensor: string, model: number, density: number, size: number): Float32Array {
  const mask = new Float32Array(size).fill(1);
  applyMask(randomMask(seed, maskName(tensor, model), density), mask, 0);
  return mask;
}

/** The changes where the mask is 1, rescaled; 0 elsewhere. */
export function drop(
  change: Float32Array,
  mask: ArrayLike<number>,
  density: number,
  { rounding, format, rescale }: Arithmetic & { readonly rescale: Rescale },
): Float32Array {
  const kept = change.map((value, p) => (mask[p] === 0 ? 0 : value));
  if (density >= 1) return kept;
  if (rescale === 'paper') divide(kept, new Float32Array(kept.length).fill(keptShare(density, { rounding, format })));
  if (rescale === 'mergekit') {
    const exact = format === 'F16' ? 'F32' : format;
    scale(kept, rescaleByNorms(absoluteSum(change), absoluteSum(kept), { rounding, format: exact }));
  }
  return rounding === 'mergekit' ? roundTo(format, kept) : kept;
}

/** The base plus what the dropped changes of the models combine to. */
export function combine(
  base: Float32Array,
  changes: readonly Float32Array[],
  how: Combine,
  addition: Addition,
): Float32Array {
  if (how === 'linear') return addChange(base, weightedSum(changes, addition), addition);
  const { rounding, format } = addition;
  const merged = mergeTrimmed(base, changes, { ...addition, format: rounding === 'precise' ? 'F32' : format });
  return roundTo(format, merged);
}

/** All of DARE on one tensor, with masks of 0 and 1 that are given. O(models · size). */
export function dare(
  base: Float32Array,
  models: readonly Float32Array[],
  masks: readonly ArrayLike<number>[],
  { densities, rescale, combine: how, ...addition }: Addition & Dropping & { readonly combine: Combine },
): Float32Array {
  const changes = taskVectorsIn(base, models, addition).map((change, model) =>
    drop(change, masks[model], densities[model], { ...addition, rescale }),
  );
  return combine(base, changes, how, addition);
}
