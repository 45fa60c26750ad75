import { type ContentWord, contentWords } from '../analysis/content-words.ts';
import type { TextPiece } from '../search-index.ts';

/** The words of the text whose stem is the stem of a content word of the query. */
export function matchingWords(text: string, query: string): ContentWord[] {
  const terms = new Set(contentWords(query).map(({ term }) => term));
  return terms.size === 0 ? [] : contentWords(text).filter(({ term }) => terms.has(term));
}

/**
 * The text in pieces, those marked that the index would find by the query: "merging" for the query "merge". Put
 * together, the pieces are the text. Time grows with the length of both.
 */
export function highlight(text: string, query: string): TextPiece[] {
  return markWords(text, 0, text.length, matchingWords(text, query));
}

/** The pieces of `text` between two positions, the given words in between marked. */
export function markWords(text: string, from: number, to: number, words: readonly ContentWord[]): TextPiece[] {
  const pieces: TextPiece[] = [];
  let copied = from;
  for (const { start, end } of words) {
    // One character may hold two words: ½ is "1" and "2".
    if (start < copied || end > to) continue;
    if (start > copied) pieces.push({ text: text.slice(copied, start), marked: false });
    pieces.push({ text: text.slice(start, end), marked: true });
    copied = end;
  }
  if (copied < to) pieces.push({ text: text.slice(copied, to), marked: false });
  return pieces;
}
