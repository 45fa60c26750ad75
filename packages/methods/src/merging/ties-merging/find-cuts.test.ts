import { coarseBins, createRandom, keyOf, selectMagnitude } from '@offprint/numerics';
import { describe, expect, it } from 'vitest';
import { groupTensors } from '../../checkpoints/chunks.ts';
import type { FloatEntry } from '../../checkpoints/tensors.ts';
import type { RunContext } from '../../method.ts';
import { findCuts, type Ranking, reusableCounters } from './find-cuts.ts';
import type { RankItem, RankResult } from './rank-task.ts';
import { keptCount } from './ties.ts';

const size = 40_000;

function entry(name: string): FloatEntry {
  return { name, dtype: 'F32', shape: [size], elements: size, bytes: 4 * size, file: 0, at: 0 };
}

const ranking: Ranking = {
  files: { base: [], models: [[]] },
  names: ['base', 'model'],
  room: { models: 1, rawBytes: 0, elements: 0 },
  profile: 'paper',
  density: 0.2,
  ties: 'stable-index',
  counters: reusableCounters(),
};

/** Answers rank tasks from an array; `guess` stands in for the changes when the sample is asked for. */
function contextOn(changes: Float32Array, guess: Float32Array) {
  const passes: string[] = [];
  const answer = ({ chunk, windows }: RankItem, from: Float32Array): RankResult => {
    const keys = chunk.segments.flatMap((part) => [...from.subarray(part.from, part.from + part.count)].map(keyOf));
    if (windows === null) {
      const counters = new Uint32Array(coarseBins);
      for (const key of keys) counters[key >>> 15]++;
      return { kind: 'coarse', counters: [counters] };
    }
    const [{ low, high }] = windows;
    const inside = Uint32Array.from(keys.filter((key) => key >= low && key < high));
    return { kind: 'window', above: [keys.filter((key) => key >= high).length], keys: [inside] };
  };
  const context: Pick<RunContext, 'map'> = {
    async map<I, O>(_: string, items: Iterable<I>, take: (result: O, index: number) => void | Promise<void>) {
      const all = [...items] as unknown as RankItem[];
      passes.push(all[0].windows === null ? 'coarse' : 'window');
      const from = passes.length === 1 ? guess : changes;
      for (const [index, item] of all.entries()) await take(answer(item, from) as O, index);
    },
  };
  return { context, passes };
}

function normals(stream: string, spread: number): Float32Array {
  const random = createRandom(1, stream);
  return Float32Array.from({ length: size }, () => spread * random.normal());
}

const [group] = groupTensors([{ base: entry('w'), models: [entry('w')] }], 'model', 5000);
const changes = normals('changes', 0.01);
const kept = keptCount('paper', size, ranking.density);
const exact = selectMagnitude(changes, kept);

describe('findCuts', () => {
  it('needs one pass where the sample guesses well', async () => {
    const { context, passes } = contextOn(changes, changes);
    const [cut] = await findCuts(group, ranking, context, () => undefined);
    expect(cut).toEqual({ ...exact, budget: kept - (exact?.above ?? 0) });
    expect(passes).toEqual(['coarse', 'window']);
  });

  it.each([
    ['above', normals('other', 0.02)],
    ['below', normals('other', 0.005)],
  ])('finds the same cut where the guess lies %s', async (_, guess) => {
    const { context, passes } = contextOn(changes, guess);
    const [cut] = await findCuts(group, ranking, context, () => undefined);
    expect(cut).toMatchObject({ ...exact });
    expect(passes).toEqual(['coarse', 'window', 'coarse', 'window']);
  });

  it('does not try a window that is too wide', async () => {
    const scattered = changes.map((value, index) => value * 2 ** (index % 40));
    const { context, passes } = contextOn(scattered, scattered);
    const [cut] = await findCuts(group, ranking, context, () => undefined);
    expect(cut).toMatchObject({ ...selectMagnitude(scattered, kept) });
    expect(passes).toEqual(['coarse', 'coarse', 'window']);
  });

  it('reads nothing at density 1', async () => {
    const { context, passes } = contextOn(changes, changes);
    const [cut] = await findCuts(group, { ...ranking, density: 1 }, context, () => undefined);
    expect(cut).toMatchObject({ key: 0, budget: null });
    expect(passes).toEqual([]);
  });

  it('refuses files that change under its hands', async () => {
    const { context } = contextOn(changes, changes);
    const shifting: Pick<RunContext, 'map'> = {
      map: <I, O>(task: string, items: Iterable<I>, take: (result: O, index: number) => void | Promise<void>) =>
        context.map<I, O & RankResult>(task, items, (result, index) =>
          take(result.kind === 'window' ? { ...result, above: [size] } : result, index),
        ),
    };
    await expect(findCuts(group, ranking, shifting, () => undefined)).rejects.toMatchObject({
      code: 'merge/files-changed',
    });
  });
});
