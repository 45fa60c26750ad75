import { createKernels, type Kernels, type Pointer } from '@offprint/numerics';
import { blockElements } from './chunks.ts';
import type { FloatDType } from './tensors.ts';

/** How much memory a task needs. */
export interface Room {
  readonly models: number;
  /** Values beside the models; none unless told. */
  readonly extras?: number;
  /** Whether rules need `work`; not unless told. */
  readonly work?: boolean;
  /** Bytes of base and models that one chunk reads, padding included. */
  readonly rawBytes: number;
  /** Elements of the longest chunk. */
  readonly elements: number;
}

/** Memory of the kernels, laid out for one task. A block is `blockElements` float32 numbers. */
export interface Workspace {
  readonly kernels: Kernels;
  readonly room: Room;
  /** The bytes of the files, as they were read. */
  readonly raw: Pointer;
  /** One block: the base in float32. */
  readonly base: Pointer;
  /** One block for each model, `stride` bytes apart: its changes. */
  readonly changes: Pointer;
  readonly stride: number;
  /** One block, right behind the changes: the merged change. */
  readonly merged: Pointer;
  /** One block for each model and one more. */
  readonly work: Pointer;
  /** One block for each value beside the models. */
  readonly extras: Pointer;
  /** Blocks for the divisor and for intermediate results. */
  readonly divisor: Pointer;
  readonly scratch: Pointer;
  /** float32[models] */
  readonly weights: Pointer;
  /** f64 for each pair of models and merged change, and f64[4] for each to work in. */
  readonly products: Pointer;
  readonly lanes: Pointer;
  /** i32[5], as `elect` and `collect` write them. */
  readonly counts: Pointer;
  /** For each model, the keys collected from a chunk: `keyStride` bytes apart. */
  readonly keys: Pointer;
  readonly keyStride: number;
  /** uint32[coarseBins] for each model. */
  readonly counters: Pointer;
}

const counterBytes = 2 ** 18;
const stride = blockElements * 4;

async function createWorkspace(room: Room): Promise<Workspace> {
  const kernels = await createKernels();
  const keyStride = (room.elements + 4) * 4;
  const pairs = ((room.models + 1) * (room.models + 2)) / 2;
  const changes = kernels.reserve(stride * (room.models + 1));
  return {
    kernels,
    room,
    raw: kernels.reserve(room.rawBytes),
    base: kernels.reserve(stride),
    changes,
    stride,
    merged: changes + stride * room.models,
    work: kernels.reserve(room.work === true ? stride * (room.models + 1) : 0),
    extras: kernels.reserve(stride * (room.extras ?? 0)),
    divisor: kernels.reserve(stride),
    scratch: kernels.reserve(stride),
    weights: kernels.reserve(room.models * 4),
    products: kernels.reserve(pairs * 8),
    lanes: kernels.reserve(pairs * 32),
    counts: kernels.reserve(5 * 4),
    // Untouched memory costs nothing, and few keys are collected.
    keys: kernels.reserve(keyStride * room.models),
    keyStride,
    counters: kernels.reserve(counterBytes * room.models),
  };
}

/** Workspaces of this thread that no task is using. */
let free: Workspace[] = [];

/** Lends a workspace to `work`. Tasks of one thread may overlap while they read, so each has its own. */
export async function withWorkspace<T>(room: Room, work: (space: Workspace) => Promise<T>): Promise<T> {
  const at = free.findIndex(
    ({ room: has }) =>
      has.models === room.models &&
      has.extras === room.extras &&
      has.work === room.work &&
      has.rawBytes >= room.rawBytes &&
      has.elements >= room.elements,
  );
  // Memory that no longer fits, of an earlier run or of a small task before large ones, is let go.
  const space = at === -1 ? await createWorkspace(room) : free[at];
  free = at === -1 ? [] : free.filter((_, index) => index !== at);
  const result = await work(space);
  free.push(space);
  return result;
}

/** Views on the memory of a workspace. They are void after the next `reserve`. */
export function floats(space: Workspace, at: Pointer, count: number): Float32Array<ArrayBuffer> {
  return new Float32Array(bufferOf(space), at, count);
}

export function bytes(space: Workspace, at: Pointer, count: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bufferOf(space), at, count);
}

export function words(space: Workspace, at: Pointer, count: number): Uint32Array<ArrayBuffer> {
  return new Uint32Array(bufferOf(space), at, count);
}

export function doubles(space: Workspace, at: Pointer, count: number): Float64Array<ArrayBuffer> {
  return new Float64Array(bufferOf(space), at, count);
}

/** The kernels' memory is not shared. */
function bufferOf({ kernels }: Workspace): ArrayBuffer {
  return kernels.memory.buffer as ArrayBuffer;
}

/** The numbers at `from` as float32: at `to`, or where they are if that is what they are. */
export function widen(space: Workspace, dtype: FloatDType, from: Pointer, to: Pointer, count: number): Pointer {
  if (dtype === 'F32') return from;
  if (dtype === 'BF16') space.kernels.widenBf16(from, to, count);
  else if (dtype === 'F16') space.kernels.widenF16(from, to, count);
  else floats(space, to, count).set(doubles(space, from, count));
  return to;
}

/** Writes float32 numbers at `from` to `to`, rounded to the format. */
export function narrow(space: Workspace, dtype: FloatDType, from: Pointer, to: Pointer, count: number): void {
  if (dtype === 'BF16') space.kernels.narrowBf16(from, to, count);
  else if (dtype === 'F16') space.kernels.narrowF16(from, to, count);
  else if (dtype === 'F32') floats(space, to, count).set(floats(space, from, count));
  else doubles(space, to, count).set(floats(space, from, count));
}

/** Rounds float32 numbers to the format, in place. */
export function roundIn(space: Workspace, dtype: FloatDType, x: Pointer, count: number): void {
  if (dtype !== 'BF16' && dtype !== 'F16') return;
  narrow(space, dtype, x, space.scratch, count);
  widen(space, dtype, space.scratch, x, count);
}
