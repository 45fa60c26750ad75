import { termOf } from '../analysis/content-words.ts';
import { scanWords } from '../analysis/scan-words.ts';
import { stopWords } from '../analysis/stop-words.ts';

/** A word of a query. */
export interface QueryWord {
  /** As typed, and where: in UTF-16 code units of the query. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Folded, and its stem. */
  readonly word: string;
  readonly term: string;
}

export interface ParsedQuery {
  /** Content words with different stems, in order of their first appearance. */
  readonly words: readonly QueryWord[];
  /** Every content word in order, as a position in `words`. */
  readonly sequence: readonly number[];
  /** Stop words as typed, each once. */
  readonly stopWords: readonly string[];
}

export function parseQuery(query: string): ParsedQuery {
  const words: QueryWord[] = [];
  const positions = new Map<string, number>();
  const sequence: number[] = [];
  const ignored = new Map<string, string>();
  scanWords(query, (word, start, end) => {
    const text = query.slice(start, end);
    if (stopWords.has(word)) {
      if (!ignored.has(word)) ignored.set(word, text);
      return;
    }
    const term = termOf(word);
    let position = positions.get(term);
    if (position === undefined) {
      position = words.length;
      positions.set(term, position);
      words.push({ text, start, end, word, term });
    }
    sequence.push(position);
  });
  return { words, sequence, stopWords: [...ignored.values()] };
}
