import { InputError, InternalError } from '@offprint/errors';
import { nameOf, openSource } from './open-source.ts';
import type { TensorDType } from './safetensors/dtypes.ts';
import { goesWithWeights } from './safetensors/folder.ts';
import { readSafetensorsHeader } from './safetensors/header.ts';
import {
  checkAgainstIndex,
  checkShardsPresent,
  isIndexName,
  nameOfWhole,
  readShardIndex,
  type ShardIndex,
} from './safetensors/shards.ts';
import { shown } from './shown.ts';
import type { ByteSource, OpenOptions, SourceReference } from './source.ts';

/** One tensor of a checkpoint. Plain data: it may be sent to a worker that opens the same references. */
export interface TensorEntry {
  readonly name: string;
  readonly dtype: TensorDType;
  /** Row-major; `[]` for a scalar. */
  readonly shape: readonly number[];
  readonly elements: number;
  readonly bytes: number;
  /** Index into `files`. */
  readonly file: number;
  /** Absolute offset of its first byte in that file. */
  readonly at: number;
}

/** Named tensors in one safetensors file or in several. Every header has been checked; no tensor has been read. */
export interface Checkpoint {
  /**
   * The name of its folder, where that was given; else the file's name; of a sharded checkpoint, that of its index or
   * numbered shards without the numbers.
   */
  readonly name: string;
  /** What it was opened from, so that a worker can open it again. */
  readonly references: readonly SourceReference[];
  /** The safetensors files, in the order of their references; an index is not among them. */
  readonly files: readonly ByteSource[];
  /** What came with it and holds no weights: configuration, tokenizer. */
  readonly companions: readonly SourceReference[];
  /** In the order of the names' UTF-16 code units. */
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  /** Free text from the headers; where shards differ, the first file that has a name wins. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Size of all `files` together. */
  readonly bytes: number;
  /**
   * Fills the whole of `target` with the tensor's bytes from `fromByte` of the tensor on. Little-endian, as stored.
   * Any number of reads may be under way at once.
   */
  read(entry: TensorEntry, target: Uint8Array, fromByte?: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a checkpoint and checks it: one safetensors file, or all shards, with or without their index.
 *
 * May be called for the same references in any number of workers; nothing is shared between them. Memory: the headers.
 * @throws InputError with a code of the area `checkpoint` if a file is not as it should be, and what `openSource` throws.
 */
export async function openCheckpoint(
  references: readonly SourceReference[],
  options: OpenOptions = {},
): Promise<Checkpoint> {
  const { weights, companions } = separate(references);
  const indexReferences = weights.filter((reference) => isIndexName(nameOf(reference)));
  const fileReferences = weights.filter((reference) => !isIndexName(nameOf(reference)));
  if (indexReferences.length > 1) throw tooManyIndexes(indexReferences.map(nameOf));
  if (references.length === 0) throw nothingGiven();
  const index = indexReferences.length === 0 ? null : await readIndex(indexReferences[0], options);
  const names = fileReferences.map(nameOf);
  checkShardsPresent(names, index);
  const files: ByteSource[] = [];
  try {
    for (const reference of fileReferences) files.push(await openSource(reference, options));
    const name = folderOf(references) ?? nameOfWhole(names, index);
    return await assemble({ references, companions, files, index, name });
  } catch (thrown) {
    await closeAll(files);
    throw thrown;
  }
}

/** The folder that stands for all the files, where one was given. */
function folderOf(references: readonly SourceReference[]): string | undefined {
  const [first] = references;
  const folder = first !== undefined && 'folder' in first ? first.folder : undefined;
  return references.every((one) => 'folder' in one && one.folder === folder) ? folder : undefined;
}

async function readIndex(reference: SourceReference, options: OpenOptions): Promise<ShardIndex> {
  const source = await openSource(reference, options);
  try {
    return await readShardIndex(source);
  } finally {
    await source.close();
  }
}

/** Files that go with weights are told from these by their names, where weights are named as such. */
function separate(references: readonly SourceReference[]): {
  readonly weights: readonly SourceReference[];
  readonly companions: readonly SourceReference[];
} {
  const isNamed = (reference: SourceReference): boolean => /\.safetensors(\.index\.json)?$/i.test(nameOf(reference));
  if (!references.some(isNamed)) return { weights: references, companions: [] };
  const weights = references.filter((reference) => isNamed(reference) || !goesWithWeights(nameOf(reference)));
  return { weights, companions: references.filter((reference) => !weights.includes(reference)) };
}

interface Parts extends Pick<Checkpoint, 'references' | 'companions' | 'files' | 'name'> {
  readonly index: ShardIndex | null;
}

async function assemble({ references, companions, files, index, name }: Parts): Promise<Checkpoint> {
  const found = new Map<string, TensorEntry>();
  let metadata: Record<string, string> = {};
  for (const [file, source] of files.entries()) {
    const header = await readSafetensorsHeader(source);
    for (const tensor of header.tensors) {
      const other = found.get(tensor.name);
      if (other !== undefined) throw inTwoFiles(tensor.name, files[other.file].name, source.name);
      found.set(tensor.name, { ...tensor, file });
    }
    metadata = { ...header.metadata, ...metadata };
  }
  if (found.size === 0) throw noTensors(name);
  if (index !== null) checkAgainstIndex(index, (tensor) => fileNameOf(found.get(tensor), files));
  return {
    name,
    references,
    companions,
    files,
    tensors: new Map([...found].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    metadata,
    bytes: files.reduce((sum, source) => sum + source.size, 0),
    async read(entry, target, fromByte = 0) {
      if (fromByte < 0 || fromByte + target.byteLength > entry.bytes) {
        throw new InternalError(`A read of ${entry.name} reaches beyond its ${entry.bytes} bytes.`);
      }
      await files[entry.file].readInto(target, entry.at + fromByte);
    },
    close: () => closeAll(files),
  };
}

function fileNameOf(entry: TensorEntry | undefined, files: readonly ByteSource[]): string | undefined {
  return entry === undefined ? undefined : files[entry.file].name;
}

async function closeAll(files: readonly ByteSource[]): Promise<void> {
  for (const source of files) await source.close();
}

function inTwoFiles(tensor: string, first: string, second: string): InputError {
  return new InputError(
    'checkpoint/duplicate-name',
    `Tensor “${shown(tensor)}” is both in ${first} and in ${second}.`,
    {
      hint: 'Give the shards of one checkpoint only, each once.',
      where: { tensor: shown(tensor), file: first, other: second },
    },
  );
}

function noTensors(name: string): InputError {
  return new InputError('checkpoint/empty', `${name} holds no tensors.`, {
    hint: 'Choose a checkpoint with at least one tensor.',
    where: { file: name },
  });
}

function nothingGiven(): InputError {
  return new InputError('checkpoint/empty', 'No file was given for the checkpoint.', {
    hint: 'Give one safetensors file, or all shards of one checkpoint.',
  });
}

function tooManyIndexes(names: readonly string[]): InputError {
  return new InputError('checkpoint/index-invalid', `Two indexes were given for one checkpoint: ${names.join(', ')}.`, {
    hint: 'Give the files of one checkpoint only.',
    where: { file: names[1] },
  });
}
