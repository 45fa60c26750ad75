import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { InputError, NotFoundError } from '@offprint/errors';
import { openSource } from './open-source.ts';
import { readFault } from './read-fault.ts';
import { isIndexName, readShardIndex, wholeOf } from './safetensors/shards.ts';
import type { SourceReference } from './source.ts';

/** The names that Hugging Face libraries give to the weights of a model, the usual one first. */
const usualNames = ['model', 'diffusion_pytorch_model', 'adapter_model'];

const ENDING = '.safetensors';
const INDEX_ENDING = '.safetensors.index.json';

/**
 * Finds the files of a checkpoint on disk.
 *
 * @param given A safetensors file; an index (`….safetensors.index.json`), which brings its shards; or a folder as
 *   Hugging Face lays it out: `model.safetensors`, else its index and shards, else the same for diffusion models
 *   and adapters, else the only index, file or set of numbered shards there. A folder of the Hugging Face cache
 *   (`models--…`) leads to the snapshot of its main branch.
 * @returns References for `openCheckpoint`, which says what is wrong if a shard is missing.
 * @throws NotFoundError `file/not-found`; InputError `checkpoint/ambiguous-folder`, `checkpoint/index-invalid`;
 *   StorageError `file/unreadable`.
 */
export async function checkpointReferences(given: string): Promise<SourceReference[]> {
  const absolute = path.resolve(given);
  if (isIndexName(absolute)) return withShards(absolute);
  const isFolder = await reading(absolute, async () => (await stat(absolute)).isDirectory());
  return isFolder ? inFolder(await snapshotOf(absolute)) : [{ kind: 'path', path: absolute }];
}

async function withShards(indexPath: string): Promise<SourceReference[]> {
  const source = await openSource({ kind: 'path', path: indexPath });
  try {
    const index = await readShardIndex(source);
    const folder = path.dirname(indexPath);
    const present = new Set(await reading(folder, () => readdir(folder)));
    const shards = [...new Set(index.fileOf.values())].filter((name) => present.has(name)).toSorted();
    return [indexPath, ...shards.map((name) => path.join(folder, name))].map((file) => ({ kind: 'path', path: file }));
  } finally {
    await source.close();
  }
}

async function inFolder(folder: string): Promise<SourceReference[]> {
  const names = (await reading(folder, () => readdir(folder))).filter((name) => !name.startsWith('.')).toSorted();
  const files = names.filter((name) => name.endsWith(ENDING));
  const indexes = names.filter((name) => name.endsWith(INDEX_ENDING));
  const usual = usualNames.flatMap((stem) => [`${stem}${ENDING}`, `${stem}${INDEX_ENDING}`]);
  const chosen = usual.find((name) => names.includes(name)) ?? (indexes.length === 1 ? indexes[0] : undefined);
  if (chosen !== undefined) {
    const file = path.join(folder, chosen);
    return isIndexName(file) ? withShards(file) : [{ kind: 'path', path: file }];
  }
  const name = path.basename(folder);
  if (files.length === 0) {
    const other = names.find((entry) => /\.(bin|pt|pth|ckpt|gguf|h5|msgpack|onnx)$/.test(entry));
    const instead = other === undefined ? '' : `, only ${other}, which is of another kind`;
    throw new NotFoundError('file/not-found', `The folder ${name} holds no safetensors file${instead}.`, {
      hint: 'Give the folder that holds model.safetensors or its shards.',
      where: { folder: name },
    });
  }
  const wholes = new Set(files.map((file) => wholeOf(file) ?? file));
  if (wholes.size > 1) {
    throw new InputError(
      'checkpoint/ambiguous-folder',
      `The folder ${name} holds several checkpoints: ${listed(files)}.`,
      {
        hint: 'Name the one that is meant.',
        where: { folder: name, files: files.length },
      },
    );
  }
  return files.map((file) => ({ kind: 'path', path: path.join(folder, file) }));
}

/** In a Hugging Face cache, the files are in `snapshots/<commit>`, and `refs/main` names the commit. */
async function snapshotOf(folder: string): Promise<string> {
  if (!path.basename(folder).startsWith('models--')) return folder;
  const commit = await reading(folder, () => readFile(path.join(folder, 'refs', 'main'), 'utf8'));
  return path.join(folder, 'snapshots', path.basename(commit.trim()));
}

function listed(files: readonly string[]): string {
  const shown = files.slice(0, 3).join(', ');
  return files.length > 3 ? `${shown} and ${files.length - 3} more` : shown;
}

/** Runs a look at the disk and puts its failure into words. */
async function reading<T>(place: string, look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (cause) {
    throw readFault(cause, path.basename(place));
  }
}
