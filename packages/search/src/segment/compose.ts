import { termOf } from '../analysis/content-words.ts';
import { largestFrequency, type Numbers32, type Segment, titleWeight } from './segment.ts';
import { stringTable } from './string-table.ts';

/** All that a segment is made from; the rest follows. */
export interface SegmentDraft {
  /** Sorted and different, as are `words`. */
  readonly ids: readonly string[];
  /** Family of each document, '' for none. */
  readonly families: readonly string[];
  readonly titleWords: Numbers32;
  readonly words: readonly string[];
  readonly forwardOffsets: Numbers32;
  readonly forward: Numbers32;
}

/** Documents between two points where other work may go in between. */
const stride = 2000;

/**
 * Makes a segment. A generator so that its driver can let other work in between; time grows with the words of the
 * documents, memory with those and the vocabulary.
 */
export function* composeSegment(draft: SegmentDraft): Generator<undefined, Segment> {
  const { ids, families, titleWords, words, forwardOffsets, forward } = draft;
  const stems = words.map(termOf);
  const terms = [...new Set(stems)].sort();
  const termPositions = new Map(terms.map((term, position) => [term, position]));
  const wordTerms = Uint32Array.from(stems, (term) => termPositions.get(term) ?? 0);
  yield;

  const postingOffsets = new Uint32Array(terms.length + 1);
  const lastDocument = new Int32Array(terms.length).fill(-1);
  for (let document = 0; document < ids.length; document += 1) {
    for (let at = forwardOffsets[document]; at < forwardOffsets[document + 1]; at += 1) {
      const term = wordTerms[forward[at]];
      if (lastDocument[term] === document) continue;
      lastDocument[term] = document;
      postingOffsets[term + 1] += 1;
    }
    if (document % stride === stride - 1) yield;
  }
  for (let term = 0; term < terms.length; term += 1) postingOffsets[term + 1] += postingOffsets[term];

  const postingDocuments = new Uint32Array(postingOffsets[terms.length]);
  const postingFrequencies = new Uint16Array(postingDocuments.length);
  const ends = postingOffsets.slice();
  const lengths = new Uint32Array(ids.length);
  for (let document = 0; document < ids.length; document += 1) {
    const start = forwardOffsets[document];
    const titleEnd = start + titleWords[document];
    lengths[document] = forwardOffsets[document + 1] - titleEnd + titleWeight * titleWords[document];
    for (let at = start; at < forwardOffsets[document + 1]; at += 1) {
      const term = wordTerms[forward[at]];
      const last = ends[term] - 1;
      const fresh = last < postingOffsets[term] || postingDocuments[last] !== document;
      const posting = fresh ? last + 1 : last;
      if (fresh) {
        postingDocuments[posting] = document;
        ends[term] += 1;
      }
      const frequency = postingFrequencies[posting] + (at < titleEnd ? titleWeight : 1);
      postingFrequencies[posting] = Math.min(frequency, largestFrequency);
    }
    if (document % stride === stride - 1) yield;
  }

  const familyNames = [...new Set(families)].sort();
  const familyPositions = new Map(familyNames.map((name, position) => [name, position]));
  return {
    ids: stringTable(ids),
    lengths,
    titleWords,
    families: Uint32Array.from(families, (family) => familyPositions.get(family) ?? 0),
    familyNames,
    words: stringTable(words),
    wordTerms,
    terms: stringTable(terms),
    postingOffsets,
    postingDocuments,
    postingFrequencies,
    forwardOffsets,
    forward,
  };
}
