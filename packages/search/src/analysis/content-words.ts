import { scanWords } from './scan-words.ts';
import { stem } from './stem.ts';
import { stopWords } from './stop-words.ts';

/** A word of a text that can be searched by. */
export interface ContentWord {
  /** Folded: without marks, in lower case. */
  readonly word: string;
  /** The stem, under which the index knows it. */
  readonly term: string;
  /** Where it stands in the text, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
}

/**
 * Names this analysis: an index made by another one must be built anew. Raise the number when words or stems change.
 * The Unicode version belongs to it because it decides what a letter is.
 */
export const analysisName = `english 1, unicode ${process.versions['unicode'] ?? 'unknown'}`;

/** Stems are remembered up to this many words (about 10 MB); papers use few words often. */
const rememberedStems = 100_000;
const stems = new Map<string, string>();

/** The stem of a folded word. */
export function termOf(word: string): string {
  let term = stems.get(word);
  if (term === undefined) {
    if (stems.size >= rememberedStems) stems.clear();
    term = stem(word);
    stems.set(word, term);
  }
  return term;
}

/** Calls `visit` for each folded word that is no stop word, in order. */
export function scanContentWords(text: string, visit: (word: string, start: number, end: number) => void): void {
  scanWords(text, (word, start, end) => {
    if (!stopWords.has(word)) visit(word, start, end);
  });
}

/** The content words of a text with their stems, in order. */
export function contentWords(text: string): ContentWord[] {
  const words: ContentWord[] = [];
  scanContentWords(text, (word, start, end) => words.push({ word, term: termOf(word), start, end }));
  return words;
}
