import { infinityKey, magnitudeOf } from '@offprint/numerics';
import { copyToWork } from '../../checkpoints/elect.ts';
import { noRanks, type Ranks, rankPasses, ranksForChunk } from '../../checkpoints/rank-passes.ts';
import { definePass, type Rule } from '../../checkpoints/rule.ts';
import { dropLargest, keepLargest } from '../../checkpoints/trim-block.ts';
import type { Weighting } from '../../checkpoints/weighted-sum.ts';
import { roundIn } from '../../checkpoints/workspace.ts';
import type { Combine } from '../dare/dare.ts';
import { rescaleByNorms } from '../dare/rescale.ts';
import { combineWork } from '../dare/rule.ts';
import { countsOf } from './breadcrumbs.ts';

export interface BreadcrumbsParameters extends Weighting {
  /** The share of each model's changes that stays, in (0, 1]. */
  readonly densities: readonly number[];
  /** The share of each model's changes that go because they are the largest, in [0, 1). */
  readonly gammas: readonly number[];
  /** Whether what stays is scaled to the tensor's sum of magnitudes before masking. */
  readonly rescale: boolean;
  readonly combine: Combine;
  readonly lambda: number;
}

interface Found {
  /** For each model the cut below which changes go, and the one above which they go. */
  readonly ranks: Ranks;
  /** Sums of |δ| of each model before and after masking. */
  readonly before: readonly number[];
  readonly after: readonly number[];
}

const ranking = rankPasses<BreadcrumbsParameters, Found>(
  ({ densities, gammas }, { elements }, model) => {
    const { keep, top } = countsOf(elements, densities[model], gammas[model]);
    return [top + keep, top];
  },
  { get: ({ ranks }) => ranks, set: (found, ranks) => ({ ...found, ranks }) },
).map((pass) => ({ ...pass, needed: masksAny }));

function masksAny({ densities }: BreadcrumbsParameters): boolean {
  return densities.some((density) => density < 1);
}

interface Sums {
  readonly before: number[];
  /** Sums of what lies strictly above each of the two cuts. */
  readonly above: number[][];
}

const summing = definePass<BreadcrumbsParameters, Found, Sums>({
  needed: (parameters) => parameters.rescale && masksAny(parameters),
  start: (models) => ({
    before: Array.from({ length: models }, () => 0),
    above: Array.from({ length: models }, () => [0, 0]),
  }),
  look(space, block, _parameters, { ranks }, measured) {
    copyToWork(space, block);
    for (const [model, cuts] of ranks.cuts.entries()) {
      const at = block.work + model * block.stride;
      measured.before[model] += space.kernels.absoluteSum(at, block.count);
      for (const [which, { key }] of cuts.entries()) {
        // The second cut is the higher one, so what the first one trims is not missed.
        if (key < infinityKey) space.kernels.trim(at, key + 1, block.count);
        measured.above[model][which] += key < infinityKey ? space.kernels.absoluteSum(at, block.count) : 0;
      }
    }
  },
  join: (total, part) => ({
    before: total.before.map((sum, model) => sum + part.before[model]),
    above: total.above.map((sums, model) => sums.map((sum, which) => sum + part.above[model][which])),
  }),
  finish: ({ before, above }, _group, _parameters, found) => {
    const largest = (model: number, which: number): number => {
      const { key, budget } = found.ranks.cuts[model][which];
      return key < infinityKey ? above[model][which] + budget * magnitudeOf(key) : 0;
    };
    return { ...found, before, after: before.map((_, model) => largest(model, 0) - largest(model, 1)) };
  },
});

/**
 * Masks the smallest and the very largest changes of each tensor (Davari, Belilovsky, “Model Breadcrumbs”, ECCV 2024),
 * then adds up what stays or lets it elect signs.
 */
export const rule: Rule<BreadcrumbsParameters, Found> = {
  name: 'breadcrumbs',
  operand: { precise: 'changes', mergekit: 'changes' },
  nothing: { ranks: noRanks, before: [], after: [] },
  passes: [...ranking, summing],
  forChunk: (found, chunk) => ({ ...found, ranks: ranksForChunk(found.ranks, chunk) }),
  merge(space, block, parameters, found) {
    copyToWork(space, block);
    const kept: number[] = [];
    for (let model = 0; model < block.models; model++) {
      const at = block.work + model * block.stride;
      const cuts = found.ranks.cuts[model];
      if (cuts === undefined || parameters.densities[model] >= 1) {
        kept.push(block.count);
        continue;
      }
      const [low, high] = cuts;
      keepLargest(space, at, block.count, low);
      dropLargest(space, at, block.count, high);
      // Trimming zeros changes nothing, and counts the others.
      kept.push(space.kernels.trim(at, 1, block.count));
      if (!parameters.rescale) continue;
      const { rounding, dtype: format } = block;
      const factor = rescaleByNorms(found.before[model], found.after[model], { rounding, format });
      space.kernels.scale(at, factor, block.count);
      if (rounding === 'mergekit') roundIn(space, format, at, block.count);
    }
    combineWork(space, block, parameters);
    return { kept, counted: 'work' };
  },
  details: ({ before, after }, { rescale }) => {
    if (!rescale || before.length === 0) return {};
    const exact = { rounding: 'precise', format: 'F32' } as const;
    const factors = before.map((sum, model) => rescaleByNorms(sum, after[model], exact));
    return { rescale: factors.reduce((sum, factor) => sum + factor, 0) / factors.length };
  },
};
