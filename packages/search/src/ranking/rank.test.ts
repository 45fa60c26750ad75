import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contentWords } from '../analysis/content-words.ts';
import { applyChanges, type Collection, emptyCollection } from '../collection/collection.ts';
import { partOf, retire } from '../collection/part.ts';
import type { IndexedDocument } from '../document.ts';
import { searchCollection } from '../query/search.ts';
import { indexDocuments } from '../segment/index-documents.ts';
import { documentCount } from '../segment/segment.ts';
import { text } from '../testing/corpus.ts';

interface Scored {
  readonly id: string;
  readonly score: number;
}

const body = fc.record({ title: text(4), body: text(12), family: fc.constantFrom('merging', 'graphs', null) });
const corpus = fc.array(body, { minLength: 1, maxLength: 14 }).map((texts) =>
  texts.map((fields, number): IndexedDocument => {
    return { ...fields, id: `paper-${number}`, deleted: false, change: number + 1, year: null };
  }),
);

/** The ranking by its definition: every document scored from its text, then sorted. */
function scoreAll(documents: readonly IndexedDocument[], query: string): Scored[] {
  const analysed = documents.map(({ id, title, body: rest }) => {
    const terms = (of: string): string[] => contentWords(of).map(({ term }) => term);
    return { id, title: terms(title), body: terms(rest) };
  });
  const lengthOf = ({ title, body: rest }: { title: string[]; body: string[] }): number =>
    rest.length + 3 * title.length;
  const mean = analysed.reduce((sum, document) => sum + lengthOf(document), 0) / documents.length;
  const count = (terms: string[], term: string): number => terms.filter((other) => other === term).length;
  const idf = (term: string): number => {
    const having = analysed.filter((document) => document.title.includes(term) || document.body.includes(term)).length;
    return having === 0 ? 0 : Math.log(1 + (documents.length - having + 0.5) / (having + 0.5));
  };
  const sequence = contentWords(query).map(({ term }) => term);
  const pairs = new Set(sequence.slice(1).map((second, at) => `${sequence[at]} ${second}`));
  const countPair = (terms: string[], pair: string): number =>
    terms.slice(1).filter((second, at) => `${terms[at]} ${second}` === pair).length;

  return analysed
    .map((document) => {
      let score = 0;
      for (const term of new Set(sequence)) {
        const frequency = count(document.body, term) + 3 * count(document.title, term);
        score += (idf(term) * 2.6 * frequency) / (frequency + 1.6 * (0.25 + (0.75 * lengthOf(document)) / mean));
      }
      for (const pair of pairs) {
        const [first, second] = pair.split(' ');
        const times = countPair(document.title, pair) + countPair(document.body, pair);
        if (idf(first) > 0 && idf(second) > 0)
          score += (0.1 * ((idf(first) + idf(second)) / 2) * 2.2 * times) / (times + 1.2);
      }
      return { id: document.id, score };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
}

function run<T>(steps: Generator<undefined, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** A collection of parts with the documents as the cuts say. */
function inParts(documents: readonly IndexedDocument[], cuts: readonly number[]): Collection {
  const bounds = [0, ...cuts.map((cut) => cut % (documents.length + 1)).sort((a, b) => a - b), documents.length];
  const slices = bounds.slice(1).map((end, index) => documents.slice(bounds[index], end));
  const parts = slices.filter((slice) => slice.length > 0).map((slice) => partOf(run(indexDocuments(slice))));
  return { parts, change: documents.length };
}

describe('ranking', () => {
  test('equals scoring every document by the definition', () => {
    fc.assert(
      fc.property(corpus, text(6), fc.integer({ min: 1, max: 6 }), (documents, query, limit) => {
        const expected = scoreAll(documents, query);
        const { total, hits } = searchCollection(inParts(documents, []), query, { limit, offset: 0 });
        expect(total).toBe(expected.length);
        expect(hits.length).toBe(Math.min(limit, expected.length));
        const scores = new Map(expected.map(({ id, score }) => [id, score]));
        for (const [place, { id, score }] of hits.entries()) {
          expect(score).toBeCloseTo(expected[place].score, 10);
          expect(score).toBeCloseTo(scores.get(id) ?? Number.NaN, 10);
          const next = hits[place + 1];
          if (next !== undefined) expect(score > next.score || (score === next.score && id < next.id)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('is the same, to the last bit, for one part and for many, some documents of which are superseded', () => {
    fc.assert(
      fc.property(corpus, fc.array(fc.nat(), { maxLength: 5 }), corpus, text(6), (documents, cuts, older, query) => {
        const many = inParts(documents, cuts);
        // An earlier version of each of some documents, all of them retired.
        const stale = partOf(run(indexDocuments(older)));
        for (let document = 0; document < documentCount(stale.segment); document += 1) retire(stale, document);
        const options = { limit: 20, offset: 0 };
        const one = searchCollection(inParts(documents, []), query, options);
        const other = searchCollection({ ...many, parts: [stale, ...many.parts] }, query, options);
        expect({ ...other, seconds: 0 }).toEqual({ ...one, seconds: 0 });
      }),
      { numRuns: 200 },
    );
  });

  test('pages put together are the whole', () => {
    fc.assert(
      fc.property(
        corpus,
        fc.array(fc.nat(), { maxLength: 3 }),
        text(6),
        fc.integer({ min: 1, max: 4 }),
        (documents, cuts, query, limit) => {
          const collection = inParts(documents, cuts);
          const whole = searchCollection(collection, query, { limit: 100, offset: 0 }).hits;
          const pages = Array.from({ length: Math.ceil(documents.length / limit) }, (_, page) => {
            return searchCollection(collection, query, { limit, offset: page * limit }).hits;
          });
          expect(pages.flat()).toEqual(whole);
        },
      ),
    );
  });

  test('a family narrows the result and leaves the scores', () => {
    fc.assert(
      fc.property(corpus, text(4), (documents, query) => {
        const collection = inParts(documents, [3]);
        const all = searchCollection(collection, query, { limit: 100, offset: 0 });
        const some = searchCollection(collection, query, { limit: 100, offset: 0, family: 'graphs' });
        const family = new Map(documents.map((document) => [document.id, document.family]));
        expect(some.hits).toEqual(all.hits.filter(({ id }) => family.get(id) === 'graphs'));
        expect(some.total).toBe(some.hits.length);
      }),
    );
  });

  test('more than a heap of equal scores come in the order of their ids', async () => {
    const collection = emptyCollection();
    const ids = ['e', 'a', 'd', 'c', 'b'];
    for (const [number, id] of ids.entries()) {
      const document = {
        id,
        title: 'same',
        body: 'words here',
        deleted: false,
        change: number + 1,
        family: null,
        year: null,
      };
      await applyChanges(collection, [document], number + 1, false);
    }
    expect(searchCollection(collection, 'same', { limit: 3, offset: 0 }).hits.map(({ id }) => id)).toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(searchCollection(collection, 'same', { limit: 3, offset: 3 }).hits.map(({ id }) => id)).toEqual(['d', 'e']);
  });
});
