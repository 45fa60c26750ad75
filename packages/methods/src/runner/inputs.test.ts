import { memorySink, type SourceReference, writeSafetensors } from '@offprint/files';
import { expect, it } from 'vitest';
import { makeExample } from '../testing/scaled-sum/example.ts';
import scaledSum from '../testing/scaled-sum/method.ts';
import { checkCounts, openInputs, rawInputs } from './inputs.ts';

const path = (name: string): SourceReference => ({ kind: 'path', path: name });

it('names files given as bytes, blobs, references and shards, and tells settings from files', async () => {
  const bytes = Uint8Array.of(1);
  const file = new File(['x'], 'one.safetensors');
  const raw = await rawInputs(scaledSum, {
    base: bytes,
    addends: [file, path('/two'), [path('/three-1'), path('/three-2')]],
    factor: 2,
  });
  expect(raw.settings).toEqual({ factor: 2 });
  expect(raw.files['base']).toEqual([[{ kind: 'bytes', bytes, name: 'bytes in memory' }]]);
  expect(raw.files['addends']).toEqual([
    [{ kind: 'blob', blob: file, name: 'one.safetensors' }],
    [path('/two')],
    [path('/three-1'), path('/three-2')],
  ]);
});

it('takes a string for a path, or for an address', async () => {
  const raw = await rawInputs(scaledSum, {
    base: import.meta.filename,
    addends: ['https://example.org/m.safetensors'],
  });
  expect(raw.files).toEqual({
    base: [[path(import.meta.filename)]],
    addends: [[{ kind: 'url', url: 'https://example.org/m.safetensors' }]],
  });
});

it('counts the files of each port', () => {
  const one = [path('/x')];
  expect(() => checkCounts(scaledSum, { base: [one], addends: [one, one] })).not.toThrow();
  expect(() => checkCounts(scaledSum, { base: [one] })).toThrow('Addends (addends) is missing.');
  expect(() => checkCounts(scaledSum, { base: [one, one], addends: [one] })).toThrow(
    'Base (base): 2 were given, at most 1 can be.',
  );
  expect(() => checkCounts(scaledSum, { base: [one], addends: [one], addend: [one] })).toThrow(
    expect.objectContaining({ code: 'input/unknown', hint: 'Did you mean addends?' }),
  );
});

it('gives the error of the file that is refused', async () => {
  const { base = [] } = await makeExample(1);
  const bad: SourceReference = { kind: 'bytes', bytes: new TextEncoder().encode('just text'), name: 'bad.safetensors' };
  const open = openInputs(scaledSum, { files: { base: [base], addends: [[bad]] }, settings: {} });
  await expect(open).rejects.toMatchObject({ code: 'checkpoint/not-safetensors' });
});

it('opens shards as one checkpoint', async () => {
  const shard = async (name: string, tensor: string): Promise<SourceReference> => {
    const sink = memorySink(name);
    await writeSafetensors(sink, [{ name: tensor, dtype: 'F32', shape: [1], bytes: new Uint8Array(4) }]);
    return sink.commit();
  };
  const shards = [await shard('m-00001-of-00002.safetensors', 'a'), await shard('m-00002-of-00002.safetensors', 'b')];
  const opened = await openInputs(scaledSum, { files: { base: [shards], addends: [shards] }, settings: {} });
  expect([...opened.inputs.base.tensors.keys()]).toEqual(['a', 'b']);
  expect(opened.inputs.addends).toHaveLength(1);
  await opened.close();
});
