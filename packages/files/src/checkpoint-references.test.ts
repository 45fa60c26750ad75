import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openCheckpoint } from './checkpoint.ts';
import { checkpointReferences } from './checkpoint-references.node.ts';
import { rawSafetensors } from './testing/raw-safetensors.ts';
import { refusalOf } from './testing/refusal.ts';
import { scratchFolder } from './testing/scratch.ts';

/** A folder with these files. Weights hold one tensor named after the file; an index names every numbered shard. */
async function folderWith(...names: readonly string[]): Promise<string> {
  const folder = await scratchFolder();
  for (const name of names) await writeFile(path.join(folder, name), contentOf(name, names));
  return folder;
}

function contentOf(name: string, all: readonly string[]): Uint8Array | string {
  if (name.endsWith('.index.json')) {
    const shards = all.filter((other) => other.includes('-of-'));
    return JSON.stringify({ weight_map: Object.fromEntries(shards.map((shard) => [shard, shard])) });
  }
  if (name.endsWith('.json')) return '{}';
  return rawSafetensors({ [name]: { dtype: 'U8', shape: [1], data_offsets: [0, 1] } }, 1);
}

async function found(given: string): Promise<string[]> {
  const references = await checkpointReferences(given);
  return references.map((reference) => (reference.kind === 'path' ? path.basename(reference.path) : reference.kind));
}

const shards = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'];
const index = 'model.safetensors.index.json';

test.each<[string, readonly string[], readonly string[]]>([
  ['a single model', ['config.json', 'model.safetensors', 'tokenizer.json'], ['model.safetensors']],
  ['shards and their index', [index, ...shards, 'config.json'], [index, ...shards]],
  ['shards without an index', shards, shards],
  ['a whole model beside shards', ['model.safetensors', index, ...shards], ['model.safetensors']],
  [
    'a diffusion model',
    ['diffusion_pytorch_model.safetensors', 'config.json'],
    ['diffusion_pytorch_model.safetensors'],
  ],
  ['an adapter', ['adapter_config.json', 'adapter_model.safetensors'], ['adapter_model.safetensors']],
  ['one file of another name', ['voice.safetensors', 'readme.md'], ['voice.safetensors']],
  [
    'an index of another name',
    ['consolidated.safetensors.index.json', ...shards],
    ['consolidated.safetensors.index.json', ...shards],
  ],
  ['rests of an unfinished download', ['model.safetensors', '.other.safetensors.partial-0'], ['model.safetensors']],
])('a folder with %s', async (_title, files, expected) => {
  const folder = await folderWith(...files);
  expect(await found(folder)).toEqual(expected);
  const checkpoint = await openCheckpoint(await checkpointReferences(folder));
  expect(checkpoint.tensors.size).toBe(expected.filter((name) => name.endsWith('.safetensors')).length);
  await checkpoint.close();
});

test('a file leads to itself, an index to its shards, however the path is written', async () => {
  const folder = await folderWith(index, ...shards, 'other.safetensors');
  expect(await found(path.join(folder, 'other.safetensors'))).toEqual(['other.safetensors']);
  expect(await found(path.join(folder, index))).toEqual([index, ...shards]);
  expect(await checkpointReferences(path.relative(process.cwd(), path.join(folder, 'other.safetensors')))).toEqual([
    { kind: 'path', path: path.join(folder, 'other.safetensors') },
  ]);
});

test('a folder of the Hugging Face cache leads to the snapshot of its main branch', async () => {
  const cache = path.join(await scratchFolder(), 'models--someone--model');
  for (const commit of ['aaa', 'bbb']) {
    await mkdir(path.join(cache, 'snapshots', commit), { recursive: true });
    await writeFile(path.join(cache, 'snapshots', commit, 'model.safetensors'), contentOf('model.safetensors', []));
  }
  await mkdir(path.join(cache, 'refs'));
  await writeFile(path.join(cache, 'refs', 'main'), 'bbb\n');
  expect(await checkpointReferences(cache)).toEqual([
    { kind: 'path', path: path.join(cache, 'snapshots', 'bbb', 'model.safetensors'), folder: 'model' },
  ]);
});

test('a checkpoint goes by the name of the folder that was given, and by that of the file where one was', async () => {
  const folder = path.join(await scratchFolder(), 'tuned');
  await mkdir(folder);
  await writeFile(path.join(folder, 'model.safetensors'), contentOf('model.safetensors', []));
  const names: string[] = [];
  for (const given of [folder, path.join(folder, 'model.safetensors')]) {
    const opened = await openCheckpoint(await checkpointReferences(given));
    names.push(opened.name);
    await opened.close();
  }
  expect(names).toEqual(['tuned', 'model.safetensors']);
});

test('a missing shard is named when the checkpoint is opened', async () => {
  const folder = await folderWith(index, ...shards);
  await writeFile(
    path.join(folder, index),
    JSON.stringify({ weight_map: { a: shards[0], b: 'model-00003-of-00003.safetensors' } }),
  );
  const refusal = await refusalOf(openCheckpoint(await checkpointReferences(folder)));
  expect(refusal).toMatchObject({
    code: 'checkpoint/missing-shard',
    where: { file: 'model-00003-of-00003.safetensors', index },
  });
});

test('refuses what leads to no checkpoint, or to several', async () => {
  expect(await refusalOf(checkpointReferences(path.join(await scratchFolder(), 'absent')))).toMatchObject({
    code: 'file/not-found',
    message: 'There is no file or folder absent.',
  });
  const pickled = await folderWith('pytorch_model.bin');
  expect((await refusalOf(checkpointReferences(pickled))).message).toBe(
    `The folder ${path.basename(pickled)} holds no safetensors file, only pytorch_model.bin, which is of another kind.`,
  );
  const several = await folderWith('a.safetensors', 'b.safetensors', 'c.safetensors', 'd.safetensors');
  expect(await refusalOf(checkpointReferences(several))).toMatchObject({
    code: 'checkpoint/ambiguous-folder',
    message: `The folder ${path.basename(several)} holds several checkpoints: a.safetensors, b.safetensors, c.safetensors and 1 more.`,
  });
});
