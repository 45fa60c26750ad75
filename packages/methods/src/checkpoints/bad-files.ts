import { memorySink, openCheckpoint, openSource, type SourceReference, writeSafetensors } from '@offprint/files';
import type { BadInput, RawInputs } from '../method.ts';

interface Tensor {
  readonly name: string;
  readonly dtype: Parameters<typeof writeSafetensors>[1][number]['dtype'];
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** The example with the files of one port replaced, each by what `change` makes of it. */
async function spoil(
  example: RawInputs,
  port: 'base' | 'models',
  change: (reference: SourceReference, index: number) => Promise<SourceReference>,
): Promise<RawInputs> {
  const files = await Promise.all(
    example.files[port].map(async ([reference], index) => [await change(reference, index)]),
  );
  return { ...example, files: { ...example.files, [port]: files } };
}

/** The example with the last model's bytes changed. */
function spoilBytes(example: RawInputs, change: (bytes: Uint8Array) => Uint8Array): Promise<RawInputs> {
  const last = example.files['models'].length - 1;
  return spoil(example, 'models', async (reference, index) => {
    if (index !== last) return reference;
    const source = await openSource(reference);
    const bytes = new Uint8Array(source.size);
    await source.readInto(bytes, 0);
    await source.close();
    return { kind: 'bytes', bytes: change(bytes), name: source.name };
  });
}

/** The reference with its tensors changed. */
async function rewrite(
  reference: SourceReference,
  change: (tensors: readonly Tensor[]) => readonly Tensor[],
): Promise<SourceReference> {
  const checkpoint = await openCheckpoint([reference]);
  const tensors = await Promise.all(
    [...checkpoint.tensors.values()].map(async (entry) => {
      const bytes = new Uint8Array(entry.bytes);
      await checkpoint.read(entry, bytes);
      return { name: entry.name, dtype: entry.dtype, shape: entry.shape, bytes };
    }),
  );
  await checkpoint.close();
  const sink = memorySink(checkpoint.name);
  await writeSafetensors(sink, change(tensors), checkpoint.metadata);
  return sink.commit();
}

/** The example with the tensors of the last model changed. */
function spoilTensors(
  example: RawInputs,
  change: (tensors: readonly Tensor[]) => readonly Tensor[],
): Promise<RawInputs> {
  const last = example.files['models'].length - 1;
  return spoil(example, 'models', async (reference, index) =>
    index === last ? rewrite(reference, change) : reference,
  );
}

/** The first tensor replaced. */
const first =
  (change: (tensor: Tensor) => Tensor) =>
  (tensors: readonly Tensor[]): readonly Tensor[] =>
    tensors.map((tensor, index) => (index === 0 ? change(tensor) : tensor));

/** The example with other settings. */
export const withSettings =
  (settings: Readonly<Record<string, unknown>>) =>
  (example: RawInputs): RawInputs => ({ ...example, settings: { ...example.settings, ...settings } });

/** Bytes with the length of the header, the first eight bytes, set to `length`. */
function withHeaderLength(bytes: Uint8Array, length: number): Uint8Array {
  const changed = bytes.slice();
  new DataView(changed.buffer).setBigUint64(0, BigInt(length), true);
  return changed;
}

/** A file of two tensors of four bytes each, the second of which begins inside the first. */
function overlapping(): Uint8Array {
  const header = JSON.stringify({
    a: { dtype: 'F32', shape: [1], data_offsets: [0, 4] },
    b: { dtype: 'F32', shape: [1], data_offsets: [2, 6] },
  });
  const bytes = new Uint8Array(8 + header.length + 6);
  bytes.set(new TextEncoder().encode(header), 8);
  return withHeaderLength(bytes, header.length);
}

/** bfloat16 bits of a NaN. */
const nan = 0x7fc0;

/** Adds a tensor of two whole numbers to every file; `secondOf` gives the second of each model. */
async function withIntegers(example: RawInputs, secondOf: (model: number) => number): Promise<RawInputs> {
  const added = (second: number): Tensor => ({
    name: 'position_ids',
    dtype: 'I64',
    shape: [2],
    bytes: new Uint8Array(BigInt64Array.of(0n, BigInt(second)).buffer),
  });
  const based =
    example.files['base'] === undefined
      ? example
      : await spoil(example, 'base', (reference) => rewrite(reference, (all) => [...all, added(1)]));
  return spoil(based, 'models', (reference, index) => rewrite(reference, (all) => [...all, added(secondOf(index))]));
}

/** What goes wrong with the files of any merge: its models are in the port `models`, its base in `base` if it has one. */
export const badFiles: readonly BadInput[] = [
  {
    title: 'a model that is cut short',
    code: 'checkpoint/truncated',
    make: (example) => spoilBytes(example, (bytes) => bytes.slice(0, -1000)),
  },
  {
    title: 'a header longer than its file',
    code: 'checkpoint/header-too-long',
    make: (example) => spoilBytes(example, (bytes) => withHeaderLength(bytes, 2 * bytes.length)),
  },
  {
    title: 'tensors that overlap',
    code: 'checkpoint/overlap',
    make: (example) => spoilBytes(example, overlapping),
  },
  {
    title: 'a text file renamed to .safetensors',
    code: 'checkpoint/not-safetensors',
    make: (example) =>
      spoilBytes(example, () => new TextEncoder().encode('version https://example.org/spec/v1\n'.repeat(9))),
  },
  {
    title: 'a tensor with another name',
    code: 'merge/names-differ',
    make: (example) =>
      spoilTensors(
        example,
        first((tensor) => ({ ...tensor, name: `${tensor.name}.renamed` })),
      ),
  },
  {
    title: 'a tensor with another shape',
    code: 'merge/shapes-differ',
    make: (example) =>
      spoilTensors(
        example,
        first((tensor) => ({ ...tensor, shape: tensor.shape.toReversed().concat(1) })),
      ),
  },
  {
    title: 'a tensor with a NaN',
    code: 'merge/not-finite',
    make: (example) =>
      spoilTensors(
        example,
        first((tensor) => {
          const bytes = tensor.bytes.slice();
          new DataView(bytes.buffer).setUint16(10, nan, true);
          return { ...tensor, bytes };
        }),
      ),
  },
  {
    title: 'a tensor that is whole numbers in one model only',
    code: 'merge/formats-differ',
    make: (example) =>
      spoilTensors(
        example,
        first((tensor) => ({ ...tensor, dtype: 'I16' })),
      ),
  },
  {
    title: 'whole numbers that differ between files',
    code: 'merge/not-mergeable',
    make: (example) => withIntegers(example, (model) => (model === 1 ? 7 : 1)),
  },
  {
    title: 'no model',
    code: 'input/missing',
    make: (example) => ({ ...example, files: { ...example.files, models: [] } }),
  },
];
