import { type Collection, countDocuments, meanLength } from '../collection/collection.ts';
import { isDeleted, type Part } from '../collection/part.ts';
import { positionOf, stringAt } from '../segment/string-table.ts';
import { adjacencyScore, countNeighbours, largestBonus, type Neighbours } from './adjacency.ts';
import { inverseDocumentFrequency, lengthNorm, wordScore } from './bm25.ts';
import { largest } from './largest.ts';

/** A term to rank by, with its weight. */
export interface RankedTerm {
  readonly term: string;
  /** Papers with it, in the whole collection. */
  readonly documents: number;
  readonly idf: number;
}

/** At most so many terms in one ranking: each is a bit of a 16-bit mask. */
export const mostTerms = 16;

export interface RankRequest {
  /** In the order in which their shares are added up; at most `mostTerms`. */
  readonly terms: readonly RankedTerm[];
  readonly pairs: readonly Neighbours[];
  /** How many of the best to return. */
  readonly keep: number;
  /** Only documents of this family. */
  readonly family?: string | undefined;
}

export interface Ranked {
  readonly id: string;
  readonly score: number;
  /** Bit i is set when the document has term i. */
  readonly mask: number;
}

export interface Ranking {
  /** Best first; equal scores in code unit order of the id. */
  readonly best: readonly Ranked[];
  /** For each mask, documents that have exactly those terms; the first entry is 0. */
  readonly masks: Uint32Array;
}

export function rankedTerm(collection: Collection, term: string, documents: number): RankedTerm {
  return { term, documents, idf: inverseDocumentFrequency(countDocuments(collection), documents) };
}

/** Scores of the documents of a part, in arrays that are used again from query to query and are all zero in between. */
interface Scratch {
  scores: Float64Array;
  masks: Uint16Array;
  touched: Uint32Array;
}

const scratches = new WeakMap<Part, Scratch>();

function scratchOf(part: Part): Scratch {
  let scratch = scratches.get(part);
  if (scratch === undefined) {
    const size = part.segment.lengths.length;
    scratch = { scores: new Float64Array(size), masks: new Uint16Array(size), touched: new Uint32Array(size) };
    scratches.set(part, scratch);
  }
  return scratch;
}

/** The documents of one part that have a term and are wanted. */
interface Matches {
  readonly part: Part;
  readonly scratch: Scratch;
  readonly terms: Int32Array;
  readonly count: number;
}

/** Adds up the words' shares, term after term, for every document of a part; leaves the wanted ones in `touched`. */
function accumulate(part: Part, request: RankRequest, mean: number): Matches {
  const { segment } = part;
  const { postingOffsets, postingDocuments, postingFrequencies, lengths } = segment;
  const scratch = scratchOf(part);
  const { scores, masks, touched } = scratch;
  const terms = Int32Array.from(request.terms, ({ term }) => positionOf(segment.terms, term));
  let count = 0;
  for (const [bit, { idf }] of request.terms.entries()) {
    const term = terms[bit];
    if (term < 0) continue;
    for (let posting = postingOffsets[term]; posting < postingOffsets[term + 1]; posting += 1) {
      const document = postingDocuments[posting];
      if (masks[document] === 0) {
        touched[count] = document;
        count += 1;
      }
      masks[document] |= 1 << bit;
      scores[document] += wordScore(idf, postingFrequencies[posting], lengthNorm(lengths[document], mean));
    }
  }

  const family = request.family === undefined ? -1 : segment.familyNames.indexOf(request.family);
  if (part.documents === lengths.length && request.family === undefined) return { part, scratch, terms, count };
  let wanted = 0;
  for (let index = 0; index < count; index += 1) {
    const document = touched[index];
    if (isDeleted(part, document) || (request.family !== undefined && segment.families[document] !== family)) {
      scores[document] = 0;
      masks[document] = 0;
    } else {
      touched[wanted] = document;
      wanted += 1;
    }
  }
  return { part, scratch, terms, count: wanted };
}

/** For each mask, the most that neighbouring words can add to a document with those terms. */
function bonusBounds(request: RankRequest): Float64Array {
  const bounds = new Float64Array(1 << request.terms.length);
  for (const { first, second, idf } of request.pairs) {
    const both = (1 << first) | (1 << second);
    for (let mask = 0; mask < bounds.length; mask += 1) if ((mask & both) === both) bounds[mask] += largestBonus(idf);
  }
  return bounds;
}

/** What neighbouring words add to a document. */
function bonusOf({ part, terms }: Matches, document: number, pairs: readonly Neighbours[]): number {
  const times = countNeighbours(part.segment, document, pairs, terms);
  return pairs.reduce((sum, { idf }, pair) => sum + adjacencyScore(idf, times[pair]), 0);
}

/**
 * Ranks every document that has at least one of the terms by BM25 plus the bonus for neighbours; exact. The bonus is
 * computed only where it can matter: for documents whose BM25, with the largest bonus that their terms allow, comes up
 * to the last place by BM25 alone. Time grows with the postings of the terms.
 */
export function rank(collection: Collection, request: RankRequest): Ranking {
  const masks = new Uint32Array(1 << request.terms.length);
  const mean = meanLength(collection);
  if (request.terms.length === 0 || mean === 0) return { best: [], masks };

  const matches = collection.parts.map((part) => accumulate(part, request, mean));
  const lastPlace = largest(Math.max(1, Math.min(request.keep, countDocuments(collection))));
  for (const { scratch, count } of matches) {
    for (let index = 0; index < count; index += 1) {
      const document = scratch.touched[index];
      masks[scratch.masks[document]] += 1;
      lastPlace.offer(scratch.scores[document]);
    }
  }

  const bounds = bonusBounds(request);
  const threshold = lastPlace.threshold();
  const candidates: { part: Part; document: number; score: number; mask: number }[] = [];
  for (const match of matches) {
    const { scores, masks: documentMasks, touched } = match.scratch;
    for (let index = 0; index < match.count; index += 1) {
      const document = touched[index];
      const mask = documentMasks[document];
      const score = scores[document];
      if (score + bounds[mask] >= threshold) {
        const bonus = bounds[mask] === 0 ? 0 : bonusOf(match, document, request.pairs);
        candidates.push({ part: match.part, document, score: score + bonus, mask });
      }
      scores[document] = 0;
      documentMasks[document] = 0;
    }
  }

  const idOf = ({ part, document }: { part: Part; document: number }): string => stringAt(part.segment.ids, document);
  candidates.sort((x, y) => y.score - x.score || (idOf(x) < idOf(y) ? -1 : 1));
  const best = candidates.slice(0, request.keep).map((place) => ({ id: idOf(place), score: place.score, mask: place.mask }));
  return { best, masks };
}
