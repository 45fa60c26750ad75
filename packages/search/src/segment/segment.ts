import type { StringTable } from './string-table.ts';

/** A number array that may stand on the bytes of a file. */
export type Numbers16 = Uint16Array<ArrayBuffer>;
export type Numbers32 = Uint32Array<ArrayBuffer>;

/**
 * Some papers, indexed; never changed once made. Documents, words and terms are numbered from 0 within the segment,
 * each in code unit order, so the same papers give the same arrays whatever order they came in.
 *
 * A *word* is as folded from the text; a *term* is the stem of words. Stop words are left out everywhere.
 */
export interface Segment {
  readonly ids: StringTable;
  /** BM25F length of each document: words of the body plus `titleWeight` times those of the title. */
  readonly lengths: Numbers32;
  /** How many of a document's words, in reading order, are its title. */
  readonly titleWords: Numbers32;
  /** Position of each document's family in `familyNames`. */
  readonly families: Numbers32;
  /** Sorted; the empty string stands for none. */
  readonly familyNames: readonly string[];
  readonly words: StringTable;
  /** The term of each word. */
  readonly wordTerms: Numbers32;
  readonly terms: StringTable;
  /** Where each term's postings begin in the two arrays below; one more entry than terms. */
  readonly postingOffsets: Numbers32;
  /** Documents that have the term, growing. */
  readonly postingDocuments: Numbers32;
  /** Weighted frequency: times in the body plus `titleWeight` times those in the title, at most 65,535. */
  readonly postingFrequencies: Numbers16;
  /** Where each document's words begin in `forward`; one more entry than documents. */
  readonly forwardOffsets: Numbers32;
  /** The words of each document in reading order, title first. */
  readonly forward: Numbers32;
}

/** A word in the title counts as much as three in the body (research: tuned on the training queries of SciFact). */
export const titleWeight = 3;

/** Largest weighted frequency that a posting holds. */
export const largestFrequency = 65_535;

export function documentCount(segment: Segment): number {
  return segment.lengths.length;
}
