/**
 * Okapi BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009) over one
 * weighted frequency and one length a document, as BM25F does for fields. The constants are the best on the 809
 * training queries of SciFact; none of them moves nDCG@10 by more than .01 nearby.
 */

/** How slowly further occurrences count less. */
export const k1 = 1.6;
/** How much long documents are marked down. */
export const b = 0.75;

/** Weight of a word in `withWord` of `documents` documents: positive, larger for rarer words. */
export function inverseDocumentFrequency(documents: number, withWord: number): number {
  return Math.log(1 + (documents - withWord + 0.5) / (withWord + 0.5));
}

/** What the length of a document adds to the denominator below; 1 / `meanLength` must be finite. */
export function lengthNorms(meanLength: number): (length: number) => number {
  const slope = (k1 * b) / meanLength;
  return (length) => k1 * (1 - b) + slope * length;
}

/** Share of one word in the score of a document. */
export function wordScore(idf: number, frequency: number, norm: number): number {
  return (idf * ((k1 + 1) * frequency)) / (frequency + norm);
}
