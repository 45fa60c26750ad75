import { memorySink, openCheckpoint, openSource, type SourceReference, writeSafetensors } from '@offprint/files';
import type { BadInput, RawInputs } from '../../method.ts';

type Tensor = Parameters<typeof writeSafetensors>[1][number];

/** The example with one of its networks replaced by what `change` makes of it. */
async function spoil(
  example: RawInputs,
  port: 'a' | 'b',
  change: (reference: SourceReference) => Promise<SourceReference>,
): Promise<RawInputs> {
  const [[reference]] = example.files[port];
  return { ...example, files: { ...example.files, [port]: [[await change(reference)]] } };
}

function spoilBytes(example: RawInputs, change: (bytes: Uint8Array) => Uint8Array): Promise<RawInputs> {
  return spoil(example, 'b', async (reference) => {
    const source = await openSource(reference);
    const bytes = new Uint8Array(source.size);
    await source.readInto(bytes, 0);
    await source.close();
    return { kind: 'bytes', bytes: change(bytes), name: source.name };
  });
}

/** The network with each tensor as `change` makes it. */
async function rewrite(reference: SourceReference, change: (tensor: Tensor) => Tensor): Promise<SourceReference> {
  const checkpoint = await openCheckpoint([reference]);
  const tensors = await Promise.all(
    [...checkpoint.tensors.values()].map(async (entry) => {
      const bytes = new Uint8Array(entry.bytes);
      await checkpoint.read(entry, bytes);
      return change({ name: entry.name, dtype: entry.dtype, shape: entry.shape, bytes });
    }),
  );
  await checkpoint.close();
  const sink = memorySink(checkpoint.name);
  await writeSafetensors(sink, tensors, checkpoint.metadata);
  return sink.commit();
}

const inB = (name: string, change: (tensor: Tensor) => Partial<Tensor>) => (example: RawInputs) =>
  spoil(example, 'b', (reference) =>
    rewrite(reference, (tensor) => (tensor.name === name ? { ...tensor, ...change(tensor) } : tensor)),
  );

async function inBoth(example: RawInputs, change: (tensor: Tensor) => Tensor): Promise<RawInputs> {
  const first = await spoil(example, 'a', (reference) => rewrite(reference, change));
  return spoil(first, 'b', (reference) => rewrite(reference, change));
}

const withSettings =
  (settings: Readonly<Record<string, unknown>>) =>
  (example: RawInputs): RawInputs => ({ ...example, settings: { ...example.settings, ...settings } });

const withAxes = (axes: Readonly<Record<string, unknown>>) => withSettings({ specification: JSON.stringify({ axes }) });

export const badInputs: readonly BadInput[] = [
  {
    title: 'a network that is cut short',
    code: 'checkpoint/truncated',
    make: (example) => spoilBytes(example, (bytes) => bytes.slice(0, -1000)),
  },
  {
    title: 'a text file renamed to .safetensors',
    code: 'checkpoint/not-safetensors',
    make: (example) =>
      spoilBytes(example, () => new TextEncoder().encode('version https://example.org/spec/v1\n'.repeat(9))),
  },
  {
    title: 'no second network',
    code: 'input/missing',
    make: (example) => ({ ...example, files: { ...example.files, b: [] } }),
  },
  {
    title: 'a tensor with another name',
    code: 'merge/names-differ',
    make: inB('fc2.bias', () => ({ name: 'fc2.offset' })),
  },
  {
    title: 'a layer of another width',
    code: 'merge/shapes-differ',
    make: inB('fc2.bias', ({ bytes }) => ({ shape: [64], bytes: bytes.slice(0, 256) })),
  },
  {
    title: 'a tensor with a NaN',
    code: 'merge/not-finite',
    make: inB('fc2.weight', ({ bytes }) => {
      const changed = bytes.slice();
      new DataView(changed.buffer).setFloat32(40, Number.NaN, true);
      return { bytes: changed };
    }),
  },
  {
    title: 'whole numbers in one network only',
    code: 'merge/formats-differ',
    make: inB('fc2.weight', () => ({ dtype: 'I32' })),
  },
  {
    title: 'weights that are quantised',
    code: 'merge/not-mergeable',
    make: (example) =>
      inBoth(example, (tensor) => (tensor.name === 'fc2.weight' ? { ...tensor, dtype: 'I32' } : tensor)),
  },
  {
    title: 'an architecture that is not known',
    code: 'matching/unknown-architecture',
    make: (example) =>
      inBoth(example, (tensor) => (tensor.name === 'fc2.bias' ? { ...tensor, name: 'fc2.offset' } : tensor)),
  },
  {
    title: 'a specification that is no JSON',
    code: 'matching/specification',
    make: withSettings({ specification: 'P0' }),
  },
  {
    title: 'a specification of a tensor that is not there',
    code: 'matching/specification',
    make: withAxes({ 'fc9.weight': ['P', null] }),
  },
  {
    title: 'a specification with too few axes',
    code: 'matching/specification',
    make: withAxes({ 'fc1.weight': ['P'] }),
  },
  {
    title: 'a specification whose lengths do not agree',
    code: 'matching/specification',
    make: withAxes({ 'fc1.weight': ['P', null], 'fc3.bias': ['P'] }),
  },
  {
    title: 'one permutation on two axes of a tensor',
    code: 'matching/same-permutation-twice',
    make: withAxes({ 'fc1.weight': ['P', null], 'fc1.bias': ['P'], 'fc2.weight': ['P', 'P'], 'fc2.bias': ['P'] }),
  },
  {
    title: 'a specification that misses an axis, so that the network would compute something else',
    code: 'matching/function-changed',
    make: withAxes({ 'fc1.weight': ['P', null], 'fc1.bias': ['P'] }),
  },
  { title: 'a layer too wide to be ordered exactly', code: 'matching/too-wide', make: withSettings({ widest: 64 }) },
  { title: 'a layer to draw that is none', code: 'matching/layer', make: withSettings({ layer: 'fc9.weight' }) },
  { title: 'lambda 1.5', code: 'setting/invalid', make: withSettings({ lambda: 1.5 }) },
  { title: 'lambda "abc"', code: 'setting/invalid', make: withSettings({ lambda: 'abc' }) },
];
