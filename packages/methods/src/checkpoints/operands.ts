import { InputError } from '@offprint/errors';
import type { Checkpoint, SourceReference } from '@offprint/files';
import { infinityKey, type Pointer } from '@offprint/numerics';
import type { TaskServices } from '../method.ts';
import { adapterChange } from './adapters.ts';
import { positionOf } from './changes.ts';
import type { JobChunk, JobSegment } from './job-chunks.ts';
import { type MergeJob, type Operand, operandsOf } from './jobs.ts';
import { bytesOf, type FloatDType, type FloatEntry, type Rounding } from './tensors.ts';
import { bytes, doubles, floats, type Room, roundIn, type Workspace, widen } from './workspace.ts';

/** The checkpoints of a run, for a worker to open, and their names for messages. */
export interface JobFiles {
  readonly references: readonly (readonly SourceReference[])[];
  readonly names: readonly string[];
}

/** An operand's part of a segment, in memory. */
interface LoadedOperand {
  readonly operand: Operand;
  readonly at: Pointer;
  /** Elements that are there: fewer than the segment's where rows are missing. */
  readonly present: number;
  /** What an adapter adds to it, or null. */
  readonly change: Float32Array | null;
}

export interface LoadedSegment {
  readonly segment: JobSegment;
  readonly job: MergeJob;
  readonly base: LoadedOperand | null;
  readonly models: readonly LoadedOperand[];
  readonly extras: readonly LoadedOperand[];
  /** Where the output's bytes are put: over the base's, or over memory of their own. */
  readonly target: Pointer;
}

const alignment = 16;
const aligned = (size: number): number => Math.ceil(size / alignment) * alignment;

/** The memory that the largest of these chunks needs. */
export function roomForJobs(chunks: readonly JobChunk[], jobs: readonly (MergeJob | undefined)[]): Room {
  let models = 0;
  let extras = 0;
  let rawBytes = 0;
  let elements = 0;
  for (const chunk of chunks) {
    let size = 0;
    for (const { job: index, count } of chunk.segments) {
      const job = jobs[index];
      if (job === undefined) continue;
      models = Math.max(models, job.models.length);
      extras = Math.max(extras, job.extras?.length ?? 0);
      for (const { entry } of operandsOf(job)) size += aligned(count * bytesOf[entry.dtype]);
      size += aligned(count * bytesOf[job.dtype]);
    }
    rawBytes = Math.max(rawBytes, size);
    elements = Math.max(elements, chunk.elements);
  }
  return { models, extras, work: true, rawBytes, elements };
}

/** Reads a chunk of every operand straight into the kernels' memory, and works out what adapters add. */
export async function loadJobs(
  space: Workspace,
  chunk: JobChunk,
  jobs: readonly (MergeJob | undefined)[],
  files: JobFiles,
  services: TaskServices,
): Promise<LoadedSegment[]> {
  let next = space.raw;
  const take = (size: number): Pointer => {
    const at = next;
    next += aligned(size);
    return at;
  };
  const open = (file: number): Promise<Checkpoint> => services.openCheckpoint(files.references[file]);
  const load = async (operand: Operand, job: MergeJob, from: number, count: number): Promise<LoadedOperand> => {
    const { entry, file } = operand;
    const size = bytesOf[entry.dtype];
    const present = Math.min(Math.max(entry.elements - from, 0), count);
    const at = take(count * size);
    const checkpoint = await open(file);
    if (present > 0) await checkpoint.read(entry, bytes(space, at, present * size), from * size);
    const change = operand.adapters === undefined ? null : await adapterChange(operand, job.shape, from, present, open);
    return { operand, at, present, change };
  };
  return Promise.all(
    chunk.segments.map(async (segment): Promise<LoadedSegment> => {
      const job = jobs[segment.job];
      if (job === undefined) throw new RangeError(`There is no job ${segment.job} to merge.`);
      const one = (operand: Operand): Promise<LoadedOperand> => load(operand, job, segment.from, segment.count);
      // All places are taken before the first read ends, so that they do not depend on how fast files are.
      const target = take(segment.count * bytesOf[job.dtype]);
      const base = job.base === null ? null : one(job.base);
      const models = job.models.map(one);
      const extras = (job.extras ?? []).map(one);
      return {
        segment,
        job,
        base: await base,
        models: await Promise.all(models),
        extras: await Promise.all(extras),
        target,
      };
    }),
  );
}

/** Where the base's block stands: zeros if there is no base. */
export function fillBlock(
  space: Workspace,
  part: LoadedSegment,
  from: number,
  count: number,
  operand: 'changes' | 'values',
  rounding: Rounding,
  names: readonly string[],
): Pointer {
  const { job } = part;
  const base = part.base === null ? zeros(space, count) : valuesOf(space, part, part.base, from, count, space.base);
  const castsBase = rounding === 'mergekit' && part.base !== null && part.base.operand.entry.dtype !== job.compute;
  const cast = castsBase ? roundCopy(space, base, space.base, job.compute, count) : base;
  for (const [model, loaded] of part.models.entries()) {
    const to = space.changes + model * space.stride;
    const present = presentOf(loaded, from, count);
    let largest = 0;
    if (operand === 'changes' && exactDoubles(part, loaded)) {
      subtractDoubles(space, part, loaded, from, present, to);
      largest = space.kernels.largest(to, present);
    } else if (operand === 'changes' && rounding === 'precise') {
      largest = space.kernels.subtract(valuesOf(space, part, loaded, from, present, to), cast, to, present);
    } else {
      const own = valuesOf(space, part, loaded, from, present, to);
      if (own !== to) floats(space, to, present).set(floats(space, own, present));
      if (rounding === 'mergekit' && loaded.operand.entry.dtype !== job.compute)
        roundIn(space, job.compute, to, present);
      if (operand === 'changes') {
        space.kernels.subtract(to, cast, to, present);
        if (rounding === 'mergekit') roundIn(space, job.compute, to, present);
      }
      largest = space.kernels.largest(to, present);
    }
    if (largest >= infinityKey) throw notFinite(space, part, loaded, from, present, to, names);
    if (present < count) fillMissing(space, operand, model, present, count, cast, part.base !== null);
  }
  for (const [index, loaded] of part.extras.entries()) {
    const to = space.extras + index * space.stride;
    const present = presentOf(loaded, from, count);
    const own = valuesOf(space, part, loaded, from, present, to);
    if (own !== to) floats(space, to, present).set(floats(space, own, present));
    floats(space, to, count).fill(0, present);
    if (space.kernels.largest(to, count) >= infinityKey) throw notFinite(space, part, loaded, from, count, to, names);
  }
  return cast;
}

function zeros(space: Workspace, count: number): Pointer {
  floats(space, space.base, count).fill(0);
  return space.base;
}

function presentOf(loaded: LoadedOperand, from: number, count: number): number {
  return Math.min(Math.max(loaded.present - from, 0), count);
}

/** Missing rows change nothing: they are as in the base, or as in the first model where there is none. */
function fillMissing(
  space: Workspace,
  operand: 'changes' | 'values',
  model: number,
  present: number,
  count: number,
  base: Pointer,
  hasBase: boolean,
): void {
  const block = floats(space, space.changes + model * space.stride, count);
  if (operand === 'changes') block.fill(0, present);
  else block.set(floats(space, hasBase ? base : space.changes, count).subarray(present), present);
}

/** The numbers of a block in float32, adapters included: at `to`, or where they are if nothing was to be done. */
function valuesOf(
  space: Workspace,
  part: LoadedSegment,
  loaded: LoadedOperand,
  from: number,
  count: number,
  to: Pointer,
): Pointer {
  const { dtype } = loaded.operand.entry;
  const own = widen(space, dtype, loaded.at + from * bytesOf[dtype], to, count);
  if (loaded.change === null) return own;
  if (own !== to) floats(space, to, count).set(floats(space, own, count));
  const values = floats(space, to, count);
  for (let i = 0; i < count; i++) values[i] += loaded.change[from + i];
  // An adapter is merged into its model in the model's own format, as loading it would.
  if (dtype !== 'F64' && part.job.dtype === dtype) roundIn(space, dtype, to, count);
  return to;
}

function roundCopy(space: Workspace, from: Pointer, to: Pointer, dtype: FloatDType, count: number): Pointer {
  if (from !== to) floats(space, to, count).set(floats(space, from, count));
  roundIn(space, dtype, to, count);
  return to;
}

/** Whether a change can be had in float64: base and output are, and no adapter is in the way. */
function exactDoubles({ base, job }: LoadedSegment, loaded: LoadedOperand): boolean {
  return (
    job.dtype === 'F64' &&
    base !== null &&
    base.operand.entry.dtype === 'F64' &&
    base.change === null &&
    loaded.change === null
  );
}

/** Changes against a base in float64: subtracted in float64, rounded once. */
function subtractDoubles(
  space: Workspace,
  part: LoadedSegment,
  loaded: LoadedOperand,
  from: number,
  count: number,
  to: Pointer,
): void {
  const base = doubles(space, (part.base?.at ?? 0) + from * 8, count);
  const { dtype } = loaded.operand.entry;
  const at = loaded.at + from * bytesOf[dtype];
  const own =
    dtype === 'F64' ? doubles(space, at, count) : floats(space, widen(space, dtype, at, space.scratch, count), count);
  const changes = floats(space, to, count);
  for (let i = 0; i < count; i++) changes[i] = own[i] - base[i];
}

/** Names the first number of a block that is not finite, or whose change is not. */
function notFinite(
  space: Workspace,
  part: LoadedSegment,
  loaded: LoadedOperand,
  from: number,
  count: number,
  block: Pointer,
  names: readonly string[],
): InputError {
  const at = floats(space, block, count).findIndex((value) => !Number.isFinite(value));
  const numberOf = (one: LoadedOperand): number => {
    const { dtype } = one.operand.entry;
    const source = one.at + (from + at) * bytesOf[dtype];
    if (dtype === 'F64') return doubles(space, source, 1)[0];
    return floats(space, widen(space, dtype, source, space.scratch, 1), 1)[0];
  };
  const own = numberOf(loaded);
  const base = part.base === null ? 0 : numberOf(part.base);
  const guilty = part.base !== null && !Number.isFinite(base) ? part.base : loaded;
  const value = guilty === loaded ? own : base;
  const entry: FloatEntry = guilty.operand.entry;
  const file = names[guilty.operand.file];
  const index = part.segment.from + from + at;
  const position = positionOf(index, entry.shape);
  const what = Number.isFinite(value) ? `${own} - ${base}, a change beyond float32` : String(value);
  return new InputError(
    'merge/not-finite',
    `Tensor “${entry.name}” of ${file} holds ${what} at [${position.join(', ')}].`,
    {
      hint: 'Every number must be finite; a NaN or infinity comes from a failed training run or conversion.',
      where: { tensor: entry.name, file, index, position: position.join(',') },
    },
  );
}
