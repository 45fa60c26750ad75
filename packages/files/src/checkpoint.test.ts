import { once } from 'node:events';
import { readdir, readlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { openCheckpoint } from './checkpoint.ts';
import type { SourceReference } from './source.ts';
import { rawSafetensors } from './testing/raw-safetensors.ts';
import { refusalOf } from './testing/refusal.ts';
import { scratchFolder } from './testing/scratch.ts';
import { readAll } from './testing/tensors.ts';

/** A file of byte tensors, each of four bytes that count on from its place. */
function file(name: string, tensors: readonly string[], metadata?: Record<string, string>): SourceReference {
  const entries = tensors.map((tensor, index) => [
    tensor,
    { dtype: 'U8', shape: [4], data_offsets: [index * 4, index * 4 + 4] },
  ]);
  const header = { ...(metadata === undefined ? {} : { __metadata__: metadata }), ...Object.fromEntries(entries) };
  return { kind: 'bytes', bytes: rawSafetensors(header, tensors.length * 4), name };
}

function index(name: string, map: unknown): SourceReference {
  const text = JSON.stringify({ metadata: { total_size: 1.6e1 }, weight_map: map }, null, 2);
  return { kind: 'bytes', bytes: new TextEncoder().encode(text), name };
}

const shards = [
  file('model-00002-of-00002.safetensors', ['c', 'a'], { format: 'pt', step: '2' }),
  file('model-00001-of-00002.safetensors', ['b'], { format: 'pt', step: '1' }),
];
const shardIndex = index('model.safetensors.index.json', {
  a: 'model-00002-of-00002.safetensors',
  b: 'model-00001-of-00002.safetensors',
  c: 'model-00002-of-00002.safetensors',
});

test('one file: names in order, sizes, metadata, and ranges of a tensor', async () => {
  const reference = file('base.safetensors', ['z', 'a'], { format: 'pt' });
  const checkpoint = await openCheckpoint([reference]);
  expect(checkpoint.name).toBe('base.safetensors');
  expect(checkpoint.references).toEqual([reference]);
  expect([...checkpoint.tensors.keys()]).toEqual(['a', 'z']);
  expect(checkpoint.metadata).toEqual({ format: 'pt' });
  expect(checkpoint.bytes).toBe(checkpoint.files[0]?.size);
  const [a] = checkpoint.tensors.values();
  expect(a).toMatchObject({ name: 'a', dtype: 'U8', shape: [4], elements: 4, bytes: 4, file: 0 });
  const target = new Uint8Array(2);
  await checkpoint.read(a, target, 1);
  expect(Array.from(target)).toEqual([5, 6]);
  expect((await refusalOf(checkpoint.read(a, target, 3))).code).toBe('internal/fault');
  await checkpoint.close();
});

test.each([
  ['with their index', [shards[0], shardIndex, shards[1]]],
  ['without it', shards],
])('shards %s are one checkpoint', async (_title, references) => {
  const checkpoint = await openCheckpoint(references);
  expect(checkpoint.name).toBe('model.safetensors');
  expect(checkpoint.references).toEqual(references);
  expect(checkpoint.files.map((source) => source.name)).toEqual([
    'model-00002-of-00002.safetensors',
    'model-00001-of-00002.safetensors',
  ]);
  expect([...checkpoint.tensors.values()].map(({ name, file }) => [name, file])).toEqual([
    ['a', 0],
    ['b', 1],
    ['c', 0],
  ]);
  expect(checkpoint.metadata).toEqual({ format: 'pt', step: '2' });
  expect((await readAll(checkpoint)).map(({ bytes }) => Array.from(bytes))).toEqual([
    [4, 5, 6, 7],
    [0, 1, 2, 3],
    [0, 1, 2, 3],
  ]);
});

test('files that are not numbered may be given together', async () => {
  const checkpoint = await openCheckpoint([file('vision.safetensors', ['v']), file('text.safetensors', ['t'])]);
  expect([checkpoint.name, [...checkpoint.tensors.keys()]]).toEqual(['vision.safetensors', ['t', 'v']]);
});

const text = (content: string): Uint8Array => new TextEncoder().encode(content);
test.each<[string, readonly SourceReference[], string, string]>([
  ['nothing', [], 'checkpoint/empty', 'No file was given for the checkpoint.'],
  ['a file without tensors', [file('x.safetensors', [])], 'checkpoint/empty', 'x.safetensors holds no tensors.'],
  [
    'a shard without its sibling',
    [shards[0]],
    'checkpoint/missing-shard',
    'The checkpoint is not whole: model-00001-of-00002.safetensors is missing.',
  ],
  [
    'an index whose shard is not there',
    [shardIndex, shards[1]],
    'checkpoint/missing-shard',
    'The checkpoint is not whole: model-00002-of-00002.safetensors is missing.',
  ],
  [
    'an index alone',
    [shardIndex],
    'checkpoint/missing-shard',
    'The checkpoint is not whole: model-00002-of-00002.safetensors and 1 more is missing.',
  ],
  [
    'a tensor in two shards',
    [file('a.safetensors', ['w']), file('b.safetensors', ['w'])],
    'checkpoint/duplicate-name',
    'Tensor “w” is both in a.safetensors and in b.safetensors.',
  ],
  [
    'an index that names a tensor that is nowhere',
    [index('i.safetensors.index.json', { w: 'a.safetensors', v: 'a.safetensors' }), file('a.safetensors', ['w'])],
    'checkpoint/index-invalid',
    'The index i.safetensors.index.json says that tensor “v” is in a.safetensors, but no file holds it.',
  ],
  [
    'an index that names the wrong file',
    [
      index('i.safetensors.index.json', { w: 'b.safetensors', v: 'b.safetensors' }),
      file('a.safetensors', ['w']),
      file('b.safetensors', ['v']),
    ],
    'checkpoint/index-invalid',
    'The index i.safetensors.index.json says that tensor “w” is in b.safetensors, but it is in a.safetensors.',
  ],
  [
    'an index that leads out of its folder',
    [index('i.json', { w: '../secret.safetensors' })],
    'checkpoint/index-invalid',
    'The index i.json does not give tensor “w” the plain name of a file beside it.',
  ],
  [
    'an index of numbers',
    [index('i.json', { w: 1 })],
    'checkpoint/index-invalid',
    'The index i.json does not give tensor “w” the plain name of a file beside it.',
  ],
  [
    'another JSON file',
    [{ kind: 'bytes', bytes: text('{"hidden_size":64}'), name: 'config.json' }],
    'checkpoint/index-invalid',
    'The index config.json has no weight_map that says which file holds which tensor.',
  ],
  [
    'an index that is not JSON',
    [{ kind: 'bytes', bytes: text('weights'), name: 'i.json' }],
    'checkpoint/index-invalid',
    'The text of i.json is not valid JSON: at character 0 a number was expected, but “weights” was found.',
  ],
  [
    'an index that names a tensor twice',
    [{ kind: 'bytes', bytes: text('{"weight_map":{"w":"a","w":"b"}}'), name: 'i.json' }],
    'checkpoint/duplicate-name',
    'The text of i.json names “w” twice.',
  ],
  [
    'two indexes',
    [index('a.json', {}), index('b.json', {})],
    'checkpoint/index-invalid',
    'Two indexes were given for one checkpoint: a.json, b.json.',
  ],
])('refuses %s', async (_title, references, code, message) => {
  const refusal = await refusalOf(openCheckpoint(references));
  expect([refusal.code, refusal.message]).toEqual([code, message]);
});

test.skipIf(process.platform !== 'linux')(
  'a refused or closed checkpoint leaves no file open (skipped where there is no /proc to look at)',
  async () => {
    const folder = await scratchFolder();
    const openFiles = async (): Promise<string[]> => {
      const links = (await readdir('/proc/self/fd')).map((number) =>
        readlink(`/proc/self/fd/${number}`).catch(() => ''),
      );
      return (await Promise.all(links)).filter((link) => link.startsWith(folder)).map((link) => path.basename(link));
    };
    const good = await onDisk(
      folder,
      'good.safetensors',
      rawSafetensors({ w: { dtype: 'U8', shape: [1], data_offsets: [0, 1] } }, 1),
    );
    const bad = await onDisk(folder, 'bad.safetensors', rawSafetensors('{'));
    expect(await refusalOf(openCheckpoint([good, bad]))).toMatchObject({
      code: 'checkpoint/header-invalid',
      where: { file: 'bad.safetensors' },
    });
    expect(await openFiles()).toEqual([]);
    const checkpoint = await openCheckpoint([good]);
    expect(await openFiles()).toEqual(['good.safetensors']);
    await checkpoint.close();
    expect(await openFiles()).toEqual([]);
  },
);

async function onDisk(folder: string, name: string, bytes: Uint8Array): Promise<SourceReference> {
  await writeFile(path.join(folder, name), bytes);
  return { kind: 'path', path: path.join(folder, name) };
}

test('many workers open the same references at once', async () => {
  const folder = await scratchFolder();
  const names = Array.from({ length: 40 }, (_, number) => `layer.${number}`);
  const inMemory = file('model.safetensors', names);
  if (inMemory.kind !== 'bytes') throw new Error('The file is made in memory.');
  const references: SourceReference[] = [
    await onDisk(folder, 'model.safetensors', inMemory.bytes),
    file('more.safetensors', ['more']),
    {
      kind: 'blob',
      blob: new Blob([new Uint8Array(rawSafetensors({ last: { dtype: 'U8', shape: [3], data_offsets: [0, 3] } }, 3))]),
      name: 'last.safetensors',
    },
  ];
  const checkpoint = await openCheckpoint(references);
  const expected = (await readAll(checkpoint)).map(({ name, bytes }) => [
    name,
    bytes.reduce((sum, byte) => sum + byte, 0),
  ]);
  await checkpoint.close();
  const workers = Array.from(
    { length: 6 },
    () => new Worker(new URL('./testing/read-tensors.ts', import.meta.url), { workerData: checkpoint.references }),
  );
  const answers = await Promise.all(workers.map((worker) => once(worker, 'message')));
  for (const [sums] of answers) expect(sums).toEqual(expected);
  await Promise.all(workers.map((worker) => worker.terminate()));
});
