import { nameOf } from '@offprint/files';
import { describe, expect, it } from 'vitest';
import { checkpointsOf } from './chosen-files.ts';
import { chosenFolders, looseFiles } from './given-files.ts';

/** Files as a chooser of folders gives them: with the path from the chosen folder on. */
function inFolders(paths: Readonly<Record<string, string>> | readonly string[]) {
  const entries = Array.isArray(paths) ? paths.map((path) => [path, 'x']) : Object.entries(paths);
  const files = entries.map(([path = '', text = '']) => {
    const file = new File([text], path.split('/').at(-1) ?? '');
    Object.defineProperty(file, 'webkitRelativePath', { value: path });
    return file;
  });
  return chosenFolders(files);
}

async function found(given: Parameters<typeof checkpointsOf>[0]) {
  const list = await checkpointsOf(given);
  return list.map(({ name, folder, references, header }) => ({
    name,
    folder,
    files: references.map(nameOf),
    ...(header.state === 'fault' ? { code: header.error.code, says: header.error.message } : {}),
  }));
}

describe('checkpointsOf', () => {
  it('takes a folder of Hugging Face as one model, and leaves what is below it to other programs', async () => {
    const index = JSON.stringify({ weight_map: { a: 'model-1-of-2.safetensors', b: 'model-2-of-2.safetensors' } });
    const given = inFolders({
      'qnli/config.json': '{}',
      'qnli/model.safetensors.index.json': index,
      'qnli/model-1-of-2.safetensors': 'x',
      'qnli/model-2-of-2.safetensors': 'x',
      'qnli/consolidated.safetensors': 'x',
      'qnli/onnx/model.safetensors': 'x',
    });
    expect(await found(given)).toEqual([
      {
        name: 'qnli',
        folder: 'qnli',
        files: ['model.safetensors.index.json', 'model-1-of-2.safetensors', 'model-2-of-2.safetensors', 'config.json'],
      },
    ]);
  });

  it('takes each model of a folder of models, named after its own folder', async () => {
    const given = inFolders([
      'models/notes.txt',
      'models/paws/model.safetensors',
      'models/paws/tokenizer.json',
      'cache/models--a--b/snapshots/1f2e/adapter_model.safetensors',
      'models/.git/model.safetensors',
      'models/qnli/w-00001-of-00002.safetensors',
      'models/qnli/w-00002-of-00002.safetensors',
    ]);
    expect(await found(given)).toEqual([
      { name: 'paws', folder: 'paws', files: ['model.safetensors', 'tokenizer.json'] },
      { name: 'qnli', folder: 'qnli', files: ['w-00001-of-00002.safetensors', 'w-00002-of-00002.safetensors'] },
      { name: 'models--a--b', folder: 'models--a--b', files: ['adapter_model.safetensors'] },
    ]);
  });

  it('names the folders that hold no weights that it can read', async () => {
    expect(await found(inFolders(['old/pytorch_model.bin', 'old/config.json']))).toMatchObject([
      { name: 'old', code: 'file/not-found', says: expect.stringContaining('pytorch_model.bin') },
    ]);
    expect(await found(inFolders(['notes/a.txt', 'notes/b.txt']))).toMatchObject([
      { name: 'notes', code: 'file/not-found', says: 'The folder notes holds no safetensors file.' },
    ]);
    const mixed = await found(inFolders(['all/good/model.safetensors', 'all/bad/model.gguf', 'all/logs/run.txt']));
    expect(mixed.map(({ name, code }) => [name, code])).toEqual([
      ['good', undefined],
      ['bad', 'file/not-found'],
    ]);
  });

  it('takes checkpoints that only lie in one folder each by itself', async () => {
    expect(await found(inFolders(['mine/a.safetensors', 'mine/b.safetensors', 'mine/config.json']))).toEqual([
      { name: 'a.safetensors', folder: null, files: ['a.safetensors'] },
      { name: 'b.safetensors', folder: null, files: ['b.safetensors'] },
    ]);
  });

  it('takes loose files as they are', async () => {
    const files = [new File(['x'], 'a.safetensors'), new File(['x'], 'notes.txt')];
    expect(await found(looseFiles(files))).toEqual([
      { name: 'a.safetensors', folder: null, files: ['a.safetensors'] },
      { name: 'notes.txt', folder: null, files: ['notes.txt'] },
    ]);
  });
});
