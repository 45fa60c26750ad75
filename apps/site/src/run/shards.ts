/** A file by name. `File` is one. */
interface Named {
  readonly name: string;
}

/** The files of one checkpoint. */
export interface ShardGroup<F extends Named> {
  /** What a reader would call the checkpoint: the file's name, or the stem that the shards share. */
  readonly name: string;
  /** The same for all parts of one sharded checkpoint, so that a part dropped later joins it; null for a whole file. */
  readonly joins: string | null;
  readonly files: readonly F[];
}

const shardPattern = /^(.+)-\d{5,}-of-(\d{5,})\.safetensors$/i;
const indexPattern = /^(.+)\.safetensors\.index\.json$/i;

/** True for the index of a sharded checkpoint, by its name. */
export function isIndexName(name: string): boolean {
  return indexPattern.test(name);
}

/** True for what belongs to a checkpoint in a folder that also holds configuration and tokenizer. */
export function belongsToCheckpoint(name: string): boolean {
  return /\.safetensors$/i.test(name) || isIndexName(name);
}

/** The shard names that an index lists, or none where it is not such an index; reading it properly is the opener's task. */
export function shardNamesOf(indexText: string): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(indexText);
    if (typeof parsed !== 'object' || parsed === null || !('weight_map' in parsed)) return [];
    const map = parsed.weight_map;
    if (typeof map !== 'object' || map === null) return [];
    return [...new Set(Object.values(map).filter((value): value is string => typeof value === 'string'))];
  } catch {
    // Not JSON: the file stands alone and opening it names the fault.
    return [];
  }
}

/**
 * Puts the shards of each checkpoint together, and each index with the shards that it lists.
 * Groups come in the order of their first file; the order of files within a group is that of the input.
 * @param indexes for each index among the files, by name, the shard names that it lists
 */
export function groupShards<F extends Named>(
  files: readonly F[],
  indexes: ReadonlyMap<string, readonly string[]> = new Map(),
): ShardGroup<F>[] {
  const owner = new Map<string, string>();
  for (const [index, shards] of indexes) for (const shard of shards) owner.set(shard, stemOf(index));
  const groups = new Map<string, { name: string; joins: string | null; files: F[] }>();
  for (const [position, file] of files.entries()) {
    const stem = owner.get(file.name) ?? stemOf(file.name);
    const joins = owner.has(file.name) || isPart(file.name) ? stem : null;
    const key = joins ?? `${position}/${file.name}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { name: joins ?? file.name, joins, files: [file] });
    else group.files.push(file);
  }
  return [...groups.values()];
}

function isPart(name: string): boolean {
  return shardPattern.test(name) || indexPattern.test(name);
}

function stemOf(name: string): string {
  return shardPattern.exec(name)?.[1] ?? indexPattern.exec(name)?.[1] ?? name;
}
