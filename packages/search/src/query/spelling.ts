import { termOf } from '../analysis/content-words.ts';
import { type Collection, countWithTerm } from '../collection/collection.ts';
import { lowerBound, stringAt } from '../segment/string-table.ts';
import type { QueryWord } from './parse-query.ts';

/** A word that every one of its letters may change in is no suggestion: one slip from 4 letters on, two from 8. */
function slipsAllowed(length: number): number {
  return length < 4 ? 0 : length < 8 ? 1 : 2;
}

/** The words looked at are at most so many, so that a pasted page costs no more than a long query. */
const mostWords = 8;

/**
 * Letters to insert, drop, replace or swap with the next to get from one word to the other (optimal string alignment),
 * or any number above `most` once that is certain.
 */
export function editDistance(from: string, to: string, most: number): number {
  if (Math.abs(from.length - to.length) > most) return most + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      let cost = Math.min(last[column] + 1, current[column - 1] + 1, last[column - 1] + (same ? 0 : 1));
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) cost = Math.min(cost, beforeLast[column - 2] + 1);
      current.push(cost);
    }
    if (Math.min(...current) > most && Math.min(...last) > most) return most + 1;
    beforeLast = last;
    last = current;
  }
  return last[to.length];
}

/** Which letters a word has, a bit each (letters that share a bit only let more words through). */
function letterBits(units: ArrayLike<number>, start: number, end: number): number {
  let bits = 0;
  for (let at = start; at < end; at += 1) bits |= 1 << (units[at] & 31);
  return bits;
}

function countBits(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count += 1;
  return count;
}

/** The word spelt most alike, of those the one in most papers, or null. It begins with the same letter. */
function nearestWord(collection: Collection, word: string): string | null {
  const most = slipsAllowed(word.length);
  if (most === 0) return null;
  const first = String.fromCharCode(word.charCodeAt(0));
  const next = String.fromCharCode(word.charCodeAt(0) + 1);
  const bits = letterBits(
    Array.from(word, (_, unit) => word.charCodeAt(unit)),
    0,
    word.length,
  );
  const distances = new Map<string, number>();
  for (const { segment, wordUses } of collection.parts) {
    const { offsets, units } = segment.words;
    const end = lowerBound(segment.words, next);
    for (let at = lowerBound(segment.words, first); at < end; at += 1) {
      if (wordUses[at] === 0 || Math.abs(offsets[at + 1] - offsets[at] - word.length) > most) continue;
      // A slip changes at most two bits: it takes one letter away and brings another.
      if (countBits(bits ^ letterBits(units, offsets[at], offsets[at + 1])) > 2 * most) continue;
      const known = stringAt(segment.words, at);
      if (distances.has(known)) continue;
      const distance = editDistance(word, known, most);
      if (distance <= most) distances.set(known, distance);
    }
  }
  const [best] = [...distances]
    .map(([known, distance]) => ({ known, distance, documents: countWithTerm(collection, termOf(known)) }))
    .sort((x, y) => x.distance - y.distance || y.documents - x.documents || (x.known < y.known ? -1 : 1));
  return best?.known ?? null;
}

/** The query with its unknown words replaced by known ones spelt almost alike, or null when there is none for any. */
export function suggestSpelling(collection: Collection, query: string, unknown: readonly QueryWord[]): string | null {
  let suggestion = '';
  let copied = 0;
  for (const { word, start, end } of unknown.slice(0, mostWords)) {
    const known = nearestWord(collection, word);
    if (known === null) continue;
    suggestion += query.slice(copied, start) + known;
    copied = end;
  }
  return copied === 0 ? null : suggestion + query.slice(copied);
}
