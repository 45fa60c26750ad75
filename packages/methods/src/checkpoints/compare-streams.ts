import { openCheckpoint, type SourceReference } from '@offprint/files';
import { widenBf16, widenF16 } from '@offprint/numerics';
import type { Report, RunContext } from '../method.ts';
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
  readonly base: Float32Array | undefined;
  readonly models: readonly Float32Array[];
}

/**
 * Runs a method on streams in this thread, and computes the same on arrays: how many parameters there are, and how many
 * of them differ.
 * @param run the method's own, with its settings and the opened checkpoints filled in
 * @param arrays the merged tensor, rounded to its format
 */
export async function compareStreams(
  files: { readonly base?: SourceReference; readonly models: readonly SourceReference[] },
  run: (context: RunContext<MergeReport>) => Promise<Report<MergeReport>>,
  arrays: (tensors: TensorsBeside) => Float32Array,
  signal: AbortSignal,
): Promise<{ readonly parameters: number; readonly differing: number }> {
  const inline = inlineContext<MergeReport>(mergeTasks, { signal });
  await run(inline.context);
  const [merged] = (await inline.commit()).values();
  const streamed = await readFloats(merged);
  const base = files.base === undefined ? undefined : await readFloats(files.base);
  const models = await Promise.all(files.models.map(readFloats));
  let parameters = 0;
  let differing = 0;
  for (const [name, { shape, values }] of streamed) {
    const beside = models.map((model) => model.get(name)?.values ?? new Float32Array());
    const expected = arrays({ name, shape, base: base?.get(name)?.values, models: beside });
    parameters += values.length;
    for (const [index, value] of values.entries()) if (!Object.is(value, expected[index])) differing++;
  }
  return { parameters, differing };
}
