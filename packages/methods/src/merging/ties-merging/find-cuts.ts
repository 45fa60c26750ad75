import { InputError } from '@offprint/errors';
import { coarseBins, findRank } from '@offprint/numerics';
import { type Files, roomFor } from '../../checkpoints/changes.ts';
import { type Chunk, type Group, sampleChunk } from '../../checkpoints/chunks.ts';
import type { Room } from '../../checkpoints/workspace.ts';
import type { RunContext } from '../../method.ts';
import { cutAt, type RankItem, type RankResult, trivialCut, type Window, windowOf } from './rank-task.ts';
import { type Cut, keptCount, type Profile, type Ties } from './ties.ts';

/** Runs and elements of the sample, a million in all: enough that the window holds one change in a hundred or fewer. */
const sampleRuns = 256;
const sampleRunElements = 4096;
/** Standard errors on either side of the guess. Neighbouring parameters are alike, so a few more than for coin flips. */
const margin = 5;
/** Bins of the coarse histogram that a window may span, and those of all models together: 32 MiB of counters. */
const mostWindowBins = 32;
const mostWindowBinsTogether = 128;

export interface Ranking {
  readonly files: Files;
  readonly names: readonly string[];
  readonly room: Room;
  readonly profile: Profile;
  readonly density: number;
  readonly ties: Ties;
  readonly counters: Counters;
}

/** Counters for one model, all 0. Counts of a model beyond 2^32 parameters fit too. */
export type Counters = (model: number, size: number) => Float64Array;

/** Counters that are used again from group to group, so that a run over many tensors leaves no garbage behind. */
export function reusableCounters(): Counters {
  const buffers = new Map<number, Float64Array>();
  return (model, size) => {
    const buffer = buffers.get(model);
    if (buffer !== undefined && buffer.length >= size) return buffer.subarray(0, size).fill(0);
    const larger = new Float64Array(size);
    buffers.set(model, larger);
    return larger;
  };
}

/**
 * The exact cut of every model over a group of several chunks.
 *
 * A sample says in which window of magnitudes the cut must lie; one pass over all files counts what lies above the
 * window and collects what lies in it, which gives the exact cut. Where the guess was wrong, or the window too wide, a
 * pass that counts all magnitudes coarsely, and one more over the right window, mend it: the result never depends on
 * the sample.
 *
 * @param onChunk called after each chunk of the pass that counts, with how many are done
 */
export async function findCuts(
  group: Group,
  ranking: Ranking,
  context: Pick<RunContext, 'map'>,
  onChunk: (done: number) => void,
): Promise<readonly Cut[]> {
  const models = ranking.files.models.length;
  const kept = keptCount(ranking.profile, group.elements, ranking.density);
  const trivial = trivialCut(kept, group.elements);
  if (trivial !== undefined) return Array.from({ length: models }, () => trivial);

  const guessed = await guessWindows(group, ranking, context, kept);
  if (guessed !== undefined) {
    const found = await countWindows(group, ranking, context, guessed, kept, onChunk);
    if (found !== undefined) return found;
  }
  const counters = await countCoarsely(group.chunks, ranking, context, ranking.room);
  const windows = counters.map((one) => windowOf(findRank(one, kept)?.bin ?? 0));
  const found = await countWindows(group, ranking, context, windows, kept, onChunk);
  if (found === undefined) {
    throw new InputError('merge/files-changed', 'The files changed while they were read.', {
      hint: 'Run it again when no other program writes to them.',
    });
  }
  return found;
}

async function guessWindows(
  group: Group,
  ranking: Ranking,
  context: Pick<RunContext, 'map'>,
  kept: number,
): Promise<Window[] | undefined> {
  const sample = sampleChunk(group, sampleRuns, Math.min(sampleRunElements, Math.ceil(group.elements / sampleRuns)));
  const share = kept / group.elements;
  const rank = share * sample.elements;
  const spread = margin * Math.sqrt(sample.elements * share * (1 - share)) + 1;
  const room = roomFor([sample], ranking.files.models.length);
  const counters = await countCoarsely([sample], ranking, context, room);
  const windows = counters.map((one): Window => {
    const from = findRank(one, Math.min(Math.ceil(rank + spread), sample.elements))?.bin ?? 0;
    const to = findRank(one, Math.max(1, Math.floor(rank - spread)))?.bin ?? 0;
    return { low: windowOf(from).low, high: windowOf(to).high };
  });
  const widest = windowOf(Math.min(mostWindowBins, mostWindowBinsTogether / counters.length)).low;
  return windows.every(({ low, high }) => high - low <= widest) ? windows : undefined;
}

async function countCoarsely(
  chunks: readonly Chunk[],
  ranking: Ranking,
  context: Pick<RunContext, 'map'>,
  room: Room,
): Promise<Float64Array[]> {
  const totals = ranking.files.models.map(() => new Float64Array(coarseBins));
  await context.map<RankItem, RankResult>('rank', itemsOf(chunks, ranking, room, null), (result) => {
    if (result.kind !== 'coarse') return;
    for (const [model, counters] of result.counters.entries()) {
      const total = totals[model];
      for (let bin = 0; bin < coarseBins; bin++) total[bin] += counters[bin];
    }
  });
  return totals;
}

async function countWindows(
  group: Group,
  ranking: Ranking,
  context: Pick<RunContext, 'map'>,
  windows: readonly Window[],
  kept: number,
  onChunk: (done: number) => void,
): Promise<Cut[] | undefined> {
  const fine = windows.map(({ low, high }, model) => ranking.counters(model, high - low));
  const above = windows.map(() => 0);
  const within = windows.map(() => 0);
  const items = itemsOf(group.chunks, ranking, ranking.room, windows);
  await context.map<RankItem, RankResult>('rank', items, (result, index) => {
    if (result.kind !== 'window') return;
    for (const [model, keys] of result.keys.entries()) {
      const { low } = windows[model];
      const counters = fine[model];
      for (let at = 0; at < keys.length; at++) counters[keys[at] - low]++;
      above[model] += result.above[model];
      within[model] += keys.length;
    }
    onChunk(index + 1);
  });
  const hit = windows.every((_, model) => above[model] < kept && kept <= above[model] + within[model]);
  if (!hit) return undefined;
  return windows.map((window, model) => cutAt(window, fine[model], above[model], kept, ranking.ties));
}

function* itemsOf(
  chunks: readonly Chunk[],
  { files, names, profile }: Ranking,
  room: Room,
  windows: readonly Window[] | null,
): Generator<RankItem> {
  for (const chunk of chunks) yield { chunk, files, names, room, profile, windows };
}

/**
 * The cuts of each chunk of a group: those of the group, with the number of tied changes that may stay in this chunk.
 * Costs another pass where only some of the tied changes stay, and nothing otherwise.
 */
export async function shareBudgets(
  group: Group,
  cuts: readonly Cut[],
  ranking: Ranking,
  context: Pick<RunContext, 'map'>,
): Promise<readonly (readonly Cut[])[]> {
  const scarce = cuts.map(({ budget, equal }) => budget !== null && budget < equal);
  if (!scarce.some(Boolean)) {
    const generous = cuts.map((cut): Cut => ({ ...cut, budget: null }));
    return group.chunks.map(() => generous);
  }
  const left = cuts.map(({ budget }) => budget ?? 0);
  const shared: Cut[][] = [];
  const windows = cuts.map(({ key }): Window => ({ low: key, high: key + 1 }));
  const items = itemsOf(group.chunks, ranking, ranking.room, windows);
  await context.map<RankItem, RankResult>('rank', items, (result) => {
    if (result.kind !== 'window') return;
    shared.push(
      cuts.map((cut, model) => {
        if (!scarce[model]) return { ...cut, budget: null };
        const budget = Math.min(left[model], result.keys[model].length);
        left[model] -= budget;
        return { ...cut, budget };
      }),
    );
  });
  return shared;
}
