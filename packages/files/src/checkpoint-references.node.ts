import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { openSource } from './open-source.ts';
import { readFault } from './read-fault.ts';
import { goesWithWeights, noWeights, severalCheckpoints, weightsAmong } from './safetensors/folder.ts';
import { isIndexName, readShardIndex } from './safetensors/shards.ts';
import type { SourceReference } from './source.ts';

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
  if (!isFolder) return [{ kind: 'path', path: absolute }];
  const references = await inFolder(await snapshotOf(absolute));
  return references.map((reference) => ({ ...reference, folder: nameOfFolder(absolute) }));
}

/**
 * The files of a model: those of its checkpoint, and if a folder was given, those that go with them (configuration,
 * tokenizer), at most 64 of at most 64 MiB each.
 * @throws as `checkpointReferences`
 */
export async function modelReferences(given: string): Promise<SourceReference[]> {
  const absolute = path.resolve(given);
  const weights = await checkpointReferences(absolute);
  const isFolder = await reading(absolute, async () => (await stat(absolute)).isDirectory());
  if (!isFolder) return weights;
  const folder = await snapshotOf(absolute);
  const names = (await reading(folder, () => readdir(folder))).filter(goesWithWeights).toSorted();
  const companions: SourceReference[] = [];
  for (const name of names) {
    const file = path.join(folder, name);
    const found = await reading(file, () => stat(file));
    if (!found.isFile() || found.size > LARGEST_COMPANION || companions.length === MOST_COMPANIONS) continue;
    companions.push({ kind: 'path', path: file, folder: nameOfFolder(absolute) });
  }
  return [...weights, ...companions];
}

/** A tokenizer has some megabytes; a data set that lies in a model's folder is not carried along. */
const LARGEST_COMPANION = 2 ** 26;
const MOST_COMPANIONS = 64;

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
  const weights = weightsAmong(await reading(folder, () => readdir(folder)));
  const inside = (name: string): SourceReference => ({ kind: 'path', path: path.join(folder, name) });
  switch (weights.kind) {
    case 'file':
      return [inside(weights.name)];
    case 'index':
      return withShards(path.join(folder, weights.name));
    case 'shards':
      return weights.names.map(inside);
    case 'several':
      throw severalCheckpoints(path.basename(folder), weights.names);
    case 'none':
      throw noWeights(path.basename(folder), weights.other);
  }
}

/** `models--google--t5` in a Hugging Face cache is the model `t5`. */
function nameOfFolder(folder: string): string {
  return path.basename(folder).replace(/^models--.*--/, '');
}

/** In a Hugging Face cache, the files are in `snapshots/<commit>`, and `refs/main` names the commit. */
async function snapshotOf(folder: string): Promise<string> {
  if (!path.basename(folder).startsWith('models--')) return folder;
  const commit = await reading(folder, () => readFile(path.join(folder, 'refs', 'main'), 'utf8'));
  return path.join(folder, 'snapshots', path.basename(commit.trim()));
}

/** Runs a look at the disk and puts its failure into words. */
async function reading<T>(place: string, look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (cause) {
    throw readFault(cause, path.basename(place));
  }
}
