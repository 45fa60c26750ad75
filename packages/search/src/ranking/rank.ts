import { type Collection, countDocuments, meanLength } from '../collection/collection.ts';
import { isDeleted, type Part } from '../collection/part.ts';
import { documentCount } from '../segment/segment.ts';
import { positionOf, stringAt } from '../segment/string-table.ts';
import { adjacencyScore, countNeighbours, largestBonus, type Neighbours } from './adjacency.ts';
import { inverseDocumentFrequency, lengthNorms, wordScore } from './bm25.ts';
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
  /** For each mask that some document has, how many have it: documents with exactly those terms. */
  readonly masks: ReadonlyMap<number, number>;
}

export function rankedTerm(collection: Collection, term: string, documents: number): RankedTerm {
  return { term, documents, idf: inverseDocumentFrequency(countDocuments(collection), documents) };
}

/** The documents of one part that have a term and are wanted, side by side with their scores and masks. */
interface Matches {
  readonly part: Part;
  /** Each term's number in the part, or -1. */
  readonly terms: Int32Array;
  readonly count: number;
  readonly documents: Uint32Array;
  readonly scores: Float64Array;
  readonly masks: Uint16Array;
}

/** Arrays as long as a part, used again from query to query. */
interface Scratch {
  /** By document; all zero between queries. */
  readonly scores: Float64Array;
  readonly masks: Uint16Array;
  /** By match. */
  readonly documents: Uint32Array;
  readonly matchScores: Float64Array;
  readonly matchMasks: Uint16Array;
}

const scratches = new WeakMap<Part, Scratch>();

function scratchOf(part: Part): Scratch {
  let scratch = scratches.get(part);
  if (scratch === undefined) {
    const size = documentCount(part.segment);
    scratch = {
      scores: new Float64Array(size),
      masks: new Uint16Array(size),
      documents: new Uint32Array(size),
      matchScores: new Float64Array(size),
      matchMasks: new Uint16Array(size),
    };
    scratches.set(part, scratch);
  }
  return scratch;
}

/** Adds up the words' shares, term after term, for every document of a part, then picks the wanted ones. */
function match(part: Part, request: RankRequest, normOf: (length: number) => number): Matches {
  const { segment } = part;
  const { postingOffsets, postingDocuments, postingFrequencies, lengths } = segment;
  const { scores, masks, documents, matchScores, matchMasks } = scratchOf(part);
  const terms = Int32Array.from(request.terms, ({ term }) => positionOf(segment.terms, term));
  let touched = 0;
  for (let bit = 0; bit < terms.length; bit += 1) {
    const term = terms[bit];
    if (term < 0) continue;
    const { idf } = request.terms[bit];
    const end = postingOffsets[term + 1];
    for (let posting = postingOffsets[term]; posting < end; posting += 1) {
      const document = postingDocuments[posting];
      const mask = masks[document];
      if (mask === 0) {
        documents[touched] = document;
        touched += 1;
      }
      masks[document] = mask | (1 << bit);
      scores[document] += wordScore(idf, postingFrequencies[posting], normOf(lengths[document]));
    }
  }

  const whole = part.documents === lengths.length;
  const anyFamily = request.family === undefined;
  const family = anyFamily ? -1 : segment.familyNames.indexOf(request.family);
  let count = 0;
  for (let index = 0; index < touched; index += 1) {
    const document = documents[index];
    if ((whole || !isDeleted(part, document)) && (anyFamily || segment.families[document] === family)) {
      documents[count] = document;
      matchScores[count] = scores[document];
      matchMasks[count] = masks[document];
      count += 1;
    }
    scores[document] = 0;
    masks[document] = 0;
  }
  return { part, terms, count, documents, scores: matchScores, masks: matchMasks };
}

/** The most that neighbouring words can add to a document with these terms. */
function bonusBound(mask: number, pairs: readonly Neighbours[]): number {
  return pairs.reduce((sum, { first, second, idf }) => {
    const both = (1 << first) | (1 << second);
    return (mask & both) === both ? sum + largestBonus(idf) : sum;
  }, 0);
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
  const mean = meanLength(collection);
  if (request.terms.length === 0 || mean === 0) return { best: [], masks: new Map() };

  const normOf = lengthNorms(mean);
  const matches = collection.parts.map((part) => match(part, request, normOf));
  const counts = new Uint32Array(1 << request.terms.length);
  const bounds = new Float64Array(counts.length);
  const present: number[] = [];
  const lastPlace = largest(Math.max(1, Math.min(request.keep, countDocuments(collection))));
  for (const { scores, masks, count } of matches) {
    for (let index = 0; index < count; index += 1) {
      const mask = masks[index];
      if (counts[mask] === 0) {
        present.push(mask);
        bounds[mask] = bonusBound(mask, request.pairs);
      }
      counts[mask] += 1;
      lastPlace.offer(scores[index]);
    }
  }

  const threshold = lastPlace.threshold();
  const candidates: { part: Part; document: number; score: number; mask: number }[] = [];
  for (const found of matches) {
    for (let index = 0; index < found.count; index += 1) {
      const mask = found.masks[index];
      if (found.scores[index] + bounds[mask] < threshold) continue;
      const document = found.documents[index];
      const bonus = bounds[mask] === 0 ? 0 : bonusOf(found, document, request.pairs);
      candidates.push({ part: found.part, document, score: found.scores[index] + bonus, mask });
    }
  }

  const idOf = ({ part, document }: { part: Part; document: number }): string => stringAt(part.segment.ids, document);
  candidates.sort((x, y) => y.score - x.score || (idOf(x) < idOf(y) ? -1 : 1));
  const best = candidates
    .slice(0, request.keep)
    .map((place) => ({ id: idOf(place), score: place.score, mask: place.mask }));
  return { best, masks: new Map(present.map((mask) => [mask, counts[mask]])) };
}
