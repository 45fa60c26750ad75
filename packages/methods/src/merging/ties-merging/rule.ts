import { copyToWork, electWork, weighWork } from '../../checkpoints/elect.ts';
import { noRanks, type Ranks, rankPasses, ranksForChunk } from '../../checkpoints/rank-passes.ts';
import { type Block, definePass, type Rule } from '../../checkpoints/rule.ts';
import { keepLargest } from '../../checkpoints/trim-block.ts';
import { scaleMerged } from '../../checkpoints/weighted-sum.ts';
import type { Workspace } from '../../checkpoints/workspace.ts';
import { keptCount, type Profile } from './ties.ts';

export interface TiesParameters {
  readonly weights: readonly number[];
  readonly densities: readonly number[];
  readonly normalise: boolean;
  readonly lambda: number;
  readonly profile: Profile;
}

interface TiesFound {
  readonly ranks: Ranks;
  /** The sign that most parameters have, for those whose changes cancel. */
  readonly majority: -1 | 0 | 1;
}

/** Trims into `work` and weights it. The paper's code keeps all that are as large as the smallest kept. */
function trimToWork(space: Workspace, block: Block, parameters: TiesParameters, ranks: Ranks): number[] {
  copyToWork(space, block);
  const kept = ranks.cuts.map(([cut], model) => {
    const x = block.work + model * block.stride;
    return keepLargest(space, x, block.count, parameters.profile === 'paper' ? { ...cut, budget: cut.equal } : cut);
  });
  weighWork(space, block, parameters.weights);
  return kept;
}

const countMajority = definePass<TiesParameters, TiesFound, { balance: number }>({
  needed: ({ profile }) => profile === 'paper',
  start: () => ({ balance: 0 }),
  look(space, block, parameters, { ranks }, measured) {
    trimToWork(space, block, parameters, ranks);
    measured.balance += electWork(space, block, { ...parameters, zeroSign: 1 });
  },
  join: (total, part) => ({ balance: total.balance + part.balance }),
  finish: ({ balance }, _group, _parameters, found) => ({
    ...found,
    majority: balance > 0 ? 1 : balance < 0 ? -1 : 0,
  }),
});

/** TIES-Merging of each tensor by itself, as recipes ask for it. The whole-model form is `run.ts`. */
export const rule: Rule<TiesParameters, TiesFound> = {
  name: 'ties',
  operand: { precise: 'changes', mergekit: 'changes' },
  nothing: { ranks: noRanks, majority: 1 },
  passes: [
    ...rankPasses<TiesParameters, TiesFound>(
      ({ profile, densities }, { elements }, model) => [keptCount(profile, elements, densities[model])],
      { get: ({ ranks }) => ranks, set: (found, ranks) => ({ ...found, ranks }) },
    ),
    countMajority,
  ],
  forChunk: ({ ranks, majority }, chunk) => ({ ranks: ranksForChunk(ranks, chunk), majority }),
  merge(space, block, parameters, { ranks, majority }) {
    const kept = trimToWork(space, block, parameters, ranks);
    electWork(space, block, { ...parameters, zeroSign: parameters.profile === 'paper' ? majority : 1 });
    scaleMerged(space, block, parameters.lambda);
    return { kept, counted: 'work' };
  },
};
