import type { ByteSink, Checkpoint, SafetensorsPlan } from '@offprint/files';
import { planSafetensors } from '@offprint/files';
import type { Chunk } from './chunks.ts';
import { copyTensor } from './contents.ts';
import type { Alignment, FloatEntry } from './tensors.ts';
import { bytesOf } from './tensors.ts';

/** Where everything stands in the merged file: the names, shapes, formats and metadata of the base. */
export interface MergedLayout {
  readonly plan: SafetensorsPlan;
  /** In the order of the merged file, which is also the order of the parameters as one vector. */
  readonly merged: readonly Alignment<FloatEntry>[];
  readonly carried: readonly Alignment[];
}

export function layOut(
  base: Checkpoint,
  tensors: { readonly merged: readonly Alignment<FloatEntry>[]; readonly carried: readonly Alignment[] },
  provenance: Readonly<Record<string, string>>,
): MergedLayout {
  const plan = planSafetensors([...base.tensors.values()], { ...base.metadata, ...provenance });
  const byPlace = (a: Alignment, b: Alignment): number => placeOf(plan, a.base.name) - placeOf(plan, b.base.name);
  return { plan, merged: tensors.merged.toSorted(byPlace), carried: tensors.carried.toSorted(byPlace) };
}

function placeOf(plan: SafetensorsPlan, tensor: string): number {
  const at = plan.at.get(tensor);
  if (at === undefined) throw new RangeError(`The tensor ${tensor} has no place in the merged file.`);
  return at;
}

/** Writes the merged file from its first byte to its last. */
export interface MergedFile {
  /** The merged bytes of the next chunk, its segments one after another. */
  write(chunk: Chunk, bytes: Uint8Array): Promise<void>;
  /** What is left of the tensors that are carried over. */
  finish(): Promise<void>;
}

export async function openMergedFile(
  { plan, carried }: MergedLayout,
  base: Checkpoint,
  sink: ByteSink,
  signal: AbortSignal,
): Promise<MergedFile> {
  const waiting = [...carried];
  const copyBefore = async (at: number): Promise<void> => {
    while (waiting.length > 0 && placeOf(plan, waiting[0].base.name) < at) {
      const [{ base: entry }] = waiting.splice(0, 1);
      await copyTensor(base, entry, sink, placeOf(plan, entry.name), signal);
    }
  };
  await sink.write(plan.header, 0);
  return {
    async write({ segments }, bytes) {
      let done = 0;
      for (let first = 0; first < segments.length; ) {
        const at = startOf(plan, segments[first]);
        let end = at;
        let next = first;
        while (next < segments.length && startOf(plan, segments[next]) === end) {
          end += segments[next].count * bytesOf[segments[next].base.dtype];
          next++;
        }
        await copyBefore(at);
        await sink.write(bytes.subarray(done, done + end - at), at);
        done += end - at;
        first = next;
      }
    },
    finish: () => copyBefore(Number.POSITIVE_INFINITY),
  };
}

function startOf(plan: SafetensorsPlan, { base, from }: Chunk['segments'][number]): number {
  return placeOf(plan, base.name) + from * bytesOf[base.dtype];
}
