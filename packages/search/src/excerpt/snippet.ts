import type { ContentWord } from '../analysis/content-words.ts';
import type { TextPiece } from '../search-index.ts';
import { markWords, matchingWords } from './highlight.ts';

/** Stands where text was left out, in a piece of its own. */
const ellipsis: TextPiece = { text: '…', marked: false };

/** A stretch of text without white space: the unit that is never cut. */
interface Chunk {
  readonly start: number;
  readonly end: number;
  /** Whether a sentence begins here. */
  readonly opens: boolean;
}

/** Chunks `first` to `last`, and what is in them. */
interface Window {
  readonly first: number;
  readonly last: number;
  /** Different words of the query. */
  readonly different: number;
  /** Words of the query. */
  readonly words: number;
}

/**
 * The stretch of at most `length` UTF-16 code units (ellipses not counted) with most different words of the query, then
 * most of them in all; of equals one that opens with a sentence, or else the middle one, so that the words stand in
 * context. Without any such word it is the beginning. Never cut within a word; a single one that is longer is given
 * whole. Time grows with the length of the text.
 */
export function snippet(text: string, query: string, length: number): TextPiece[] {
  const chunks = chunksOf(text);
  if (chunks.length === 0) return [];
  const words = matchingWords(text, query);
  const window = bestWindow(chunks, words, length);
  const pieces = markWords(text, chunks[window.first].start, chunks[window.last].end, words);
  return [...(window.first > 0 ? [ellipsis] : []), ...pieces, ...(window.last < chunks.length - 1 ? [ellipsis] : [])];
}

function chunksOf(text: string): Chunk[] {
  const chunks: Chunk[] = [];
  for (const match of text.matchAll(/\S+/g)) {
    const opens =
      chunks.length === 0 || /[.!?]["')\]”’]?\s*$/.test(text.slice(Math.max(0, match.index - 4), match.index));
    chunks.push({ start: match.index, end: match.index + match[0].length, opens });
  }
  return chunks;
}

function bestWindow(chunks: readonly Chunk[], words: readonly ContentWord[], length: number): Window {
  let best: Window[] = [];
  const counts = new Map<string, number>();
  let entering = 0;
  let leaving = 0;
  let last = 0;
  for (let first = 0; first < chunks.length; first += 1) {
    last = Math.max(last, first);
    while (last + 1 < chunks.length && chunks[last + 1].end - chunks[first].start <= length) last += 1;
    for (; entering < words.length && words[entering].end <= chunks[last].end; entering += 1) {
      counts.set(words[entering].term, (counts.get(words[entering].term) ?? 0) + 1);
    }
    for (; leaving < entering && words[leaving].start < chunks[first].start; leaving += 1) {
      const left = (counts.get(words[leaving].term) ?? 0) - 1;
      if (left > 0) counts.set(words[leaving].term, left);
      else counts.delete(words[leaving].term);
    }
    const window = { first, last, different: counts.size, words: entering - leaving };
    const gain = best.length === 0 ? 1 : window.different - best[0].different || window.words - best[0].words;
    if (gain > 0) best = [window];
    else if (gain === 0) best.push(window);
    // Later windows are the shorter ends of this one.
    if (last === chunks.length - 1) break;
  }
  const opening = best.find(({ first }) => chunks[first].opens);
  if (opening !== undefined) return opening;
  return best[best.length >> 1];
}
