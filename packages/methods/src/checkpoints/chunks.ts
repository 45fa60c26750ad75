import type { Alignment, FloatEntry } from './tensors.ts';
import { bytesOf } from './tensors.ts';

/** A run of elements of one tensor, the same in the base and in every model. */
export interface Segment extends Alignment<FloatEntry> {
  /** First element. */
  readonly from: number;
  readonly count: number;
}

/** A piece of work: as much as a worker reads at once. */
export interface Chunk {
  readonly segments: readonly Segment[];
  /** Elements of all segments. */
  readonly elements: number;
}

/** Parameters that share one cut: a whole model, or one tensor. */
export interface Group {
  readonly chunks: readonly Chunk[];
  readonly elements: number;
}

/** A chunk is never longer: beyond a million elements nothing gets faster. */
const mostElements = 2 ** 20;
/** Nor does it read more than this many bytes of base and models together. */
const mostBytes = 2 ** 24;
/** A small model is still cut into about so many chunks, so that every thread has work and progress is seen. */
const fewestChunks = 32;
/** Below this, a chunk costs more to hand over than to compute. */
const leastElements = 2 ** 15;
/** Elements that the kernels take at once, so that a block of every model stays in the cache. */
export const blockElements = 2 ** 13;

/** How many elements a chunk may have. Depends on the inputs alone, never on the machine. */
export function chunkElements(tensors: readonly Alignment<FloatEntry>[]): number {
  const elements = tensors.reduce((sum, { base }) => sum + base.elements, 0);
  const bytesAnElement = Math.max(
    ...tensors.map(({ base, models }) => [base, ...models].reduce((sum, { dtype }) => sum + bytesOf[dtype], 0)),
  );
  return chunkLength(elements, bytesAnElement);
}

/** Elements of a chunk, from those of all that is merged and the bytes that each of them is read from: whole blocks. */
export function chunkLength(elements: number, bytesAnElement: number): number {
  const wanted = Math.max(leastElements, elements / fewestChunks);
  const blocks = Math.floor(Math.min(wanted, mostElements, mostBytes / bytesAnElement) / blockElements);
  return Math.max(1, blocks) * blockElements;
}

/** Groups of one chunk next to each other can be worked on at once; a longer group stands alone. */
export function runsOf<G extends { readonly chunks: readonly unknown[] }>(groups: readonly G[]): G[][] {
  const runs: G[][] = [];
  let short: G[] | undefined;
  for (const group of groups) {
    if (group.chunks.length > 1) {
      runs.push([group]);
      short = undefined;
    } else if (short === undefined) {
      short = [group];
      runs.push(short);
    } else {
      short.push(group);
    }
  }
  return runs;
}

/** Cuts tensors into chunks of at most `most` elements; small tensors share one. */
export function cutIntoChunks(tensors: readonly Alignment<FloatEntry>[], most: number): Chunk[] {
  const chunks: Chunk[] = [];
  let segments: Segment[] = [];
  let elements = 0;
  const close = (): void => {
    if (segments.length > 0) chunks.push({ segments, elements });
    segments = [];
    elements = 0;
  };
  for (const tensor of tensors) {
    for (let from = 0; from < tensor.base.elements; ) {
      const count = Math.min(tensor.base.elements - from, most - elements);
      segments.push({ ...tensor, from, count });
      from += count;
      elements += count;
      if (elements === most) close();
    }
  }
  close();
  return chunks;
}

/**
 * The groups of a run: one for the whole model, or one for each tensor. Tensors without elements have no part.
 * @param most elements of a chunk
 */
export function groupTensors(
  tensors: readonly Alignment<FloatEntry>[],
  scope: 'model' | 'tensor',
  most: number = chunkElements(tensors),
): Group[] {
  const full = tensors.filter(({ base }) => base.elements > 0);
  if (full.length === 0) return [];
  const together = scope === 'model' ? [full] : full.map((tensor) => [tensor]);
  return together.map((members) => ({
    chunks: cutIntoChunks(members, most),
    elements: members.reduce((sum, { base }) => sum + base.elements, 0),
  }));
}

/** Every so many elements, a short run of the group: from these the cut is guessed before it is counted. */
export function sampleChunk({ chunks, elements }: Group, runs: number, runElements: number): Chunk {
  const segments: Segment[] = [];
  let before = 0;
  let run = 0;
  for (const segment of chunks.flatMap((chunk) => chunk.segments)) {
    for (; run < runs; run++) {
      const at = Math.floor(((run + 0.5) * elements) / runs) - before;
      if (at >= segment.count) break;
      segments.push({ ...segment, from: segment.from + at, count: Math.min(runElements, segment.count - at) });
    }
    before += segment.count;
  }
  return { segments, elements: segments.reduce((sum, { count }) => sum + count, 0) };
}
