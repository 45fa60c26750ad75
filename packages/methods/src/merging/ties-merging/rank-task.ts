import { coarseBins, findRank, fineBits, infinityKey } from '@offprint/numerics';
import { type Files, findChanges, forBlocks, type Loaded, loadChunk } from '../../checkpoints/changes.ts';
import type { Chunk } from '../../checkpoints/chunks.ts';
import { type Room, type Workspace, withWorkspace, words } from '../../checkpoints/workspace.ts';
import type { Task } from '../../method.ts';
import { type Cut, keptCount, type Profile, roundingOf, type Ties } from './ties.ts';

/** Keys from `low` up to but not including `high`. */
export interface Window {
  readonly low: number;
  readonly high: number;
}

export interface RankItem {
  readonly chunk: Chunk;
  readonly files: Files;
  /** Names of base and models, for messages. */
  readonly names: readonly string[];
  readonly room: Room;
  readonly profile: Profile;
  /** The window of each model whose keys are wanted, or null for the coarse histogram of all. */
  readonly windows: readonly Window[] | null;
}

/** What a chunk holds of one model's changes. */
export type RankResult =
  | { readonly kind: 'coarse'; readonly counters: readonly Uint32Array<ArrayBuffer>[] }
  | { readonly kind: 'window'; readonly above: readonly number[]; readonly keys: readonly Uint32Array<ArrayBuffer>[] };

/** Counts or collects the magnitudes of the changes in one chunk. */
export const rank: Task<RankItem, RankResult> = async ({ chunk, files, names, room, profile, windows }, services) =>
  withWorkspace(room, async (space) => {
    const loaded = await loadChunk(space, chunk, files, services);
    if (windows === null) {
      countCoarsely(space, loaded, profile, names);
      const counters = files.models.map((_, model) => countersOf(space, model).slice());
      return { result: { kind: 'coarse', counters }, transfer: counters.map(({ buffer }) => buffer) };
    }
    const { above, counts } = collectWindows(space, loaded, windows, profile, names);
    const keys = counts.map((count, model) => keysOf(space, model, count).slice());
    return { result: { kind: 'window', above, keys }, transfer: keys.map(({ buffer }) => buffer) };
  });

function countersOf(space: Workspace, model: number): Uint32Array<ArrayBuffer> {
  return words(space, space.counters + model * coarseBins * 4, coarseBins);
}

function keysOf(space: Workspace, model: number, count: number): Uint32Array<ArrayBuffer> {
  return words(space, space.keys + model * space.keyStride, count);
}

function countCoarsely(space: Workspace, loaded: readonly Loaded[], profile: Profile, names: readonly string[]): void {
  const { models } = space.room;
  for (let model = 0; model < models; model++) countersOf(space, model).fill(0);
  forBlocks(loaded, (part, from, count) => {
    findChanges(space, part, from, count, roundingOf(profile), names);
    for (let model = 0; model < models; model++) {
      space.kernels.histogram(space.changes + model * space.stride, space.counters + model * coarseBins * 4, count);
    }
  });
}

function collectWindows(
  space: Workspace,
  loaded: readonly Loaded[],
  windows: readonly Window[],
  profile: Profile,
  names: readonly string[],
): { above: number[]; counts: number[] } {
  const above = windows.map(() => 0);
  const counts = windows.map(() => 0);
  forBlocks(loaded, (part, from, count) => {
    findChanges(space, part, from, count, roundingOf(profile), names);
    for (const [model, { low, high }] of windows.entries()) {
      const out = space.keys + model * space.keyStride + counts[model] * 4;
      const changes = space.changes + model * space.stride;
      counts[model] += space.kernels.collect(changes, count, low, high, out, space.counts);
      above[model] += words(space, space.counts, 1)[0];
    }
  });
  return { above, counts };
}

/** The cut of each model where the whole group lies in this one chunk: nothing needs to be read twice. */
export function cutsWithin(
  space: Workspace,
  loaded: readonly Loaded[],
  elements: number,
  { profile, density, ties }: { readonly profile: Profile; readonly density: number; readonly ties: Ties },
  names: readonly string[],
): Cut[] {
  const { models } = space.room;
  const kept = keptCount(profile, elements, density);
  const trivial = trivialCut(kept, elements);
  if (trivial !== undefined) return Array.from({ length: models }, () => trivial);
  countCoarsely(space, loaded, profile, names);
  const windows = Array.from({ length: models }, (_, model) =>
    windowOf(findRank(countersOf(space, model), kept)?.bin ?? 0),
  );
  const { above, counts } = collectWindows(space, loaded, windows, profile, names);
  return windows.map((window, model) => {
    const fine = new Uint32Array(window.high - window.low);
    for (const key of keysOf(space, model, counts[model])) fine[key - window.low]++;
    return cutAt(window, fine, above[model], kept, ties);
  });
}

/** The keys of one bin of the coarse histogram. */
export function windowOf(bin: number): Window {
  return { low: bin * 2 ** fineBits, high: (bin + 1) * 2 ** fineBits };
}

/** The cut that needs no counting: where all stay or none. */
export function trivialCut(kept: number, elements: number): Cut | undefined {
  if (kept >= elements) return { key: 0, above: elements, equal: 0, budget: null };
  if (kept === 0) return { key: infinityKey, above: 0, equal: 0, budget: null };
  return undefined;
}

/**
 * The exact cut, if it lies in the window.
 * @param fine one counter for each key of the window
 * @param above how many keys lie above the window
 */
export function cutAt(window: Window, fine: Uint32Array | Float64Array, above: number, kept: number, ties: Ties): Cut {
  const place = above < kept ? findRank(fine, kept - above) : undefined;
  if (place === undefined) throw new RangeError('The cut does not lie in the window.');
  const larger = above + place.above;
  return {
    key: window.low + place.bin,
    above: larger,
    equal: fine[place.bin],
    budget: ties === 'keep-all' ? null : kept - larger,
  };
}
