import { InputError } from '@offprint/errors';
import { quantity } from '../quantity.ts';
import { shown, shownShape } from '../shown.ts';
import type { ByteSink } from '../source.ts';
import { bytesOfTensor, dtypeBits, type TensorDType } from './dtypes.ts';
import { LENGTH_BYTES, MAX_HEADER_BYTES } from './header.ts';
import { METADATA_NAME } from './interpret-header.ts';

/** A tensor to be written, without its bytes. */
export interface TensorLayout {
  readonly name: string;
  readonly dtype: TensorDType;
  readonly shape: readonly number[];
}

export interface SafetensorsPlan {
  /** The first bytes of the file: length, JSON, padding. */
  readonly header: Uint8Array;
  /** The size of the whole file in bytes. */
  readonly size: number;
  /** The absolute offset in the file of each tensor's first byte, in the order of the file. */
  readonly at: ReadonlyMap<string, number>;
}

/** Tensors begin on a multiple of this many bytes after the header, the size of the largest element. */
const ALIGNMENT = 8;

const rank = new Map(Object.keys(dtypeBits).map((dtype, index) => [dtype, index]));

/**
 * Lays out a safetensors file before a byte of it is known.
 *
 * Canonical: the same tensors and metadata, in whatever order, give the same header everywhere. Tensors stand from
 * the widest type to the narrowest and by name (UTF-16 code units) within a type, metadata by name, and the JSON has
 * no spaces but the padding at its end. The reference implementation writes the same bytes.
 *
 * @throws InputError `checkpoint/duplicate-name`, `checkpoint/size-mismatch` (a shape that no file can hold),
 *   `checkpoint/header-invalid` (a reserved or malformed name), `checkpoint/header-too-long`.
 */
export function planSafetensors(
  tensors: readonly TensorLayout[],
  metadata: Readonly<Record<string, string>> = {},
): SafetensorsPlan {
  const relative = new Map<string, number>();
  const fields: string[] = [];
  const pairs = Object.entries(metadata).toSorted(([a], [b]) => compare(a, b));
  if (pairs.length > 0) {
    const body = pairs.map(([name, text]) => `${quoted(name)}:${quoted(text)}`).join(',');
    fields.push(`${quoted(METADATA_NAME)}:{${body}}`);
  }
  let end = 0;
  for (const tensor of tensors.toSorted(inFileOrder)) {
    const { name, dtype, shape } = tensor;
    if (relative.has(name)) throw duplicate(name);
    if (name === METADATA_NAME) throw unwritable(name, 'is reserved for the metadata');
    const bytes = sizeOf(tensor);
    relative.set(name, end);
    fields.push(
      `${quoted(name)}:{"dtype":"${dtype}","shape":[${shape.join(',')}],"data_offsets":[${end},${end + bytes}]}`,
    );
    end += bytes;
  }
  const header = encode(`{${fields.join(',')}}`);
  const at = new Map([...relative].map(([name, offset]) => [name, header.byteLength + offset]));
  return { header, size: header.byteLength + end, at };
}

/**
 * Writes a whole safetensors file from tensors in memory: the same bytes for the same tensors everywhere. The sink is
 * left open; `commit` makes the file.
 *
 * @throws InputError as `planSafetensors`, and `checkpoint/size-mismatch` if the bytes of a tensor are not as many as
 *   its type and shape need; StorageError from the sink.
 */
export async function writeSafetensors(
  sink: ByteSink,
  tensors: readonly (TensorLayout & { readonly bytes: Uint8Array })[],
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  const plan = planSafetensors(tensors, metadata);
  for (const { name, dtype, shape, bytes } of tensors) {
    const expected = bytesOfTensor(dtype, shape);
    if (bytes.byteLength !== expected) throw mismatch({ name, dtype, shape }, expected, bytes.byteLength);
  }
  await sink.write(plan.header, 0);
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor.bytes]));
  for (const [name, at] of plan.at) await sink.write(byName.get(name) ?? new Uint8Array(), at);
}

function inFileOrder(a: TensorLayout, b: TensorLayout): number {
  return (rank.get(b.dtype) ?? 0) - (rank.get(a.dtype) ?? 0) || compare(a.name, b.name);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function encode(json: string): Uint8Array {
  const text = new TextEncoder().encode(json);
  const length = Math.ceil(text.byteLength / ALIGNMENT) * ALIGNMENT;
  if (length > MAX_HEADER_BYTES) {
    throw new InputError(
      'checkpoint/header-too-long',
      `The header would be ${quantity(length, 'byte')} long; at most ${quantity(MAX_HEADER_BYTES)} are written.`,
      { hint: 'Spread the tensors over several files.', where: { length, limit: MAX_HEADER_BYTES } },
    );
  }
  const header = new Uint8Array(LENGTH_BYTES + length).fill(0x20);
  new DataView(header.buffer).setBigUint64(0, BigInt(length), true);
  header.set(text, LENGTH_BYTES);
  return header;
}

function quoted(text: string): string {
  if (!text.isWellFormed()) throw unwritable(text, 'is not valid Unicode');
  return JSON.stringify(text);
}

function sizeOf(tensor: TensorLayout): number {
  const bytes = bytesOfTensor(tensor.dtype, tensor.shape);
  if (Number.isSafeInteger(bytes) && tensor.shape.every((length) => Number.isSafeInteger(length) && length >= 0))
    return bytes;
  throw mismatch(tensor, bytes, null);
}

function mismatch(tensor: TensorLayout, expected: number, got: number | null): InputError {
  const { name, dtype, shape } = tensor;
  const problem =
    got === null ? 'which no file can hold' : `which takes ${quantity(expected, 'byte')}, not ${quantity(got)}`;
  return new InputError(
    'checkpoint/size-mismatch',
    `Tensor “${shown(name)}” is ${dtype} ${shownShape(shape)}, ${problem}.`,
    {
      hint: 'Give the tensor a shape that fits its bytes.',
      where: { tensor: shown(name), expected: Number.isSafeInteger(expected) ? expected : null, got },
    },
  );
}

function duplicate(name: string): InputError {
  return new InputError('checkpoint/duplicate-name', `Two of the tensors to be written are named “${shown(name)}”.`, {
    hint: 'Give every tensor a name of its own.',
    where: { tensor: shown(name) },
  });
}

function unwritable(name: string, reason: string): InputError {
  return new InputError('checkpoint/header-invalid', `The name “${shown(name)}” ${reason}.`, {
    hint: 'Choose another name.',
    where: { tensor: shown(name) },
  });
}
