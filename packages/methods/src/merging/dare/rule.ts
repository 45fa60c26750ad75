import { applyMaskIn, type RandomMask, randomMask } from '@offprint/numerics';
import { copyToWork, electWork, weighWork } from '../../checkpoints/elect.ts';
import { divisorOf, roundNumber } from '../../checkpoints/round-number.ts';
import { type Block, definePass, type Rule } from '../../checkpoints/rule.ts';
import { scaleMerged, sumWeighted } from '../../checkpoints/weighted-sum.ts';
import { floats, roundIn, type Workspace } from '../../checkpoints/workspace.ts';

export interface DareParameters {
  readonly weights: readonly number[];
  /** Share of the changes of each model that is kept: 1 - p. */
  readonly densities: readonly number[];
  readonly normalise: boolean;
  readonly lambda: number;
  readonly seed: number;
  /** By what the kept changes grow: 1/(1-p), or the ratio of the L1 norms before and after, or not at all. */
  readonly rescale: 'paper' | 'mergekit' | 'none';
  /** Whether signs are elected among what is kept. */
  readonly combine: 'linear' | 'ties';
}

/** For each model what its kept changes are multiplied by. */
export interface DareFound {
  readonly rescales: readonly number[];
}

/** Norms below this are not divided by. */
const leastNorm = 1e-7;

/** The mask of one model's tensor: each element's fate depends on the seed, model, tensor and its index alone. */
function maskOf({ seed, densities }: DareParameters, tensor: string, model: number): RandomMask {
  return randomMask(seed, `dare ${model} ${tensor}`, densities[model]);
}

/** Leaves the masked changes in `block.work`; returns how many of each model are kept. Masks may be given as extras. */
function dropAtRandom(space: Workspace, block: Block, parameters: DareParameters, given: boolean): number[] {
  copyToWork(space, block);
  return Array.from({ length: block.models }, (_, model) => {
    const x = block.work + model * block.stride;
    if (!given) return applyMaskIn(space.kernels, maskOf(parameters, block.tensor, model), x, block.count, block.from);
    const mask = block.extras + model * block.stride;
    space.kernels.multiply(x, mask, x, block.count);
    return floats(space, mask, block.count).reduce((sum, keep) => sum + keep, 0);
  });
}

function hasMasks(space: Workspace): boolean {
  return (space.room.extras ?? 0) > 0;
}

const measureNorms = definePass<DareParameters, DareFound, Float64Array>({
  needed: ({ rescale }) => rescale === 'mergekit',
  start: (models) => new Float64Array(2 * models),
  look(space, block, parameters, _found, norms) {
    dropAtRandom(space, block, parameters, hasMasks(space));
    for (let model = 0; model < block.models; model++) {
      const at = model * block.stride;
      norms[2 * model] += space.kernels.absoluteSum(block.operands + at, block.count);
      norms[2 * model + 1] += space.kernels.absoluteSum(block.work + at, block.count);
    }
  },
  join: (total, part) => total.map((norm, index) => norm + part[index]),
  finish: (norms, { models }) => ({
    rescales: Array.from({ length: models }, (_, model) => {
      const [before, after] = [norms[2 * model], norms[2 * model + 1]];
      return before < leastNorm || after < leastNorm ? 1 : before / after;
    }),
  }),
});

function rescaleOf({ rescale, densities }: DareParameters, { rescales }: DareFound, model: number): number {
  if (rescale === 'mergekit') return rescales[model] ?? 1;
  return rescale === 'paper' && densities[model] > 0 ? 1 / densities[model] : 1;
}

/** DARE: drop at random and rescale (Yu and others, ICML 2024), then add up, or elect signs as TIES does. */
export const rule: Rule<DareParameters, DareFound> = {
  name: 'dare',
  operand: { precise: 'changes', mergekit: 'changes' },
  nothing: { rescales: [] },
  passes: [measureNorms],
  merge(space, block, parameters, found) {
    const { weights, normalise, lambda, combine } = parameters;
    const kept = dropAtRandom(space, block, parameters, hasMasks(space));
    const rescales = weights.map((_, model) => rescaleOf(parameters, found, model));
    if (block.rounding === 'mergekit') {
      for (const [model, rescale] of rescales.entries()) {
        if (rescale === 1) continue;
        const x = block.work + model * block.stride;
        space.kernels.scale(x, roundNumber(block.dtype, rescale), block.count);
        roundIn(space, block.dtype, x, block.count);
      }
    }
    const growths = block.rounding === 'mergekit' ? weights : weights.map((weight, model) => weight * rescales[model]);
    if (combine === 'linear') {
      const divisor = normalise ? divisorOf(weights.reduce((sum, weight) => sum + weight, 0)) : 1;
      if (block.rounding === 'mergekit') sumWeighted(space, block, block.work, { weights, normalise });
      else
        sumWeighted(space, block, block.work, { weights: growths.map((growth) => growth / divisor), normalise: false });
    } else {
      weighWork(space, block, growths);
      electWork(space, block, { weights, normalise, zeroSign: 1 });
    }
    scaleMerged(space, block, lambda);
    return { kept, counted: 'work' };
  },
  details(found, parameters) {
    const shown = parameters.rescale === 'none' ? [] : parameters.weights;
    return Object.fromEntries(
      shown.map((_, model) => [`rescale of model ${model + 1}`, rescaleOf(parameters, found, model)]),
    );
  },
};
