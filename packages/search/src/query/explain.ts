import { type Collection, locate, meanLength } from '../collection/collection.ts';
import { adjacencyScore, countNeighbours } from '../ranking/adjacency.ts';
import { lengthNorms, wordScore } from '../ranking/bm25.ts';
import type { Explanation } from '../search-index.ts';
import { largestFrequency, type Segment, titleWeight } from '../segment/segment.ts';
import { positionOf } from '../segment/string-table.ts';
import { parseQuery } from './parse-query.ts';
import { planQuery } from './plan-query.ts';

/** How the score of a document comes about: the same sums in the same order as in the ranking. */
export function explainScore(collection: Collection, typed: string, id: string): Explanation | null {
  const place = locate(collection, id);
  if (place === null) return null;
  const { segment } = place.part;
  const { words, terms, pairs } = planQuery(collection, parseQuery(typed));
  const positions = Int32Array.from(terms, ({ term }) => positionOf(segment.terms, term));
  const norm = lengthNorms(meanLength(collection))(segment.lengths[place.document]);
  const explained = terms.map(({ documents, idf }, index) => {
    const frequency = frequencyOf(segment, place.document, positions[index]);
    return {
      word: words[index].text,
      documents,
      idf,
      frequency,
      score: frequency === 0 ? 0 : wordScore(idf, frequency, norm),
    };
  });
  const times = countNeighbours(segment, place.document, pairs, positions);
  const neighbours = pairs.map(({ first, second, idf }, pair) => {
    const both: [string, string] = [words[first].text, words[second].text];
    return { words: both, times: times[pair], score: adjacencyScore(idf, times[pair]) };
  });
  const add = (sum: number, { score }: { readonly score: number }): number => sum + score;
  return { score: explained.reduce(add, 0) + neighbours.reduce(add, 0), words: explained, neighbours };
}

/** Weighted frequency of a term, counted in the words of the document. */
export function frequencyOf(segment: Segment, document: number, term: number): number {
  const { forward, forwardOffsets, titleWords, wordTerms } = segment;
  const start = forwardOffsets[document];
  let frequency = 0;
  for (let at = start; at < forwardOffsets[document + 1]; at += 1) {
    if (wordTerms[forward[at]] === term) frequency += at < start + titleWords[document] ? titleWeight : 1;
  }
  return Math.min(frequency, largestFrequency);
}
