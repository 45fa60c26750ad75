import { InputError } from '@offprint/errors';

/** A tensor of the output, by its size alone. */
export interface SizedTensor {
  readonly name: string;
  readonly bytes: number;
}

const units: Readonly<Record<string, number>> = { '': 1, K: 1e3, M: 1e6, G: 1e9, B: 1e9, T: 1e12 };
const binary: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

/**
 * Bytes of a size as people write it: `5GB`, `500M`, `2GiB`, `5B` (five billion, as mergekit takes it), `1000000`.
 * @throws InputError `recipe/shard-size`
 */
export function readShardSize(text: string): number {
  const [, digits, unit = '', kind = ''] = /^\s*(\d+(?:\.\d+)?)\s*([KMGBT]?)(i?B|)\s*$/i.exec(text) ?? [];
  const letter = unit.toUpperCase();
  const factor = kind.toLowerCase() === 'ib' ? binary[letter] : units[letter];
  const bytes = digits === undefined || factor === undefined ? 0 : Math.floor(Number(digits) * factor);
  if (bytes >= 1) return bytes;
  throw new InputError('recipe/shard-size', `The size of shards is written “${text}”.`, {
    hint: 'Write it like 5GB, 500MB or 2GiB.',
    where: { setting: 'shardSize' },
  });
}

/** The next part of a name that is a number compares as one: layer 10 comes behind layer 9. */
const byName = new Intl.Collator('en', { numeric: true }).compare;

/**
 * Which tensors go into which file, in the order of their names. A file is full when the next tensor would make it
 * larger than `most`; a tensor larger than that has a file of its own.
 * @returns for each file its name, in the form of Hugging Face, and the indices of its tensors
 */
export function divideIntoShards(
  tensors: readonly SizedTensor[],
  most: number,
): readonly { readonly name: string; readonly members: readonly number[] }[] {
  const order = [...tensors.keys()].sort((a, b) => byName(tensors[a].name, tensors[b].name) || a - b);
  const shards: number[][] = [];
  let size = 0;
  for (const index of order) {
    const { bytes } = tensors[index];
    const current = shards.at(-1);
    if (current === undefined || (current.length > 0 && size + bytes > most)) {
      shards.push([index]);
      size = bytes;
    } else {
      current.push(index);
      size += bytes;
    }
  }
  const padded = (number: number): string => String(number).padStart(5, '0');
  return shards.map((members, index) => ({
    name:
      shards.length === 1 ? 'model.safetensors' : `model-${padded(index + 1)}-of-${padded(shards.length)}.safetensors`,
    members,
  }));
}

/** Name of the index of shards, as Hugging Face libraries look for it. */
export const indexName = 'model.safetensors.index.json';

/** The text of the index, tensors in the order of their names; null for a single file, which needs none. */
export function indexOfShards(
  tensors: readonly SizedTensor[],
  shards: ReturnType<typeof divideIntoShards>,
): string | null {
  if (shards.length <= 1) return null;
  const files = shards.flatMap(({ name, members }) => members.map((index) => [tensors[index].name, name] as const));
  const map = Object.fromEntries(files.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const total = tensors.reduce((sum, { bytes }) => sum + bytes, 0);
  return `${JSON.stringify({ metadata: { total_size: total }, weight_map: map }, null, 2)}\n`;
}
