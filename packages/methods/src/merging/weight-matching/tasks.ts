/** The work of a run in pieces for workers: each opens the files it needs, and gives plain data. */
import type { Checkpoint, TensorEntry } from '@offprint/files';
import { createRandom, linearAlgebra } from '@offprint/numerics';
import type { Alignment as Aligned, FloatEntry } from '../../checkpoints/tensors.ts';
import type { TaskResult, TaskServices } from '../../method.ts';
import { type Alignment, alignLayer, type LayerMatrix } from './alignment.ts';
import { differenceOf, type Maps } from './check-piece.ts';
import { type Matched, match } from './match.ts';
import type { Piece, Read } from './networks/network.ts';
import { type Numbers, permuteAxes } from './permutation.ts';
import type { Files } from './plan.ts';
import { bytesFrom, checkFinite, floatsOf, readBytes, readFloats, wordsOf } from './read-tensor.ts';
import type { Specification } from './specification.ts';
import { sweepOrders } from './sweep-order.ts';
import type { TensorPair } from './unfold.ts';

export interface MatchItem {
  readonly files: Files;
  readonly specification: Specification;
  readonly groups: readonly number[];
  readonly tensors: readonly Aligned<FloatEntry>[];
  readonly seed: number;
  readonly sweeps: number;
  readonly widest: number;
}

/** Calls `step` after each group, so that the one who runs this in their own thread can show where it is. */
export async function matchComponent(
  { files, specification, groups, tensors, seed, sweeps, widest }: MatchItem,
  { openCheckpoint }: Pick<TaskServices, 'openCheckpoint'>,
  step?: (sweep: number) => Promise<void>,
): Promise<Matched> {
  const [a, b] = [await openCheckpoint(files.a), await openCheckpoint(files.b)];
  const pairs = new Map<string, TensorPair>();
  for (const { base, models } of tensors) {
    pairs.set(base.name, { shape: base.shape, a: await readFloats(a, base), b: await readFloats(b, models[0]) });
  }
  return match(pairs, specification, groups, {
    sweeps,
    widest,
    algebra: await linearAlgebra(),
    order: sweepOrders(specification, groups, createRandom(seed, `sweeps ${specification.groups[groups[0]].name}`)),
    ...(step === undefined ? {} : { step }),
  });
}

async function matchTask(item: MatchItem, services: TaskServices): Promise<TaskResult<Matched>> {
  return { result: await matchComponent(item, services) };
}

export interface CheckItem {
  readonly files: Files;
  readonly piece: Piece;
  readonly tensors: readonly FloatEntry[];
  readonly maps: Maps;
  readonly stream: Int32Array | null;
  readonly seed: number;
}

async function checkTask(item: CheckItem, { openCheckpoint }: TaskServices): Promise<TaskResult<number>> {
  const { piece, maps, stream, seed } = item;
  const read = await readerOf(await openCheckpoint(item.files.b), item.tensors);
  const random = createRandom(seed, `check ${piece.title}`);
  return { result: differenceOf(piece, read, maps, stream, random, await linearAlgebra()) };
}

async function readerOf(checkpoint: Checkpoint, entries: readonly FloatEntry[]): Promise<Read> {
  const found = new Map<string, ReturnType<Read>>();
  for (const entry of entries) {
    found.set(entry.name, { shape: entry.shape, values: await readFloats(checkpoint, entry) });
  }
  return (name) => {
    const tensor = found.get(name);
    if (tensor === undefined) throw new RangeError(`The tensor ${name} is not among those of the piece.`);
    return tensor;
  };
}

export interface AlignItem {
  readonly files: Files;
  readonly tensor: Aligned<FloatEntry>;
  readonly matrix: LayerMatrix;
  readonly maps: readonly (Int32Array | null)[];
}

async function alignTask(
  { files, tensor, matrix, maps }: AlignItem,
  services: TaskServices,
): Promise<TaskResult<Alignment>> {
  const a = await readFloats(await services.openCheckpoint(files.a), tensor.base);
  const b = await readFloats(await services.openCheckpoint(files.b), tensor.models[0]);
  return { result: alignLayer(a, b, matrix, maps, await linearAlgebra()) };
}

export interface WriteItem {
  readonly files: Files;
  /** Of a and of b. */
  readonly entries: readonly [TensorEntry, TensorEntry];
  /** A floating-point tensor that is to be averaged; others go over as they are. */
  readonly isFloat: boolean;
  readonly maps: readonly (Int32Array | null)[] | null;
  readonly lambda: number;
  /** Null for the whole tensor. */
  readonly rows: { readonly from: number; readonly count: number } | null;
  readonly wanted: { readonly matched: boolean; readonly merged: boolean };
}

export interface Written {
  readonly matched: Uint8Array | null;
  readonly merged: Uint8Array | null;
  /** Squared distances of a from b as it was and in its new order, and squared norms of both. */
  readonly squares: { readonly before: number; readonly after: number; readonly a: number; readonly b: number };
}

async function writeTask(item: WriteItem, { openCheckpoint }: TaskServices): Promise<TaskResult<Written>> {
  const { entries, maps, rows, wanted, files } = item;
  const [a, b] = [await openCheckpoint(files.a), await openCheckpoint(files.b)];
  const span = rows ?? undefined;
  const ofB = await readBytes(b, entries[1], span);
  const shape = rows === null ? entries[1].shape : [rows.count, ...entries[1].shape.slice(1)];
  const moved = maps === null ? ofB : moveBytes(ofB, entries[1], shape, maps);
  const result = item.isFloat
    ? {
        matched: wanted.matched ? moved : null,
        ...merge(await readBytes(a, entries[0], span), ofB, moved, item, [a.name, b.name]),
      }
    : {
        matched: wanted.matched ? moved : null,
        merged: wanted.merged ? await readBytes(a, entries[0], span) : null,
        squares: { before: 0, after: 0, a: 0, b: 0 },
      };
  const buffers = [result.matched, result.merged].flatMap((bytes) => (bytes === null ? [] : [bytes.buffer]));
  return { result, transfer: [...new Set(buffers)] };
}

function moveBytes(
  bytes: Uint8Array<ArrayBuffer>,
  { bytes: all, elements }: TensorEntry,
  shape: readonly number[],
  maps: readonly (Int32Array | null)[],
): Uint8Array<ArrayBuffer> {
  const moved: Numbers = permuteAxes(wordsOf(bytes, all / elements), shape, maps);
  return new Uint8Array(moved.buffer as ArrayBuffer, moved.byteOffset, moved.byteLength);
}

/** (1 - λ) a + λ π(b) in float64, rounded once into the format of a. */
function merge(
  ofA: Uint8Array<ArrayBuffer>,
  ofB: Uint8Array<ArrayBuffer>,
  moved: Uint8Array<ArrayBuffer>,
  { entries, lambda, rows, wanted }: WriteItem,
  names: readonly [string, string],
): Omit<Written, 'matched'> & { readonly merged: Uint8Array<ArrayBuffer> | null } {
  const [formatA, formatB] = [entries[0] as FloatEntry, entries[1] as FloatEntry].map(({ dtype }) => dtype);
  const [a, before, after] = [floatsOf(ofA, formatA), floatsOf(ofB, formatB), floatsOf(moved, formatB)];
  const first = (rows?.from ?? 0) * (entries[0].elements / (entries[0].shape[0] ?? 1));
  checkFinite(a, names[0], entries[0].name, first);
  checkFinite(before, names[1], entries[1].name, first);
  const squares = { before: 0, after: 0, a: 0, b: 0 };
  const merged = new Float64Array(wanted.merged ? a.length : 0);
  for (let at = 0; at < a.length; at++) {
    squares.before += (a[at] - before[at]) ** 2;
    squares.after += (a[at] - after[at]) ** 2;
    squares.a += a[at] * a[at];
    squares.b += before[at] * before[at];
    if (wanted.merged) merged[at] = (1 - lambda) * a[at] + lambda * after[at];
  }
  return { merged: wanted.merged ? bytesFrom(merged, formatA) : null, squares };
}

/** Most numbers of a tensor that one item writes, where its rows stay in their order. */
const numbersAtOnce = 2 ** 22;

/** The pieces in which a tensor is written: some rows at a time, or the whole where rows change places. */
export function piecesOf(entry: TensorEntry, maps: readonly (Int32Array | null)[] | null): WriteItem['rows'][] {
  const rows = entry.shape[0] ?? 1;
  if (entry.elements <= numbersAtOnce || entry.elements === 0 || (maps !== null && maps[0] !== null)) return [null];
  const count = Math.max(1, Math.floor((numbersAtOnce * rows) / entry.elements));
  return Array.from({ length: Math.ceil(rows / count) }, (_, index) => ({
    from: index * count,
    count: Math.min(count, rows - index * count),
  }));
}

export const matchingTasks = { match: matchTask, check: checkTask, align: alignTask, write: writeTask };
