import { expect, it } from 'vitest';
import { droppedFiles, type GivenFolder } from './given-files.ts';

type Tree = { readonly [name: string]: Tree | string };

/** A dropped folder as a browser gives it: entries in batches, the last one empty. */
function entryOf(name: string, tree: Tree | string): FileSystemEntry {
  if (typeof tree === 'string') {
    const file = new File([tree], name);
    return { isFile: true, isDirectory: false, name, file: (done: (file: File) => void) => done(file) } as never;
  }
  const batches = [Object.entries(tree).map(([inner, part]) => entryOf(inner, part)), []];
  const createReader = () => ({
    readEntries: (done: (list: FileSystemEntry[]) => void) => done(batches.shift() ?? []),
  });
  return { isFile: false, isDirectory: true, name, createReader } as never;
}

const outline = ({ name, files, folders }: GivenFolder): unknown => [
  name,
  files.map((file) => file.name),
  folders.map(outline),
];

it('reads dropped folders down to the one that holds weights, and leaves hidden ones', async () => {
  const tree = {
    'readme.txt': 'x',
    '.git': { 'model.safetensors': 'x' },
    a: { 'model.safetensors': 'x', 'config.json': '{}', onnx: { 'model.safetensors': 'x' } },
    deep: { deeper: { deepest: { bottom: { 'model.safetensors': 'x' } } } },
  };
  const { loose, folders } = await droppedFiles([entryOf('models', tree)], []);
  expect(loose).toEqual([]);
  expect(folders.map(outline)).toEqual([
    [
      'models',
      ['readme.txt'],
      [
        ['a', ['model.safetensors', 'config.json'], []],
        ['deep', [], [['deeper', [], [['deepest', [], []]]]]],
      ],
    ],
  ]);
});

it('keeps files that were dropped beside folders, of which the browser makes files too', async () => {
  const file = new File(['x'], 'b.safetensors');
  const ghost = new File([], 'models');
  const entries = [entryOf('models', { 'model.safetensors': 'x' }), entryOf('b.safetensors', 'x'), null];
  const { loose, folders } = await droppedFiles(entries, [ghost, file]);
  expect(loose).toEqual([file]);
  expect(folders.map(({ name }) => name)).toEqual(['models']);
});
