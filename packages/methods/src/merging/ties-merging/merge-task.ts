import { InputError } from '@offprint/errors';
import { infinityKey, type Pointer } from '@offprint/numerics';
import { type Files, findChanges, forBlocks, type Loaded, loadChunk } from '../../checkpoints/changes.ts';
import type { Chunk } from '../../checkpoints/chunks.ts';
import { bytesOf, type FloatDType } from '../../checkpoints/tensors.ts';
import {
  bytes,
  doubles,
  floats,
  narrow,
  type Room,
  roundIn,
  type Workspace,
  widen,
  withWorkspace,
  words,
} from '../../checkpoints/workspace.ts';
import type { Task } from '../../method.ts';
import type { Plan } from './plan.ts';
import { cutsWithin } from './rank-task.ts';
import { type Cut, roundingOf } from './ties.ts';

/** The sign of a sum of exactly 0. */
export type ZeroSign = -1 | 0 | 1;

export interface MergeItem {
  readonly chunk: Chunk;
  readonly files: Files;
  readonly names: readonly string[];
  readonly room: Room;
  readonly plan: Plan;
  /** The cut of each model, or null if the chunk is a whole group and finds its own cuts and majority. */
  readonly cuts: readonly Cut[] | null;
  readonly zeroSign: ZeroSign;
  /** Whether to count the votes without merging. */
  readonly onlyVotes: boolean;
}

/** How the parameters of one segment fell out. */
export interface SegmentCounts {
  readonly tensor: string;
  readonly parameters: number;
  /** Parameters that some model changes. */
  readonly touched: number;
  /** Parameters that models change in both directions. */
  readonly divided: number;
}

export interface Votes {
  readonly segments: readonly SegmentCounts[];
  /** Parameters with a positive sum less those with a negative one. */
  readonly balance: number;
  /** Parameters whose changes cancel to exactly 0, so that the majority decides. */
  readonly cancelled: number;
  /** Changes other than 0 that each model keeps. */
  readonly kept: readonly number[];
  /** Sum of squares of the merged task vector. */
  readonly squares: number;
  readonly cuts: readonly Cut[];
}

export interface MergeResult {
  readonly votes: Votes;
  /** The merged segments one after another; null if only votes were counted. */
  readonly bytes: Uint8Array<ArrayBuffer> | null;
}

/** Trims, elects and merges one chunk. */
export const merge: Task<MergeItem, MergeResult> = async (item, services) =>
  withWorkspace(item.room, async (space) => {
    const { chunk, files, names, plan } = item;
    const loaded = await loadChunk(space, chunk, files, services);
    const alone = item.cuts === null;
    const cuts = item.cuts ?? cutsWithin(space, loaded, chunk.elements, plan, names);
    let { zeroSign } = item;
    if (alone && plan.profile === 'paper') {
      const votes = sweep(space, loaded, { ...item, onlyVotes: true }, cuts, zeroSign);
      zeroSign = majority(votes);
    }
    const votes = sweep(space, loaded, item, cuts, zeroSign);
    if (item.onlyVotes) return { result: { votes, bytes: null } };
    const output = takeOutput(space, loaded);
    return { result: { votes, bytes: output }, transfer: [output.buffer] };
  });

/** The sign that most parameters have, for those whose changes cancel. */
export function majority({ balance }: Pick<Votes, 'balance'>): ZeroSign {
  return balance > 0 ? 1 : balance < 0 ? -1 : 0;
}

function sweep(
  space: Workspace,
  loaded: readonly Loaded[],
  item: MergeItem,
  cuts: readonly Cut[],
  zeroSign: ZeroSign,
): Votes {
  const { plan, names, onlyVotes } = item;
  const budgets = cuts.map(({ budget }) => budget);
  const kept = cuts.map(() => 0);
  const segments = loaded.map(({ segment }) => ({
    tensor: segment.base.name,
    parameters: segment.count,
    touched: 0,
    divided: 0,
  }));
  let balance = 0;
  let cancelled = 0;
  let squares = 0;
  forBlocks(loaded, (part, from, count, index) => {
    const { dtype } = part.segment.base;
    const base = findChanges(space, part, from, count, roundingOf(plan.profile), names);
    for (const [model, cut] of cuts.entries()) {
      const changes = space.changes + model * space.stride;
      const { stay, left } = trimBlock(space, changes, count, cut, budgets[model]);
      kept[model] += stay;
      budgets[model] = left;
      // Times 1 changes nothing, and rounding what is rounded neither.
      if (plan.profile === 'mergekit' && plan.weights[model] !== 1) {
        space.kernels.scale(changes, roundedTo(space, dtype, plan.weights[model]), count);
        roundIn(space, dtype, changes, count);
      }
    }
    electBlock(space, dtype, count, plan, zeroSign);
    const [touched, divided, positive, negative, cancels] = words(space, space.counts, 5);
    segments[index].touched += touched;
    segments[index].divided += divided;
    balance += positive - negative;
    cancelled += cancels;
    if (onlyVotes) return;
    squares += mergeBlock(space, dtype, count, plan);
    addBlock(space, part, from, count, base, plan, names);
  });
  return { segments, balance, cancelled, kept, squares, cuts };
}

/** Trims one block in place. Changes of 0 have nothing to give, so that a cut of 0 counts as the smallest magnitude. */
function trimBlock(
  space: Workspace,
  changes: Pointer,
  count: number,
  cut: Cut,
  budget: number | null,
): { stay: number; left: number | null } {
  const key = Math.max(cut.key, 1);
  if (budget === null || cut.key === 0) return { stay: space.kernels.trim(changes, key, count), left: budget };
  if (budget === 0) return { stay: space.kernels.trim(changes, key + 1, count), left: 0 };
  // The merged and divisor blocks are free until the election; the keys themselves are not wanted.
  const tied = space.kernels.collect(changes, count, key, key + 1, space.merged, space.counts);
  if (tied <= budget) return { stay: space.kernels.trim(changes, key, count), left: budget - tied };
  return { stay: space.kernels.trimFirst(changes, key, budget, count), left: 0 };
}

/** Elects the signs of one block; leaves the sums in `space.merged` and the weights in `space.divisor`. */
function electBlock(space: Workspace, dtype: FloatDType, count: number, plan: Plan, zeroSign: ZeroSign): void {
  const weights = floats(space, space.weights, plan.weights.length);
  for (const [model, weight] of plan.weights.entries()) weights[model] = roundedTo(space, dtype, weight);
  space.kernels.elect(
    space.changes,
    space.stride,
    plan.weights.length,
    space.weights,
    count,
    plan.profile === 'mergekit' ? 1 : zeroSign,
    plan.merge === 'max' ? 1 : 0,
    space.merged,
    space.divisor,
    space.counts,
  );
}

/** Turns sums into the merged task vector, in `space.merged`; returns its sum of squares. */
function mergeBlock(space: Workspace, dtype: FloatDType, count: number, plan: Plan): number {
  const { kernels, merged, divisor } = space;
  const rounds = plan.profile === 'mergekit';
  if (rounds) roundIn(space, dtype, merged, count);
  if (rounds) roundIn(space, dtype, divisor, count);
  if (plan.merge === 'mean') {
    kernels.divide(merged, divisor, count);
    if (rounds) roundIn(space, dtype, merged, count);
  }
  return kernels.sumOfSquares(merged, count);
}

/** Adds λ times the merged task vector to the base, where the base's own bytes were read. */
function addBlock(
  space: Workspace,
  part: Loaded,
  from: number,
  count: number,
  base: Pointer,
  plan: Plan,
  names: readonly string[],
): void {
  const { kernels, merged } = space;
  const { dtype } = part.segment.base;
  const target = part.base + from * bytesOf[dtype];
  const rounds = plan.profile === 'mergekit';
  if (plan.lambda !== 1) {
    kernels.scale(merged, rounds ? roundedTo(space, dtype, plan.lambda) : plan.lambda, count);
    if (rounds) roundIn(space, dtype, merged, count);
  }
  if (dtype === 'F64') {
    const out = doubles(space, target, count);
    const change = floats(space, merged, count);
    for (let i = 0; i < count; i++) out[i] += change[i];
    return;
  }
  const largest = kernels.add(base, merged, dtype === 'F32' ? target : space.scratch, count);
  if (largest >= overflowKey[dtype]) throw overflow(part.segment.base.name, dtype, names[0]);
  if (dtype !== 'F32') narrow(space, dtype, space.scratch, target, count);
}

/** Keys from which on a float32 rounds to infinity in that format. */
const overflowKey: Readonly<Record<'F32' | 'F16' | 'BF16', number>> = {
  F32: infinityKey,
  F16: 0x477ff000,
  BF16: 0x7f7f8000,
};

function overflow(tensor: string, dtype: FloatDType, file: string): InputError {
  return new InputError('merge/overflow', `A merged number of tensor “${tensor}” is too large for ${dtype}.`, {
    hint: 'Choose a smaller lambda, or convert the base to float32.',
    where: { tensor, file },
  });
}

/** One number rounded to a format, as mergekit rounds weights and λ before it uses them. */
function roundedTo(space: Workspace, dtype: FloatDType, value: number): number {
  floats(space, space.scratch, 1)[0] = value;
  narrow(space, dtype, space.scratch, space.scratch + 16, 1);
  return floats(space, widen(space, dtype, space.scratch + 16, space.scratch, 1), 1)[0];
}

/** The merged bytes of all segments, one after another, in memory of their own. */
function takeOutput(space: Workspace, loaded: readonly Loaded[]): Uint8Array<ArrayBuffer> {
  const sizes = loaded.map(({ segment }) => segment.count * bytesOf[segment.base.dtype]);
  const output = new Uint8Array(sizes.reduce((sum, size) => sum + size, 0));
  let at = 0;
  for (const [index, { base }] of loaded.entries()) {
    output.set(bytes(space, base, sizes[index]), at);
    at += sizes[index];
  }
  return output;
}
