import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { DocumentFeed, IndexedDocument } from './document.ts';
import { openIndexIn } from './open.ts';
import { memoryFolder } from './testing/memory-folder.ts';

const shared = process.env['OFFPRINT_SHARED'];
const why = shared === undefined ? ' (not run: OFFPRINT_SHARED does not name the folder with the data)' : '';

const linesOf = (file: string): string[] =>
  readFileSync(path.join(shared ?? '', 'data', file), 'utf8')
    .trim()
    .split('\n');

function documentsOf(papers: readonly Pick<IndexedDocument, 'id' | 'title' | 'body' | 'family'>[]): IndexedDocument[] {
  return papers.map((paper, index) => ({ ...paper, deleted: false, change: index + 1, year: null }));
}

function feedOf(documents: readonly IndexedDocument[], page: number): DocumentFeed {
  return {
    currentChange: async () => documents.length,
    async changesSince(change) {
      const reached = Math.min(change + page, documents.length);
      return { documents: documents.slice(change, reached), reached, more: reached < documents.length };
    },
  };
}

describe.skipIf(shared === undefined)(`SciFact${why}`, () => {
  /** Mean nDCG@10 of a set of queries (Järvelin and Kekäläinen 2002, gain = judgment). */
  async function measure(judgments: string): Promise<number> {
    const corpus = linesOf('scifact/corpus.jsonl').map(
      (line) => JSON.parse(line) as { _id: string; title: string; text: string },
    );
    const documents = documentsOf(
      corpus.map(({ _id, title, text }) => ({ id: String(_id), title, body: text, family: null })),
    );
    const index = await openIndexIn(memoryFolder(), { feed: feedOf(documents, 4000) });
    const queries = new Map(
      linesOf('scifact/queries.jsonl').map((line) => {
        const { _id, text } = JSON.parse(line) as { _id: string; text: string };
        return [String(_id), text];
      }),
    );
    const relevant = Map.groupBy(
      linesOf(judgments)
        .slice(1)
        .map((line) => line.split('\t')),
      ([query]) => query,
    );
    const gain = (grades: readonly number[]): number =>
      grades.slice(0, 10).reduce((sum, grade, place) => sum + grade / Math.log2(place + 2), 0);
    let sum = 0;
    for (const [query, rows] of relevant) {
      const grades = new Map(rows.map(([, id, grade]) => [id, Number(grade)]));
      const { hits } = index.search(queries.get(query) ?? '', { limit: 10, offset: 0 });
      sum += gain(hits.map(({ id }) => grades.get(id) ?? 0)) / gain([...grades.values()].sort((a, b) => b - a));
    }
    expect(index.documents).toBe(5183);
    return sum / relevant.size;
  }

  test('words alone rank the test queries with an nDCG@10 of at least .68', async () => {
    expect(await measure('scifact/qrels.test.tsv')).toBeGreaterThanOrEqual(0.68);
  });

  test('and the training queries, on which the constants were chosen, with at least .70', async () => {
    expect(await measure('scifact/qrels.train.tsv')).toBeGreaterThanOrEqual(0.7);
  });
});

describe.skipIf(shared === undefined)(`3,000 arXiv papers${why}`, () => {
  const papers =
    shared === undefined
      ? []
      : linesOf('arxiv-daily/sample-3000.jsonl').map((line) => {
          const { id, title, abstract, categories } = JSON.parse(line) as {
            id: string;
            title: string;
            abstract: string;
            categories: string[];
          };
          return { id, title, body: abstract, family: categories[0] };
        });

  test('each is found first by its own title, in many small parts as in one', async () => {
    const documents = documentsOf(papers);
    const one = await openIndexIn(memoryFolder(), { feed: feedOf(documents, 4000) });
    const many = await openIndexIn(memoryFolder(), { feed: feedOf(documents, 37) });
    const misplaced: string[] = [];
    for (const { id, title } of documents.filter((_, number) => number % 10 === 0)) {
      const page = { limit: 20, offset: 0 };
      const result = one.search(title, page);
      expect({ ...many.search(title, page), seconds: 0 }).toEqual({ ...result, seconds: 0 });
      expect(many.similar(id, 5)).toEqual(one.similar(id, 5));
      if (result.hits[0].id !== id) misplaced.push(id);
    }
    expect(misplaced).toEqual([]);
  });
});
