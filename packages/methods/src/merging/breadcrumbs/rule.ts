import { copyToWork, electWork, weighWork } from '../../checkpoints/elect.ts';
import { noRanks, type Ranks, rankPasses, ranksForChunk } from '../../checkpoints/rank-passes.ts';
import type { Rule } from '../../checkpoints/rule.ts';
import { dropLargest, keepLargest } from '../../checkpoints/trim-block.ts';
import { scaleMerged, sumWeighted } from '../../checkpoints/weighted-sum.ts';
import { floats } from '../../checkpoints/workspace.ts';

export interface BreadcrumbsParameters {
  readonly weights: readonly number[];
  /** Share of the changes of each model that is kept. */
  readonly densities: readonly number[];
  /** Share of the largest changes of each model that is left out. */
  readonly gammas: readonly number[];
  readonly normalise: boolean;
  readonly lambda: number;
  readonly combine: 'linear' | 'ties';
  /** Whether a tensor with no element to leave out at the top becomes zero, as mergekit's does by a slip. */
  readonly emptyTop: 'keep' | 'zero';
}

/** How many of n changes are left out at the top and at the bottom; the density wins over γ. */
export function crumbsOf(n: number, density: number, gamma: number): { readonly top: number; readonly bottom: number } {
  if (density >= 1) return { top: 0, bottom: 0 };
  const top = Math.trunc(gamma * n);
  const bottom = n - Math.trunc(density * n) - top;
  return bottom < 0 ? { top: top + bottom, bottom: 0 } : { top, bottom };
}

interface BreadcrumbsFound {
  readonly ranks: Ranks;
  readonly elements: number;
}

const passes = rankPasses<BreadcrumbsParameters, BreadcrumbsFound>(
  ({ densities, gammas }, { elements }, model) => {
    const { top, bottom } = crumbsOf(elements, densities[model], gammas[model]);
    return [elements - bottom, top];
  },
  { get: ({ ranks }) => ranks, set: (found, ranks) => ({ ...found, ranks }) },
).map((pass) => ({
  ...pass,
  finish: (
    total: unknown,
    group: Parameters<typeof pass.finish>[1],
    parameters: BreadcrumbsParameters,
    found: BreadcrumbsFound,
  ) => ({ ...pass.finish(total, group, parameters, found), elements: group.elements }),
}));

/**
 * Model Breadcrumbs (Davari and Belilovsky, ECCV 2024): of each tensor's changes neither the smallest nor the very
 * largest are taken; what is left is added up, or signs are elected as in TIES.
 */
export const rule: Rule<BreadcrumbsParameters, BreadcrumbsFound> = {
  name: 'breadcrumbs',
  operand: { precise: 'changes', mergekit: 'changes' },
  nothing: { ranks: noRanks, elements: 0 },
  passes,
  forChunk: ({ ranks, elements }, chunk) => ({ ranks: ranksForChunk(ranks, chunk), elements }),
  merge(space, block, parameters, { ranks, elements }) {
    const { weights, normalise, lambda, combine, densities, gammas, emptyTop } = parameters;
    copyToWork(space, block);
    const kept = weights.map((_, model) => {
      const x = block.work + model * block.stride;
      const [low, high] = ranks.cuts[model];
      const { top } = crumbsOf(elements, densities[model], gammas[model]);
      if (emptyTop === 'zero' && densities[model] < 1 && top === 0) floats(space, x, block.count).fill(0);
      else {
        keepLargest(space, x, block.count, low);
        dropLargest(space, x, block.count, high);
      }
      return space.kernels.trim(x, 1, block.count);
    });
    if (combine === 'linear') {
      sumWeighted(space, block, block.work, { weights, normalise });
    } else {
      weighWork(space, block, weights);
      electWork(space, block, { weights, normalise, zeroSign: 1 });
    }
    scaleMerged(space, block, lambda);
    return { kept, counted: 'work' };
  },
};
