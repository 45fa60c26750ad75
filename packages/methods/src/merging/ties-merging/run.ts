import type { Checkpoint } from '@offprint/files';
import { roomFor } from '../../checkpoints/changes.ts';
import { type Chunk, type Group, groupTensors, runsOf } from '../../checkpoints/chunks.ts';
import { checkCarried, findTiedWeights } from '../../checkpoints/contents.ts';
import { layOut, type MergedFile, openMergedFile } from '../../checkpoints/merged-file.ts';
import { alignTensors } from '../../checkpoints/tensors.ts';
import { nameWithSuffix, type Report, type RunContext } from '../../method.ts';
import { findCuts, type Ranking, reusableCounters, shareBudgets } from './find-cuts.ts';
import { type MergeItem, type MergeResult, majority, merge } from './merge-task.ts';
import { noticeInputs, noticeResult } from './notices.ts';
import { type Plan, planOf, type Settings } from './plan.ts';
import { rank } from './rank-task.ts';
import { createTally, finalReport, type Tally, type TiesReport } from './report.ts';

export interface Inputs extends Settings {
  readonly base: Checkpoint;
  readonly models: readonly Checkpoint[];
}

export const tasks = { rank, merge };

const step = { headers: 0, rank: 1, merge: 2, write: 3 } as const;

/**
 * TIES-Merging on streams: the same bytes as `ties.ts` and `mergekit.ts`, whatever the number of threads, in memory
 * that does not grow with the files.
 */
export function run(inputs: Inputs, context: RunContext<TiesReport>): Promise<Report<TiesReport>> {
  return mergeStreams(inputs, context);
}

/** As `run`, in chunks of so many elements instead of as many as are good. The bytes do not depend on it. */
export async function mergeStreams(
  inputs: Inputs,
  context: RunContext<TiesReport>,
  elementsOfChunk?: number,
): Promise<Report<TiesReport>> {
  const { base, models } = inputs;
  const plan = planOf(inputs, models.length);
  context.progress({ step: step.headers, share: 0, detail: `${base.tensors.size} tensors` });
  const aligned = alignTensors(base, models, inputs.embedding);
  const layout = layOut(base, aligned, await context.provenance());
  await checkCarried(layout.carried, base, models, context.signal);
  const tied = await findTiedWeights(layout.merged, base, context.signal);
  const groups = groupTensors(layout.merged, plan.scope, elementsOfChunk);
  noticeInputs(context, plan, aligned, tied, groups);

  const sink = await context.output('merged', nameWithSuffix(base.name, '-ties'));
  const file = await openMergedFile(layout, base, sink, context.signal);
  const tally = createTally(
    layout.merged,
    models.map(({ name }) => name),
  );
  const work: Work = {
    plan,
    ranking: {
      ...plan,
      files: { base: base.references, models: models.map(({ references }) => references) },
      names: [base.name, ...models.map(({ name }) => name)],
      counters: reusableCounters(),
      room: roomFor(
        groups.flatMap(({ chunks }) => chunks),
        models.length,
      ),
    },
    file,
    tally,
    context,
    meter: createMeter(
      groups,
      layout.merged.map(({ base: entry }) => entry.name),
      tally,
      context,
    ),
  };
  for (const together of runsOf(groups)) {
    if (together.length === 1 && together[0].chunks.length > 1) await mergeGroup(together[0], work);
    else await mergeWholeChunks(together, work);
  }
  context.progress({ step: step.write, share: 1, detail: sink.name, partial: tally.report() });
  await file.finish();
  const report = tally.report();
  noticeResult(context, plan, report);
  return finalReport(report);
}

interface Work {
  readonly plan: Plan;
  readonly ranking: Ranking;
  readonly file: MergedFile;
  readonly tally: Tally;
  readonly context: RunContext<TiesReport>;
  readonly meter: Meter;
}

/** Groups that lie in one chunk each: read once, ranked, elected and merged by one task. */
async function mergeWholeChunks(groups: readonly Group[], work: Work): Promise<void> {
  const { file, tally, plan, meter } = work;
  const chunks = groups.flatMap((group) => group.chunks);
  const items = chunks.map((chunk) => itemOf(chunk, work, { cuts: null, zeroSign: 1, onlyVotes: false }));
  await work.context.map<MergeItem, MergeResult>('merge', items, async ({ votes, bytes }, index) => {
    tally.addCuts(votes.cuts, plan.scope === 'model');
    tally.addVotes(votes);
    tally.addSquares(votes);
    if (bytes !== null) await file.write(chunks[index], bytes);
    meter.advance(step.merge, chunks[index], cost.rank + cost.merge);
  });
}

/**
 * A group of several chunks: rank all, then merge all.
 *
 * Where changes cancel to exactly 0, the paper's rule needs the majority of all signs, which is known only at the end.
 * So chunks are merged until the first one with such a parameter; from there on votes are counted first, and the
 * chunks merged in one more pass.
 */
async function mergeGroup(group: Group, work: Work): Promise<void> {
  const { ranking, file, tally, plan, context, meter } = work;
  const { chunks } = group;
  const cuts = await findCuts(group, ranking, context, (done) => meter.advance(step.rank, chunks[done - 1], cost.rank));
  tally.addCuts(cuts, plan.scope === 'model');
  const shared = await shareBudgets(group, cuts, ranking, context);

  let written = 0;
  let undecided = false;
  let balance = 0;
  const firstPass = function* (): Generator<MergeItem> {
    for (const [index, chunk] of chunks.entries()) {
      yield itemOf(chunk, work, { cuts: shared[index], zeroSign: 1, onlyVotes: undecided });
    }
  };
  await context.map<MergeItem, MergeResult>('merge', firstPass(), async ({ votes, bytes }, index) => {
    tally.addVotes(votes);
    balance += votes.balance;
    undecided ||= plan.profile === 'paper' && votes.cancelled > 0;
    if (!undecided && bytes !== null) {
      tally.addSquares(votes);
      await file.write(chunks[index], bytes);
      written++;
    }
    meter.advance(step.merge, chunks[index], undecided ? cost.votes : cost.merge);
  });
  const rest = chunks.slice(written);
  const zeroSign = majority({ balance });
  const items = rest.map((chunk, index) =>
    itemOf(chunk, work, { cuts: shared[written + index], zeroSign, onlyVotes: false }),
  );
  await context.map<MergeItem, MergeResult>('merge', items, async ({ votes, bytes }, index) => {
    tally.addSquares(votes);
    if (bytes !== null) await file.write(rest[index], bytes);
    meter.advance(step.merge, rest[index], cost.merge - cost.votes);
  });
}

function itemOf(
  chunk: Chunk,
  { ranking, plan }: Work,
  rest: Pick<MergeItem, 'cuts' | 'zeroSign' | 'onlyVotes'>,
): MergeItem {
  const { files, names, room } = ranking;
  return { chunk, files, names, room, plan, ...rest };
}

/** How long a chunk takes in each pass, relative to the others. */
const cost = { rank: 2, votes: 3, merge: 6 } as const;

interface Meter {
  advance(step: number, chunk: Chunk, units: number): void;
}

function createMeter(
  groups: readonly Group[],
  tensorNames: readonly string[],
  tally: Tally,
  context: RunContext<TiesReport>,
): Meter {
  const elements = groups.reduce((sum, group) => sum + group.elements, 0);
  const numbers = new Map(tensorNames.map((name, index) => [name, index + 1]));
  let done = 0;
  return {
    advance(current, { segments, elements: part }, units) {
      done += (part * units) / (cost.rank + cost.merge);
      const { name } = segments[segments.length - 1].base;
      context.progress({
        step: current,
        share: Math.min(1, done / elements),
        detail: `tensor ${numbers.get(name)} of ${tensorNames.length} ${name}`,
        partial: tally.report(),
      });
    },
  };
}
