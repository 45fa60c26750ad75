import { InputError } from '@offprint/errors';
import { infinityKey, type Pointer } from '@offprint/numerics';
import type { Task } from '../method.ts';
import { blockElements } from './chunks.ts';
import type { JobChunk } from './job-chunks.ts';
import type { MergeJob } from './jobs.ts';
import type { PieceOutcome } from './merge-tally.ts';
import { fillBlock, type JobFiles, type LoadedSegment, loadJobs } from './operands.ts';
import type { Block, GroupSize, Rule } from './rule.ts';
import { findRule } from './rules.ts';
import { bytesOf, type FloatDType, type Rounding } from './tensors.ts';
import {
  bytes,
  doubles,
  floats,
  narrow,
  type Room,
  roundIn,
  type Workspace,
  withWorkspace,
  words,
} from './workspace.ts';

export interface JobItem {
  readonly chunk: JobChunk;
  /** The jobs of its segments, at their indices. */
  readonly jobs: readonly (MergeJob | undefined)[];
  readonly files: JobFiles;
  readonly room: Room;
  readonly rounding: Rounding;
  readonly group: GroupSize;
  /** What is known of the group. */
  readonly found: unknown;
  /** Which pass to take; null to merge with what is known; `all` if the chunk is a whole group. */
  readonly pass: number | null | 'all';
}

export interface JobResult {
  /** What a pass measured, or what is known of the group after all passes. */
  readonly measured: unknown;
  readonly pieces: readonly PieceOutcome[];
  /** The merged segments one after another; null after a pass. */
  readonly bytes: Uint8Array<ArrayBuffer> | null;
}

/** Measures or merges one chunk. */
export const merge: Task<JobItem, JobResult> = async (item, services) =>
  withWorkspace(item.room, async (space) => {
    const loaded = await loadJobs(space, item.chunk, item.jobs, item.files, services);
    const rule = await findRule(loaded[0].job.rule);
    if (typeof item.pass === 'number') {
      const measured = measure(space, loaded, item, rule, item.pass, item.found);
      return { result: { measured, pieces: [], bytes: null } };
    }
    const known = item.pass === 'all' ? measureAll(space, loaded, item, rule) : item.found;
    // What a chunk needs may be less than what is reported.
    const found = item.pass === 'all' ? (rule.forChunk?.(known, 0) ?? known) : known;
    const pieces = loaded.map((part) => mergeSegment(space, part, item, rule, found));
    const output = takeOutput(space, loaded);
    return { result: { measured: known, pieces, bytes: output }, transfer: [output.buffer] };
  });

function measure(
  space: Workspace,
  loaded: readonly LoadedSegment[],
  item: JobItem,
  rule: Rule,
  pass: number,
  found: unknown,
): unknown {
  const { start, begin, look, end } = rule.passes[pass];
  const measured = start(item.group.models, loaded[0].job.parameters, found);
  begin?.(space);
  for (const part of loaded) {
    forBlocks(part, (from, count) => {
      look(space, blockOf(space, part, from, count, item, rule), part.job.parameters, found, measured);
    });
  }
  end?.(space, measured);
  return measured;
}

function measureAll(space: Workspace, loaded: readonly LoadedSegment[], item: JobItem, rule: Rule): unknown {
  const { parameters } = loaded[0].job;
  let { found } = item;
  for (const [index, pass] of rule.passes.entries()) {
    if (pass.needed?.(parameters) === false) continue;
    found = pass.finish(measure(space, loaded, item, rule, index, found), item.group, parameters, found);
  }
  return found;
}

function forBlocks({ segment }: LoadedSegment, work: (from: number, count: number) => void): void {
  for (let from = 0; from < segment.count; from += blockElements) {
    work(from, Math.min(blockElements, segment.count - from));
  }
}

function blockOf(
  space: Workspace,
  part: LoadedSegment,
  from: number,
  count: number,
  { rounding, files }: JobItem,
  rule: Rule,
): Block {
  const { job, segment } = part;
  const base = fillBlock(space, part, from, count, rule.operand[rounding], rounding, files.names);
  return {
    tensor: job.name,
    shape: job.shape,
    from: segment.from + from,
    count,
    dtype: job.compute,
    rounding,
    base,
    operands: space.changes,
    models: job.models.length,
    extras: space.extras,
    work: space.work,
    stride: space.stride,
    merged: space.changes + job.models.length * space.stride,
  };
}

function mergeSegment(space: Workspace, part: LoadedSegment, item: JobItem, rule: Rule, found: unknown): PieceOutcome {
  const { job, segment } = part;
  const size = job.models.length + 1;
  const pairs = (size * (size + 1)) / 2;
  doubles(space, space.products, pairs).fill(0);
  let kept: readonly number[] | null = null;
  let sums: readonly number[] | null = null;
  let touched = 0;
  let divided = 0;
  forBlocks(part, (from, count) => {
    const block = blockOf(space, part, from, count, item, rule);
    const outcome = rule.merge(space, block, job.parameters, found);
    kept = addCounts(kept, outcome.kept);
    sums = addCounts(sums, outcome.sums);
    if (outcome.counted === 'work') countSigns(space, block.work, block);
    const stack = changesOf(space, part, block, rule.operand[item.rounding]);
    if (outcome.counted !== 'work') countSigns(space, stack, block);
    const [some, both] = words(space, space.counts, 2);
    touched += some;
    divided += both;
    space.kernels.gram(stack, block.stride, size, count, space.lanes, space.products);
    writeBlock(space, part, from, block, rule.operand[item.rounding], item);
  });
  const gram = [...doubles(space, space.products, pairs)];
  return { job: segment.job, parameters: segment.count, touched, divided, gram, kept, sums };
}

function addCounts(before: readonly number[] | null, more: readonly number[] | undefined): readonly number[] | null {
  if (more === undefined) return before;
  return more.map((count, model) => count + (before?.[model] ?? 0));
}

function countSigns(space: Workspace, stack: Pointer, { stride, models, count }: Block): void {
  space.kernels.signs(stack, stride, models, count, space.counts);
}

/** The changes and the merged change beside each other; of values, from the base or else from the first model. */
function changesOf(space: Workspace, part: LoadedSegment, block: Block, operand: 'changes' | 'values'): Pointer {
  if (operand === 'changes') return block.operands;
  const reference = part.base === null ? block.operands : block.base;
  for (let model = 0; model <= block.models; model++) {
    const at = model * block.stride;
    space.kernels.subtract(block.operands + at, reference, block.work + at, block.count);
  }
  return block.work;
}

/** Rounds a merged block to the output's format and puts it where the segment's bytes are collected. */
function writeBlock(
  space: Workspace,
  part: LoadedSegment,
  from: number,
  { merged, base, count }: Block,
  operand: 'changes' | 'values',
  { rounding, files }: JobItem,
): void {
  const { job } = part;
  const target = part.target + from * bytesOf[job.dtype];
  if (operand === 'changes' && job.dtype === 'F64' && part.base?.operand.entry.dtype === 'F64') {
    const out = doubles(space, target, count);
    const own = doubles(space, part.base.at + from * 8, count);
    const changes = floats(space, merged, count);
    const adapter = part.base.change;
    for (let i = 0; i < count; i++) {
      const change = (adapter === null ? 0 : adapter[from + i]) + changes[i];
      out[i] = change === 0 ? own[i] : own[i] + change;
    }
    return;
  }
  const { kernels, scratch } = space;
  let largest = 0;
  if (operand === 'changes') {
    largest = kernels.addChange(base, merged, scratch, count);
  } else {
    largest = kernels.largest(merged, count);
    floats(space, scratch, count).set(floats(space, merged, count));
  }
  if (rounding === 'mergekit' && job.compute !== job.dtype) {
    // `roundIn` works in the scratch block itself, so the numbers go there by way of the merged one.
    floats(space, merged, count).set(floats(space, scratch, count));
    roundIn(space, job.compute, merged, count);
    floats(space, scratch, count).set(floats(space, merged, count));
  }
  if (job.dtype !== 'F64' && largest >= overflowKey[job.dtype]) throw overflow(job, files.names);
  narrow(space, job.dtype, scratch, target, count);
}

/** Keys from which on a float32 rounds to infinity in that format. */
const overflowKey: Readonly<Record<Exclude<FloatDType, 'F64'>, number>> = {
  F32: infinityKey,
  F16: 0x477ff000,
  BF16: 0x7f7f8000,
};

function overflow(job: MergeJob, names: readonly string[]): InputError {
  const file = names[(job.base ?? job.models[0]).file];
  return new InputError('merge/overflow', `A merged number of tensor “${job.name}” is too large for ${job.dtype}.`, {
    hint: 'Choose smaller weights or a smaller lambda, or write the output in float32.',
    where: { tensor: job.name, file },
  });
}

/** The merged bytes of all segments, one after another, in memory of their own. */
function takeOutput(space: Workspace, loaded: readonly LoadedSegment[]): Uint8Array<ArrayBuffer> {
  const sizes = loaded.map(({ segment, job }) => segment.count * bytesOf[job.dtype]);
  const output = new Uint8Array(sizes.reduce((sum, size) => sum + size, 0));
  let at = 0;
  for (const [index, { target }] of loaded.entries()) {
    output.set(bytes(space, target, sizes[index]), at);
    at += sizes[index];
  }
  return output;
}
