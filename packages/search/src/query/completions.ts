import { termOf } from '../analysis/content-words.ts';
import { scanWords } from '../analysis/scan-words.ts';
import { type Collection, countWithTerm } from '../collection/collection.ts';
import { lowerBound, stringAt, tableSize } from '../segment/string-table.ts';

/** One letter begins too many words to be of use. */
const shortestPrefix = 2;

/** The word that the text ends in, where it begins, or null when it ends in something else. */
function lastWordOf(text: string): { word: string; start: number } | null {
  let last: { word: string; start: number; end: number } | null = null;
  scanWords(text, (word, start, end) => {
    last = { word, start, end };
  });
  const found = last as { word: string; start: number; end: number } | null;
  return found !== null && found.end === text.length && found.word.length >= shortestPrefix ? found : null;
}

/**
 * Words of the index that begin like the last word of the text, those in most papers first, then in code unit order.
 * Of several forms of a word the shortest is given. Time grows with the words that begin so.
 */
export function completionsOf(
  collection: Collection,
  text: string,
  limit: number,
): { word: string; documents: number }[] {
  const prefix = lastWordOf(text)?.word;
  if (prefix === undefined) return [];
  const forms = new Map<string, string>();
  for (const { segment, wordUses } of collection.parts) {
    for (let at = lowerBound(segment.words, prefix); at < tableSize(segment.words); at += 1) {
      const word = stringAt(segment.words, at);
      if (!word.startsWith(prefix)) break;
      if (wordUses[at] === 0) continue;
      const term = termOf(word);
      const form = forms.get(term);
      if (form === undefined || word.length < form.length || (word.length === form.length && word < form))
        forms.set(term, word);
    }
  }
  return [...forms]
    .map(([term, word]) => ({ word, documents: countWithTerm(collection, term) }))
    .sort((x, y) => y.documents - x.documents || (x.word < y.word ? -1 : 1))
    .slice(0, limit);
}

/** The text with its last word finished, when no paper has that word as it stands and some has one that begins so. */
export function completeLastWord(collection: Collection, text: string): { query: string; word: string } | null {
  const last = lastWordOf(text);
  if (last === null || countWithTerm(collection, termOf(last.word)) > 0) return null;
  const [best] = completionsOf(collection, text, 1);
  return best === undefined ? null : { query: text.slice(0, last.start) + best.word, word: best.word };
}
