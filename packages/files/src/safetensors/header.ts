import { InputError } from '@offprint/errors';
import { quantity } from '../quantity.ts';
import type { ByteSource } from '../source.ts';
import type { TensorDType } from './dtypes.ts';
import { interpretHeader } from './interpret-header.ts';
import { checkLayout } from './layout.ts';
import { describeForeign } from './recognise.ts';

/**
 * The longest header that is read, in bytes: about 200,000 tensors of 120 bytes each, in one file. Reading a
 * header of this length takes 1.5 s and at most 0.6 GB at the worst content found, which a browser tab still bears.
 * The reference implementation stops at 100,000,000; no published file is known to come near either.
 */
export const MAX_HEADER_BYTES = 25_000_000;

/** The length of the header, an unsigned 64-bit little-endian number, comes first. */
export const LENGTH_BYTES = 8;

/** Read in one go at the start; holds the whole header of most files, so that an address is asked once. */
const FIRST_READ_BYTES = 64 * 1024;

/** One tensor as the header of its file describes it. */
export interface HeaderTensor {
  readonly name: string;
  readonly dtype: TensorDType;
  readonly shape: readonly number[];
  readonly elements: number;
  readonly bytes: number;
  /** Absolute offset of its first byte in the file. */
  readonly at: number;
}

export interface SafetensorsHeader {
  /** In the order of their bytes in the file. */
  readonly tensors: readonly HeaderTensor[];
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Reads and checks the header of a safetensors file; not a byte of a tensor is trusted or read before.
 *
 * Memory: the header's length and what it describes; a length that the file cannot hold is refused unread.
 * @throws InputError with a code of the area `checkpoint`; see the package's README for the list.
 */
export async function readSafetensorsHeader(source: ByteSource): Promise<SafetensorsHeader> {
  const file = source.name;
  const start = new Uint8Array(Math.min(source.size, FIRST_READ_BYTES));
  await source.readInto(start, 0);
  const length = headerLength(source, start);
  const header = new Uint8Array(length);
  const known = start.subarray(LENGTH_BYTES, LENGTH_BYTES + length);
  header.set(known);
  if (known.byteLength < length) {
    await source.readInto(header.subarray(known.byteLength), LENGTH_BYTES + known.byteLength);
  }
  const { tensors, metadata } = interpretHeader(header, file);
  const ordered = tensors.toSorted((a, b) => a.at - b.at || a.bytes - b.bytes);
  checkLayout(ordered, LENGTH_BYTES + length, source);
  return { tensors: ordered, metadata };
}

/** The header's length in bytes, once it is plausible. */
function headerLength(source: ByteSource, start: Uint8Array): number {
  const file = source.name;
  const invite =
    'Give a safetensors file. Checkpoints of other kinds can be converted with the library that wrote them.';
  if (source.size === 0) {
    throw new InputError('checkpoint/empty', `${file} is empty: it holds 0 bytes.`, {
      hint: 'The copy or download never began; fetch the file again.',
      where: { file },
    });
  }
  const claimed = start.byteLength < LENGTH_BYTES ? 0 : Number(new DataView(start.buffer).getBigUint64(0, true));
  const opensHeader = start[LENGTH_BYTES] === 0x7b;
  const room = source.size - LENGTH_BYTES;
  if (claimed <= MAX_HEADER_BYTES && claimed <= room && opensHeader) return claimed;

  const foreign = describeForeign(start.subarray(0, 512));
  if (start.byteLength <= LENGTH_BYTES || foreign !== null || !opensHeader) {
    const impression = foreign === null ? 'it does not begin with a header' : `it looks like ${foreign}`;
    throw new InputError('checkpoint/not-safetensors', `${file} is not a safetensors file: ${impression}.`, {
      hint: invite,
      where: { file, looksLike: foreign },
    });
  }
  const where = { file, claimed, limit: MAX_HEADER_BYTES, holds: source.size };
  if (claimed > MAX_HEADER_BYTES) {
    throw new InputError(
      'checkpoint/header-too-long',
      `${file} claims a header of ${quantity(claimed, 'byte')}; at most ${quantity(MAX_HEADER_BYTES)} are read.`,
      { hint: 'The file is damaged, or made to exhaust memory; fetch it again from a place you trust.', where },
    );
  }
  throw new InputError(
    'checkpoint/header-too-long',
    `${file} claims a header of ${quantity(claimed, 'byte')}, but only ${quantity(room, 'byte')} follow.`,
    { hint: 'The copy or download stopped early; fetch the file again.', where },
  );
}
