import { throwIfCancelled } from '@offprint/errors';
import { type Checkpoint, memorySink, type SourceReference, type TensorEntry, writeSafetensors } from '@offprint/files';
import { orderedMap } from '../runner/ordered-map.ts';
import { type RowRange, sampledRows } from './rows.ts';

/** Small checkpoints in memory that hold the same rows of the same tensors of larger ones. */
export interface Sample {
  /** One for each checkpoint, in their order. */
  readonly references: readonly SourceReference[];
  readonly size: SampleSize;
}

/** How much of the first checkpoint its sample holds. */
export interface SampleSize {
  readonly parameters: number;
  /** Of the whole checkpoint. */
  readonly of: number;
  /** One row in so many was asked for. Small tensors give more: a row at least. */
  readonly share: number;
}

/**
 * About so many parameters of each checkpoint. A method that reads every parameter twice takes some ten milliseconds
 * for them on one thread, so that a picture follows a slider.
 */
const USUAL_PARAMETERS = 131_072;

/** Of a tensor of one dimension this many numbers are taken in any case, and of any other one row. */
const LEAST_NUMBERS = 16;

/** Reads under way at once: enough to hide how long each takes, few enough to cancel. */
const READS_AT_ONCE = 16;

export interface SampleOptions {
  /** Parameters that are wanted of the first checkpoint, about. */
  readonly parameters?: number;
  readonly signal?: AbortSignal;
}

/**
 * Takes the same rows of every tensor out of all checkpoints: whole rows of the first dimension, so that what a method
 * needs to know of the other dimensions stays. Names, number formats, metadata and the order of tensors stay too; of
 * shapes only the first length changes, and unlike ones stay unlike. No number is changed.
 *
 * Reads the sampled rows alone, whatever the size of the files. Memory: the samples, and one tensor of each.
 * @throws CancelledError, and what reading throws
 */
export async function sampleCheckpoints(
  checkpoints: readonly Checkpoint[],
  { parameters = USUAL_PARAMETERS, signal = new AbortController().signal }: SampleOptions = {},
): Promise<Sample> {
  const whole = parametersOf(checkpoints[0]?.tensors.values() ?? []);
  const share = Math.max(1, Math.ceil(whole / parameters));
  const common = commonRows(checkpoints);
  const references: SourceReference[] = [];
  let taken = 0;
  for (const checkpoint of checkpoints) {
    const tensors: SampledTensor[] = [];
    await orderedMap(
      checkpoint.tensors.values(),
      READS_AT_ONCE,
      (entry) => {
        throwIfCancelled(signal);
        return sampleTensor(checkpoint, entry, common.get(entry.name) ?? rowsOf(entry), share);
      },
      (tensor) => {
        tensors.push(tensor);
      },
    );
    if (references.length === 0) taken = tensors.reduce((sum, tensor) => sum + product(tensor.shape), 0);
    const sink = memorySink(checkpoint.name);
    await writeSafetensors(sink, tensors, checkpoint.metadata);
    references.push(await sink.commit());
  }
  return { references, size: { parameters: taken, of: whole, share } };
}

interface SampledTensor {
  readonly name: string;
  readonly dtype: TensorEntry['dtype'];
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

async function sampleTensor(
  checkpoint: Checkpoint,
  entry: TensorEntry,
  common: number,
  share: number,
): Promise<SampledTensor> {
  const { name, dtype, shape } = entry;
  const rows = rowsOf(entry);
  const ranges = rangesOf(entry, rows, common, share);
  const rowBytes = rows === 0 ? 0 : entry.bytes / rows;
  const taken = ranges.reduce((sum, { count }) => sum + count, 0);
  const bytes = new Uint8Array(taken * rowBytes);
  let at = 0;
  for (const { from, count } of ranges) {
    await checkpoint.read(entry, bytes.subarray(at, at + count * rowBytes), from * rowBytes);
    at += count * rowBytes;
  }
  return { name, dtype, shape: shape.length === 0 ? shape : [taken, ...shape.slice(1)], bytes };
}

function rangesOf(entry: TensorEntry, rows: number, common: number, share: number): readonly RowRange[] {
  // Numbers of less than a byte may not begin a row on a whole one.
  if (!Number.isInteger(entry.bytes / Math.max(1, rows))) return [{ from: 0, count: rows }];
  return sampledRows(rows, common, share, entry.shape.length === 1 ? LEAST_NUMBERS : 1);
}

/** The length of the first dimension; a single number is one row. */
function rowsOf({ shape }: TensorEntry): number {
  return shape[0] ?? 1;
}

/** The fewest rows that the tensor of each name has in any checkpoint. */
function commonRows(checkpoints: readonly Checkpoint[]): ReadonlyMap<string, number> {
  const fewest = new Map<string, number>();
  for (const { tensors } of checkpoints) {
    for (const entry of tensors.values())
      fewest.set(entry.name, Math.min(rowsOf(entry), fewest.get(entry.name) ?? Number.POSITIVE_INFINITY));
  }
  return fewest;
}

function parametersOf(tensors: Iterable<TensorEntry>): number {
  let sum = 0;
  for (const { elements } of tensors) sum += elements;
  return sum;
}

function product(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}
