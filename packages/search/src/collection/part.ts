import { documentCount, type Segment } from '../segment/segment.ts';
import { positionOf, tableSize } from '../segment/string-table.ts';

/** The file that holds a segment. */
export interface SegmentFile {
  readonly name: string;
  readonly bytes: number;
  /** CRC-32 of the whole file. */
  readonly checksum: number;
}

/** A segment in use: which of its documents are gone, and the statistics of those that are left. */
export interface Part {
  readonly segment: Segment;
  /** A bit a document, set when it is deleted or a later part has a newer version of it. */
  readonly deleted: Uint8Array<ArrayBuffer>;
  /** For each term, documents left that have it. */
  readonly termDocuments: Uint32Array<ArrayBuffer>;
  /** For each word, how often it stands in documents left; 0 when only deleted ones had it. */
  readonly wordUses: Uint32Array<ArrayBuffer>;
  /** Documents left, and the sum of their lengths. */
  documents: number;
  length: number;
  /** Null while the segment is in memory only. */
  file: SegmentFile | null;
}

/** A part of all documents of a segment, less those whose bit is set. Time grows with the documents' words. */
export function partOf(
  segment: Segment,
  file: SegmentFile | null = null,
  deleted: Uint8Array = new Uint8Array(0),
): Part {
  const documents = documentCount(segment);
  const { postingOffsets } = segment;
  const part: Part = {
    segment,
    deleted: new Uint8Array(Math.ceil(documents / 8)),
    termDocuments: Uint32Array.from(
      { length: postingOffsets.length - 1 },
      (_, term) => postingOffsets[term + 1] - postingOffsets[term],
    ),
    wordUses: new Uint32Array(tableSize(segment.words)),
    documents,
    length: segment.lengths.reduce((sum, length) => sum + length, 0),
    file,
  };
  for (const word of segment.forward) part.wordUses[word] += 1;
  for (let document = 0; document < deleted.length * 8; document += 1) {
    if (((deleted[document >> 3] >> (document & 7)) & 1) === 1) retire(part, document);
  }
  return part;
}

export function isDeleted(part: Part, document: number): boolean {
  return ((part.deleted[document >> 3] >> (document & 7)) & 1) === 1;
}

/** Takes a document out of the part and its statistics. Time grows with the document's words. */
export function retire(part: Part, document: number): void {
  if (isDeleted(part, document)) return;
  part.deleted[document >> 3] |= 1 << (document & 7);
  part.documents -= 1;
  const { lengths, forwardOffsets, forward, wordTerms } = part.segment;
  part.length -= lengths[document];
  const terms = new Set<number>();
  for (let at = forwardOffsets[document]; at < forwardOffsets[document + 1]; at += 1) {
    part.wordUses[forward[at]] -= 1;
    terms.add(wordTerms[forward[at]]);
  }
  for (const term of terms) part.termDocuments[term] -= 1;
}

/** The number of a document that is left, or -1. */
export function find(part: Part, id: string): number {
  const document = positionOf(part.segment.ids, id);
  return document >= 0 && !isDeleted(part, document) ? document : -1;
}
