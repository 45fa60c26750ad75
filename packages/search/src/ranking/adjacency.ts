import type { Segment } from '../segment/segment.ts';

/** Two query words that stand side by side in the query, as positions among the query's words. */
export interface Neighbours {
  readonly first: number;
  readonly second: number;
  /** Mean of the idf of the two. */
  readonly idf: number;
}

/** Share of neighbouring words in the score (research: chosen on the training queries of SciFact; +.013 on its test). */
const adjacencyWeight = 0.1;
const saturation = 1.2;

/** Bonus for a pair that stands side by side `times` times in a document. Below `largestBonus` for any number of times. */
export function adjacencyScore(idf: number, times: number): number {
  return (adjacencyWeight * idf * (saturation + 1) * times) / (times + saturation);
}

export function largestBonus(idf: number): number {
  return adjacencyWeight * idf * (saturation + 1);
}

/**
 * How often each pair stands side by side, in this order, in the title or in the body of a document. Stop words do not
 * come between: "training of networks" has the pair "training networks". `terms` gives each query word's term number
 * in this segment, or -1.
 */
export function countNeighbours(
  segment: Segment,
  document: number,
  pairs: readonly Neighbours[],
  terms: Int32Array,
): number[] {
  const times = pairs.map(() => 0);
  const { forward, forwardOffsets, titleWords, wordTerms } = segment;
  const start = forwardOffsets[document];
  const body = start + titleWords[document];
  for (let at = start + 1; at < forwardOffsets[document + 1]; at += 1) {
    if (at === body) continue;
    const term = wordTerms[forward[at]];
    for (let pair = 0; pair < pairs.length; pair += 1) {
      const { first, second } = pairs[pair];
      if (terms[second] === term && terms[first] === wordTerms[forward[at - 1]]) times[pair] += 1;
    }
  }
  return times;
}
