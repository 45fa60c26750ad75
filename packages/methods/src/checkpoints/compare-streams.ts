import { type Checkpoint, openCheckpoint, type SourceReference } from '@offprint/files';
import { widenBf16, widenF16 } from '@offprint/numerics';
import type { Claim, Report, RunContext } from '../method.ts';
import { inlineContext } from './inline-context.ts';
import type { MergeReport } from './merge-report.ts';
import { mergeTasks } from './merge-with-rule.ts';

/** The numbers of every tensor of a file of bfloat16, float16 or float32 in float32, and their shapes. */
export async function readFloats(
  reference: SourceReference,
): Promise<ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: Float32Array }>> {
  const checkpoint = await openCheckpoint([reference]);
  const found = new Map<string, { shape: readonly number[]; values: Float32Array }>();
  for (const entry of checkpoint.tensors.values()) {
    const bytes = new Uint8Array(entry.bytes);
    await checkpoint.read(entry, bytes);
    const values = entry.dtype === 'F32' ? new Float32Array(bytes.buffer) : new Float32Array(entry.elements);
    if (entry.dtype === 'BF16') widenBf16(new Uint16Array(bytes.buffer), values);
    if (entry.dtype === 'F16') widenF16(new Uint16Array(bytes.buffer), values);
    found.set(entry.name, { shape: entry.shape, values });
  }
  await checkpoint.close();
  return found;
}

/** A tensor of every file: those of the models, and of the base if there is one. */
export interface TensorsBeside {
  readonly name: string;
  readonly shape: readonly number[];
  /** The first model's where there is no base. */
  readonly base: Float32Array;
  readonly models: readonly Float32Array[];
}

/** The opened checkpoints of a run; without a base, the first model stands in its place. */
export interface OpenedFiles {
  readonly base: Checkpoint;
  readonly models: readonly Checkpoint[];
}

/**
 * Runs a method on streams in this thread, computes the same on arrays, and counts the parameters that differ.
 * @param run the method's own, with its settings filled in
 * @param arrays the merged tensor, rounded to its format
 */
export async function compareStreams(
  { base, models }: { readonly base?: SourceReference; readonly models: readonly SourceReference[] },
  run: (files: OpenedFiles, context: RunContext<MergeReport>) => Promise<Report<MergeReport>>,
  arrays: (tensors: TensorsBeside) => Float32Array,
  { signal, about }: { readonly signal: AbortSignal; readonly about: string },
): Promise<Claim> {
  const inline = inlineContext<MergeReport>(mergeTasks, { signal });
  const opened = await Promise.all(models.map((model) => openCheckpoint([model])));
  await run({ base: base === undefined ? opened[0] : await openCheckpoint([base]), models: opened }, inline.context);
  const [merged] = (await inline.commit()).values();
  const streamed = await readFloats(merged);
  const before = base === undefined ? undefined : await readFloats(base);
  const beside = await Promise.all(models.map(readFloats));
  let parameters = 0;
  let differing = 0;
  for (const [name, { shape, values }] of streamed) {
    const own = beside.map((model) => model.get(name)?.values ?? new Float32Array());
    const expected = arrays({ name, shape, base: before?.get(name)?.values ?? own[0], models: own });
    parameters += values.length;
    for (const [index, value] of values.entries()) if (value !== expected[index]) differing++;
  }
  const claim = `Parameters of ${parameters} that differ between streams and arrays, ${about}`;
  return { claim, expected: 0, accepted: [0, 0], got: differing };
}
