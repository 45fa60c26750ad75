import { goesWithWeights, noWeights, weightsAmong } from '@offprint/files';
import type { GivenFiles, GivenFolder } from './given-files.ts';
import { groupShards, mayBeIndex, type ShardGroup, shardNamesOf } from './shards.ts';
import type { Chosen } from './sheet-state.ts';

/** An index of a thousand shards has under 10 MB; a larger JSON file is something else. */
const MOST_INDEX_BYTES = 25_000_000;

/** As on the command line: a tokenizer has some megabytes, and a data set in a model's folder is not carried along. */
const MOST_COMPANION_BYTES = 2 ** 26;
const MOST_COMPANIONS = 64;

/** Gives every checkpoint of this page a number of its own. */
let lastKey = 0;

export function nextKey(): number {
  lastKey += 1;
  return lastKey;
}

/** What was given, as checkpoints: shards go together and with their index, a model's folder is one checkpoint. */
export async function checkpointsOf({ loose, folders }: GivenFiles): Promise<Chosen[]> {
  const parts = await Promise.all([
    groupsOf(loose).then((groups) => groups.map((group) => chosen(group))),
    ...folders.map(inFolder),
  ]);
  return parts.flat();
}

async function groupsOf(files: readonly File[]): Promise<ShardGroup<File>[]> {
  const indexes = new Map<string, readonly string[]>();
  for (const file of files) {
    if (!mayBeIndex(file.name) || file.size > MOST_INDEX_BYTES) continue;
    const shards = shardNamesOf(await file.text());
    if (shards.length > 0) indexes.set(file.name, shards);
  }
  return groupShards(files, indexes);
}

function chosen(
  { files, joins, name }: ShardGroup<File>,
  folder: string | null = null,
  companions: readonly File[] = [],
): Chosen {
  return {
    key: nextKey(),
    name: folder ?? name,
    folder,
    bytes: files.reduce((sum, file) => sum + file.size, 0),
    joins,
    references: [...files, ...companions].map((file) => ({
      kind: 'blob',
      blob: file,
      name: file.name,
      ...(folder === null ? {} : { folder: modelName(folder) }),
    })),
    header: { state: 'reading' },
  };
}

/** `models--google--t5` in a cache of Hugging Face is the model `t5`. */
const modelName = (folder: string): string => folder.replace(/^models--.*--/, '');

/**
 * The models of a folder: the folder itself where it holds weights, else the folders in it that do. A folder that holds
 * weights of another kind only, or from which no model came at all, is named as what is wrong.
 */
async function inFolder(folder: GivenFolder): Promise<Chosen[]> {
  const models = await modelsIn(folder);
  return models.length > 0 ? models : [bad(folder.name, null)];
}

async function modelsIn({ name, files, folders }: GivenFolder): Promise<Chosen[]> {
  const weights = weightsAmong(files.map((file) => file.name));
  const companions = files
    .filter((file) => goesWithWeights(file.name) && file.size <= MOST_COMPANION_BYTES)
    .slice(0, MOST_COMPANIONS);
  const named = (names: readonly string[]): File[] => files.filter((file) => names.includes(file.name));
  const one = async (parts: readonly File[]): Promise<Chosen[]> => {
    const [group, ...others] = await groupsOf(parts);
    if (group === undefined) return [];
    return others.length === 0 ? [chosen(group, name, companions)] : severalOf([group, ...others]);
  };
  switch (weights.kind) {
    case 'file':
      return one(named([weights.name]));
    case 'index': {
      const [index] = named([weights.name]);
      const shards = index === undefined || index.size > MOST_INDEX_BYTES ? [] : shardNamesOf(await index.text());
      return one(named([weights.name, ...shards]));
    }
    case 'shards':
      return one(named(weights.names));
    case 'several':
      return severalOf(await groupsOf(named(weights.names)));
    case 'none': {
      // In the cache of Hugging Face a model lies in a folder named by a commit, some levels below the one of its name.
      const cached = name.startsWith('models--');
      const within = folders.map((folder) => (cached ? { ...folder, name } : folder));
      const below = (await Promise.all(within.map(modelsIn))).flat();
      return weights.other === null ? below : [...below, bad(name, weights.other)];
    }
  }
}

const severalOf = (groups: readonly ShardGroup<File>[]): Chosen[] => groups.map((group) => chosen(group));

function bad(name: string, other: string | null): Chosen {
  return {
    key: nextKey(),
    name,
    folder: name,
    bytes: 0,
    joins: null,
    references: [],
    header: { state: 'fault', error: noWeights(name, other).toJSON() },
  };
}
