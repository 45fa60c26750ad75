import { InputError } from '@offprint/errors';
import { quantity } from '../quantity.ts';
import { shown } from '../shown.ts';
import type { ByteSource } from '../source.ts';
import { parseStrictJson } from './strict-json.ts';

/** Says which shard holds which tensor; Hugging Face writes it beside the shards. */
export interface ShardIndex {
  readonly name: string;
  /** From tensor name to file name. */
  readonly fileOf: ReadonlyMap<string, string>;
}

/** An index speaks for all shards: this is about 800,000 tensors, where a mixture of hundreds of experts has 100,000. */
const MAX_INDEX_BYTES = 100_000_000;

/** `model-00002-of-00005.safetensors`. */
const shardName = /^(?<stem>.+?)[-_](?<number>\d{1,6})-of-(?<total>\d{1,6})\.safetensors$/;

/** Whether a file is an index of shards, by its name. */
export function isIndexName(name: string): boolean {
  return name.toLowerCase().endsWith('.json');
}

/**
 * Reads an index of shards (`model.safetensors.index.json`).
 * @throws InputError `checkpoint/index-invalid`, `checkpoint/duplicate-name`.
 */
export async function readShardIndex(source: ByteSource): Promise<ShardIndex> {
  const file = source.name;
  if (source.size > MAX_INDEX_BYTES) throw indexInvalid(file, `is longer than ${quantity(MAX_INDEX_BYTES, 'byte')}`);
  const bytes = new Uint8Array(source.size);
  await source.readInto(bytes, 0);
  const parsed = parseStrictJson(new TextDecoder().decode(bytes), {
    file,
    part: 'text',
    code: 'checkpoint/index-invalid',
    wholeNumbers: false,
  });
  const map = parsed instanceof Map ? parsed.get('weight_map') : undefined;
  if (!(map instanceof Map)) throw indexInvalid(file, 'has no weight_map that says which file holds which tensor');
  const fileOf = new Map<string, string>();
  for (const [tensor, shard] of map) {
    if (typeof shard !== 'string' || !isPlainName(shard)) {
      throw indexInvalid(file, `does not give tensor “${shown(tensor)}” the plain name of a file beside it`);
    }
    fileOf.set(tensor, shard);
  }
  return { name: file, fileOf };
}

/** A name that stays in its folder: an index from elsewhere must not lead to other files of this machine. */
function isPlainName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[\\/\0]/.test(name);
}

/**
 * Checks that all shards are there.
 *
 * With an index, every file that it names; without, as many as the names say (`-of-00005`).
 * @throws InputError `checkpoint/missing-shard`.
 */
export function checkShardsPresent(names: readonly string[], index: ShardIndex | null): void {
  const present = new Set(names);
  const wanted = index === null ? numberedSiblings(names) : [...new Set(index.fileOf.values())];
  const missing = wanted.filter((name) => !present.has(name));
  if (missing.length === 0) return;
  const [first] = missing;
  const others = missing.length === 1 ? '' : ` and ${missing.length - 1} more`;
  throw new InputError(
    'checkpoint/missing-shard',
    `The checkpoint is not whole: ${shown(first)}${others} is missing.`,
    {
      hint: 'Give all shards together, or the folder that holds them.',
      where: { file: shown(first), missing: missing.length, present: names.length, index: index?.name ?? null },
    },
  );
}

function numberedSiblings(names: readonly string[]): string[] {
  const wanted = new Set<string>();
  for (const name of names) {
    const { number, total } = shardName.exec(name)?.groups ?? {};
    if (number === undefined || total === undefined) continue;
    const ending = `${number}-of-${total}.safetensors`;
    // A total beyond any real checkpoint is a coincidence of naming, not a promise.
    const count = Math.min(Number(total), MAX_SHARDS);
    for (let shard = 1; shard <= count; shard += 1) {
      wanted.add(
        `${name.slice(0, -ending.length)}${String(shard).padStart(number.length, '0')}-of-${total}.safetensors`,
      );
    }
  }
  return [...wanted];
}

/** The largest published checkpoints have a few hundred shards. */
const MAX_SHARDS = 10_000;

/** What the shards of one checkpoint have in common, or undefined for a file that is not numbered. */
export function wholeOf(name: string): string | undefined {
  const { stem, total } = shardName.exec(name)?.groups ?? {};
  return stem === undefined ? undefined : `${stem}-of-${total}`;
}

/** What a checkpoint of several files is called: `model.safetensors` for its index as for its numbered shards. */
export function nameOfWhole(names: readonly string[], index: ShardIndex | null): string {
  if (index !== null) return index.name.replace(/(\.index)?\.json$/i, '');
  const [first] = names;
  const stem = names.length > 1 ? shardName.exec(first)?.groups?.['stem'] : undefined;
  return stem === undefined ? first : `${stem}.safetensors`;
}

/**
 * Checks that every tensor which the index names is in the file that it names.
 * @throws InputError `checkpoint/index-invalid`.
 */
export function checkAgainstIndex(index: ShardIndex, fileOfTensor: (tensor: string) => string | undefined): void {
  for (const [tensor, file] of index.fileOf) {
    const actual = fileOfTensor(tensor);
    if (actual === file) continue;
    const instead = actual === undefined ? 'no file holds it' : `it is in ${actual}`;
    throw indexInvalid(index.name, `says that tensor “${shown(tensor)}” is in ${shown(file)}, but ${instead}`);
  }
}

function indexInvalid(file: string, fault: string): InputError {
  return new InputError('checkpoint/index-invalid', `The index ${file} ${fault}.`, {
    hint: 'Fetch the index again from where the shards came from, or leave it out.',
    where: { file },
  });
}
