import { InputError } from '@offprint/errors';
import type { Checkpoint, SourceReference } from '@offprint/files';
import { infinityKey, type Pointer } from '@offprint/numerics';
import type { TaskServices } from '../method.ts';
import { blockElements, type Chunk, type Segment } from './chunks.ts';
import { bytesOf, type FloatEntry, type Rounding } from './tensors.ts';
import { bytes, doubles, floats, type Room, roundIn, type Workspace, widen } from './workspace.ts';

/** The files of a run, for a worker to open. */
export interface Files {
  readonly base: readonly SourceReference[];
  readonly models: readonly (readonly SourceReference[])[];
}

/** A segment whose bytes are in memory. */
export interface Loaded {
  readonly segment: Segment;
  readonly base: Pointer;
  readonly models: readonly Pointer[];
  /** Elements that each model has of it: fewer than the base where vocabulary rows are missing. */
  readonly present: readonly number[];
}

/** Alignment of every tensor part in memory, enough for any format and for whole vectors. */
const alignment = 16;
const aligned = (size: number): number => Math.ceil(size / alignment) * alignment;

/** The memory that the largest of these chunks needs. */
export function roomFor(chunks: readonly Chunk[], models: number): Room {
  const sizeOf = (count: number, entry: FloatEntry): number => aligned(count * bytesOf[entry.dtype]);
  const rawBytesOf = ({ segments }: Chunk): number =>
    segments.reduce(
      (sum, { base, models: entries, count }) =>
        [base, ...entries].reduce((inner, entry) => inner + sizeOf(count, entry), sum),
      0,
    );
  return {
    models,
    rawBytes: chunks.reduce((most, chunk) => Math.max(most, rawBytesOf(chunk)), 0),
    elements: chunks.reduce((most, chunk) => Math.max(most, chunk.elements), 0),
  };
}

/** Reads a chunk of the base and of every model straight into the kernels' memory. */
export async function loadChunk(
  space: Workspace,
  chunk: Chunk,
  files: Files,
  services: TaskServices,
): Promise<Loaded[]> {
  const base = await services.openCheckpoint(files.base);
  const models = await Promise.all(files.models.map((references) => services.openCheckpoint(references)));
  const reads: Promise<void>[] = [];
  let next = space.raw;
  const load = (checkpoint: Checkpoint, entry: FloatEntry, from: number, count: number): Pointer => {
    const size = bytesOf[entry.dtype];
    const at = next;
    next += aligned(count * size);
    if (count > 0) reads.push(checkpoint.read(entry, bytes(space, at, count * size), from * size));
    return at;
  };
  const loaded = chunk.segments.map((segment): Loaded => {
    const { from, count } = segment;
    const present = segment.models.map(({ elements }) => Math.min(Math.max(elements - from, 0), count));
    return {
      segment,
      present,
      base: load(base, segment.base, from, count),
      models: segment.models.map((entry, model) => load(models[model], entry, from, present[model])),
    };
  });
  await Promise.all(reads);
  return loaded;
}

/** Calls `work` for every block of a loaded chunk. */
export function forBlocks(
  loaded: readonly Loaded[],
  work: (part: Loaded, from: number, count: number, index: number) => void,
): void {
  for (const [index, part] of loaded.entries()) {
    for (let from = 0; from < part.segment.count; from += blockElements) {
      work(part, from, Math.min(blockElements, part.segment.count - from), index);
    }
  }
}

/**
 * Fills `space.changes` with the changes of every model in one block, in float32; in mergekit's profile rounded to the
 * base's format, as the model is before.
 * @returns where the base's block stands in float32
 * @throws InputError `merge/not-finite`
 */
export function findChanges(
  space: Workspace,
  part: Loaded,
  from: number,
  count: number,
  rounding: Rounding,
  names: readonly string[],
): Pointer {
  const { segment } = part;
  const { dtype } = segment.base;
  const base = widen(space, dtype, part.base + from * bytesOf[dtype], space.base, count);
  for (const [model, entry] of segment.models.entries()) {
    const changes = space.changes + model * space.stride;
    const present = Math.min(Math.max(part.present[model] - from, 0), count);
    const at = part.models[model] + from * bytesOf[entry.dtype];
    let largest = 0;
    if (dtype === 'F64') {
      largest = subtractDoubles(space, part.base + from * 8, entry, at, changes, present);
    } else {
      const own = widen(space, entry.dtype, at, space.scratch, present);
      if (rounding === 'mergekit' && entry.dtype !== dtype) {
        roundModel(space, dtype, own, changes, present);
        largest = space.kernels.subtract(changes, base, changes, present);
      } else {
        largest = space.kernels.subtract(own, base, changes, present);
      }
      if (rounding === 'mergekit') roundIn(space, dtype, changes, present);
    }
    if (largest >= infinityKey) throw notFinite(space, part, from, model, present, names);
    if (present < count) floats(space, changes, count).fill(0, present);
  }
  return base;
}

/** Rounds a model that is in another format than the base to the base's, into `to`. */
function roundModel(space: Workspace, dtype: FloatEntry['dtype'], own: Pointer, to: Pointer, count: number): void {
  floats(space, to, count).set(floats(space, own, count));
  roundIn(space, dtype, to, count);
}

/** Changes against a base in float64: subtracted in float64, rounded once. Returns the key of the largest, if not finite. */
function subtractDoubles(
  space: Workspace,
  baseAt: Pointer,
  entry: FloatEntry,
  at: Pointer,
  changesAt: Pointer,
  count: number,
): number {
  const base = doubles(space, baseAt, count);
  const own =
    entry.dtype === 'F64'
      ? doubles(space, at, count)
      : floats(space, widen(space, entry.dtype, at, space.scratch, count), count);
  const changes = floats(space, changesAt, count);
  let finite = true;
  for (let i = 0; i < count; i++) {
    changes[i] = own[i] - base[i];
    finite &&= Number.isFinite(changes[i]);
  }
  return finite ? 0 : infinityKey;
}

/** Names the first number of a block that is not finite, or whose change is not. */
function notFinite(
  space: Workspace,
  part: Loaded,
  from: number,
  model: number,
  count: number,
  names: readonly string[],
): InputError {
  const { segment } = part;
  const changes = floats(space, space.changes + model * space.stride, count);
  const at = changes.findIndex((change) => !Number.isFinite(change));
  const numberAt = (entry: FloatEntry, pointer: Pointer): number => {
    const source = pointer + (from + at) * bytesOf[entry.dtype];
    if (entry.dtype === 'F64') return doubles(space, source, 1)[0];
    return floats(space, widen(space, entry.dtype, source, space.scratch, 1), 1)[0];
  };
  const base = numberAt(segment.base, part.base);
  const own = numberAt(segment.models[model], part.models[model]);
  const [value, file, entry] = Number.isFinite(base)
    ? [own, names[model + 1], segment.models[model]]
    : [base, names[0], segment.base];
  const index = segment.from + from + at;
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

/** Coordinates of an element in row-major order. */
export function positionOf(index: number, shape: readonly number[]): number[] {
  let rest = index;
  return shape
    .toReversed()
    .map((size) => {
      const coordinate = rest % size;
      rest = Math.floor(rest / size);
      return coordinate;
    })
    .reverse();
}
