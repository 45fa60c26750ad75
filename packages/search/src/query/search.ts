import { InputError } from '@offprint/errors';
import type { Collection } from '../collection/collection.ts';
import { rank } from '../ranking/rank.ts';
import type { SearchOptions, SearchResult } from '../search-index.ts';
import { completeLastWord } from './completions.ts';
import { parseQuery } from './parse-query.ts';
import { planQuery } from './plan-query.ts';
import { suggestSpelling } from './spelling.ts';

/** A page holds at most so many hits. */
const largestLimit = 1000;

/** Sets of words shown when no paper has them all. */
const mostNearest = 3;

/** @throws InputError `search/invalid-page` */
export function checkPage(limit: number, offset: number): void {
  const whole = Number.isSafeInteger(limit) && Number.isSafeInteger(offset);
  if (whole && limit >= 0 && limit <= largestLimit && offset >= 0) return;
  throw new InputError('search/invalid-page', `A page of ${limit} hits from hit ${offset} on cannot be given.`, {
    hint: `Ask for 0 to ${largestLimit} hits, from 0 on.`,
    where: { limit, offset },
  });
}

/** The search that `SearchIndex.search` describes, on one state of the collection. */
export function searchCollection(collection: Collection, typed: string, options: SearchOptions): SearchResult {
  checkPage(options.limit, options.offset);
  const started = performance.now();
  const completion = options.unfinished === true ? completeLastWord(collection, typed) : null;
  const text = completion?.query ?? typed;
  const query = parseQuery(text);
  const { words, terms, pairs, unknown, surplus } = planQuery(collection, query);
  const { best, masks } = rank(collection, {
    terms,
    pairs,
    keep: options.offset + options.limit,
    family: options.family,
  });

  const wordsOf = (mask: number): string[] =>
    words.filter((_, bit) => (mask & (1 << bit)) !== 0).map((word) => word.text);
  const counts = [...masks];
  const countHaving = (bits: number): number => sum(counts.filter(([mask]) => (mask & bits) === bits));
  const complete = unknown.length > 0 || words.length === 0 ? 0 : countHaving((1 << words.length) - 1);

  const searched = query.words.filter((word) => words.includes(word) || unknown.includes(word));
  return {
    total: sum(counts),
    hits: best.slice(options.offset).map(({ id, score, mask }) => ({ id, score, matched: wordsOf(mask) })),
    words: searched.map((word) => ({
      word: word.text,
      documents: words.includes(word) ? countHaving(1 << words.indexOf(word)) : 0,
    })),
    unknown: unknown.map((word) => word.text),
    ignored: [...query.stopWords, ...surplus.map((word) => word.text)],
    complete,
    nearest:
      complete > 0
        ? []
        : fullestMasks(counts).map((mask) => ({
            words: wordsOf(mask),
            without: searched.map((word) => word.text).filter((word) => !wordsOf(mask).includes(word)),
            documents: countHaving(mask),
          })),
    suggestion: suggestSpelling(collection, text, unknown),
    completed: completion?.word ?? null,
    seconds: (performance.now() - started) / 1000,
  };
}

type MaskCount = readonly [mask: number, documents: number];

function sum(counts: readonly MaskCount[]): number {
  return counts.reduce((total, [, documents]) => total + documents, 0);
}

/** The masks with most terms that some document has, those of most documents first. */
function fullestMasks(counts: readonly MaskCount[]): number[] {
  const sizeOf = (mask: number): number => mask.toString(2).replaceAll('0', '').length;
  const size = counts.reduce((most, [mask]) => Math.max(most, sizeOf(mask)), 0);
  return counts
    .filter(([mask]) => sizeOf(mask) === size)
    .sort(([x, documentsX], [y, documentsY]) => documentsY - documentsX || x - y)
    .slice(0, mostNearest)
    .map(([mask]) => mask);
}
