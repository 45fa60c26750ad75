/** A file by name. `File` is one. */
interface Named {
  readonly name: string;
}

/** The files of one checkpoint. */
export interface ShardGroup<F extends Named> {
  /** What the checkpoint is called until it has been opened. */
  readonly name: string;
  /** The same for all parts of one sharded checkpoint, so that a part dropped later joins it; null for a whole file. */
  readonly joins: string | null;
  readonly files: readonly F[];
}

const shardPattern = /^(?<stem>.+?)[-_]\d{1,6}-of-\d{1,6}\.safetensors$/;
const indexPattern = /^(?<stem>.+?)(?:\.safetensors)?(?:\.index)?\.json$/i;

/** True for what may be the index of a sharded checkpoint. */
export function mayBeIndex(name: string): boolean {
  return indexPattern.test(name);
}

/** The shard names that an index lists; none where it is no index. Whether it is sound is for the opener to say. */
export function shardNamesOf(indexText: string): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(indexText);
    if (typeof parsed !== 'object' || parsed === null || !('weight_map' in parsed)) return [];
    const map = parsed.weight_map;
    if (typeof map !== 'object' || map === null) return [];
    return [...new Set(Object.values(map).filter((value): value is string => typeof value === 'string'))];
  } catch {
    // Not JSON: the file stands alone, and opening it names the fault.
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
  for (const [index, shards] of indexes) {
    const stem = indexPattern.exec(index)?.groups?.['stem'] ?? index;
    for (const name of [index, ...shards]) owner.set(name, stem);
  }
  const groups = new Map<string, { name: string; joins: string | null; files: F[] }>();
  for (const [position, file] of files.entries()) {
    const joins = owner.get(file.name) ?? shardPattern.exec(file.name)?.groups?.['stem'] ?? null;
    const key = joins ?? `${position}/${file.name}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { name: joins ?? file.name, joins, files: [file] });
    else group.files.push(file);
  }
  return [...groups.values()];
}
