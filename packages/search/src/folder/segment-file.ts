import { crc32 } from 'node:zlib';
import type { Segment } from '../segment/segment.ts';

/**
 * The file of a segment: the length of the header (32 bits), the header (JSON, filled up with spaces), then each array,
 * all of them at multiples of eight bytes, so that a segment is read by one read and no copy. Numbers are in the order
 * of the machine's bytes, which the manifest names.
 */
interface Header {
  readonly familyNames: readonly string[];
  /** Elements of each array, in the order of `arrays`. */
  readonly sizes: readonly number[];
}

type SegmentArray = Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

/** The arrays of a segment in the order in which they are written. */
export function arraysOf(segment: Segment): SegmentArray[] {
  return [
    segment.ids.units,
    segment.ids.offsets,
    segment.lengths,
    segment.titleWords,
    segment.families,
    segment.words.units,
    segment.words.offsets,
    segment.wordTerms,
    segment.terms.units,
    segment.terms.offsets,
    segment.postingOffsets,
    segment.postingDocuments,
    segment.postingFrequencies,
    segment.forwardOffsets,
    segment.forward,
  ];
}

/** The memory of an array, as bytes. */
export function bytesOf({ buffer, byteOffset, byteLength }: SegmentArray): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

const alignment = 8;
const padded = (bytes: number): number => Math.ceil(bytes / alignment) * alignment;

/** The bytes of the file, in pieces that stand on the segment's own memory. */
export function encodeSegment(segment: Segment): { pieces: Uint8Array[]; bytes: number; checksum: number } {
  const arrays = arraysOf(segment);
  const header: Header = { familyNames: segment.familyNames, sizes: arrays.map(({ length }) => length) };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const start = new Uint8Array(padded(4 + text.length)).fill(0x20);
  new Uint32Array(start.buffer, 0, 1)[0] = text.length;
  start.set(text, 4);
  const filled = (array: SegmentArray): Uint8Array[] => [
    bytesOf(array),
    new Uint8Array(padded(array.byteLength) - array.byteLength),
  ];
  const pieces = [start, ...arrays.flatMap(filled)];
  return {
    pieces,
    bytes: pieces.reduce((sum, piece) => sum + piece.length, 0),
    checksum: pieces.reduce((sum, piece) => crc32(piece, sum), 0),
  };
}

/** The segment in a file whose checksum was found right. Its arrays stand on `file`, which must begin its buffer. */
export function decodeSegment(file: Uint8Array<ArrayBuffer>): Segment {
  const { buffer } = file;
  const [length] = new Uint32Array(buffer, 0, 1);
  const header = JSON.parse(new TextDecoder().decode(file.subarray(4, 4 + length))) as Header;
  let at = padded(4 + length);
  let next = 0;
  const take = <T extends SegmentArray>(kind: {
    new (buffer: ArrayBuffer, offset: number, length: number): T;
    BYTES_PER_ELEMENT: number;
  }): T => {
    const array = new kind(buffer, at, header.sizes[next]);
    at += padded(array.byteLength);
    next += 1;
    return array;
  };
  const units = (): Uint16Array<ArrayBuffer> => take(Uint16Array<ArrayBuffer>);
  const numbers = (): Uint32Array<ArrayBuffer> => take(Uint32Array<ArrayBuffer>);
  return {
    familyNames: header.familyNames,
    ids: { units: units(), offsets: numbers() },
    lengths: numbers(),
    titleWords: numbers(),
    families: numbers(),
    words: { units: units(), offsets: numbers() },
    wordTerms: numbers(),
    terms: { units: units(), offsets: numbers() },
    postingOffsets: numbers(),
    postingDocuments: numbers(),
    postingFrequencies: units(),
    forwardOffsets: numbers(),
    forward: numbers(),
  };
}
