import { applyMaskIn, randomMask } from '@offprint/numerics';
import { copyToWork, electWork, weighWork } from '../../checkpoints/elect.ts';
import { type Block, definePass, type Rule } from '../../checkpoints/rule.ts';
import { scaleMerged, sumWeighted, type Weighting } from '../../checkpoints/weighted-sum.ts';
import { floats, roundIn, type Workspace } from '../../checkpoints/workspace.ts';
import type { Combine } from './dare.ts';
import { keptShare, maskName, type Rescale, rescaleByNorms } from './rescale.ts';

export interface DareParameters extends Weighting {
  /** The share of each model's changes that stays, in (0, 1]. */
  readonly densities: readonly number[];
  readonly rescale: Rescale;
  readonly combine: Combine;
  readonly lambda: number;
  readonly seed: number;
}

/** Sums of |δ| of each model over the group, before and after dropping. */
interface Found {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** Sets the changes of a model in `work` to 0 where its mask says so; returns how many stay. */
function mask(space: Workspace, block: Block, model: number, { densities, seed }: DareParameters): number {
  const drawn = randomMask(seed, maskName(block.tensor, model), densities[model]);
  return applyMaskIn(space.kernels, drawn, block.work + model * block.stride, block.count, block.from);
}

const measure = definePass<DareParameters, Found, { before: number[]; after: number[] }>({
  needed: ({ rescale, densities }) => rescale === 'mergekit' && densities.some((density) => density < 1),
  start: (models) => ({
    before: Array.from({ length: models }, () => 0),
    after: Array.from({ length: models }, () => 0),
  }),
  look(space, block, parameters, _found, measured) {
    copyToWork(space, block);
    for (let model = 0; model < block.models; model++) {
      const at = block.work + model * block.stride;
      measured.before[model] += space.kernels.absoluteSum(at, block.count);
      mask(space, block, model, parameters);
      measured.after[model] += space.kernels.absoluteSum(at, block.count);
    }
  },
  join: (total, part) => ({
    before: total.before.map((sum, model) => sum + part.before[model]),
    after: total.after.map((sum, model) => sum + part.after[model]),
  }),
  finish: (total) => total,
});

/** Multiplies what is left of a model's changes in `work`. */
function rescaleWork(space: Workspace, block: Block, model: number, parameters: DareParameters, found: Found): void {
  const density = parameters.densities[model];
  if (density >= 1 || parameters.rescale === 'none') return;
  const at = block.work + model * block.stride;
  const { rounding, dtype, count } = block;
  if (parameters.rescale === 'paper') {
    floats(space, space.divisor, count).fill(keptShare(density, { rounding, format: dtype }));
    space.kernels.divide(at, space.divisor, count);
  } else {
    const format = dtype === 'F16' ? 'F32' : dtype;
    space.kernels.scale(at, rescaleByNorms(found.before[model], found.after[model], { rounding, format }), count);
  }
  if (rounding === 'mergekit') roundIn(space, dtype, at, count);
}

/**
 * Drops changes at random, rescales the others, and adds them up or lets them elect signs (Yu and others, “Language models
 * are super Mario”, ICML 2024). Which changes stay depends on seed, tensor, model and index alone.
 */
export const rule: Rule<DareParameters, Found> = {
  name: 'dare',
  operand: { precise: 'changes', mergekit: 'changes' },
  nothing: { before: [], after: [] },
  passes: [measure],
  merge(space, block, parameters, found) {
    copyToWork(space, block);
    const kept: number[] = [];
    for (let model = 0; model < block.models; model++) {
      kept.push(mask(space, block, model, parameters));
      rescaleWork(space, block, model, parameters, found);
    }
    combineWork(space, block, parameters);
    return { kept, counted: 'work' };
  },
  details({ before, after }, { densities, rescale }) {
    const exact = { rounding: 'precise', format: 'F32' } as const;
    const factors = densities.map((density, model) => {
      if (density >= 1 || density <= 0 || rescale === 'none') return 1;
      return rescale === 'paper' ? 1 / density : rescaleByNorms(before[model] ?? 0, after[model] ?? 0, exact);
    });
    return { rescale: factors.reduce((sum, factor) => sum + factor, 0) / factors.length };
  },
};

/** Combines the sparse changes in `work` and scales the result. */
export function combineWork(
  space: Workspace,
  block: Block,
  parameters: Weighting & { readonly combine: Combine; readonly lambda: number },
): void {
  if (parameters.combine === 'linear') {
    sumWeighted(space, block, block.work, parameters);
  } else {
    weighWork(space, block, parameters.weights);
    electWork(space, block, { ...parameters, zeroSign: 1 });
  }
  scaleMerged(space, block, parameters.lambda);
}
