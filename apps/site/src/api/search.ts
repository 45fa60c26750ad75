import { snippet, type TextPiece } from '@offprint/search';
import { z } from 'zod';
import { longestQuery } from '../query.ts';
import type { Service } from '../service.ts';
import { family, limit, paperSchema, paperView } from './papers.ts';
import { count, parseQuery, words } from './query.ts';

/** Characters of the piece of text that shows why a paper was found. */
const snippetLength = 240;

export const searchQuery = z.object({
  q: words(longestQuery).describe('Words to look for in titles, summaries and abstracts.'),
  family,
  limit,
  offset: count(0, 10_000, 0).describe('How many papers to pass over.'),
});

const pieces = z.array(z.object({ text: z.string(), marked: z.boolean().describe('True for words of the query.') }));

export const searchSchema = z.object({
  query: z.string(),
  total: z.int().describe('Papers that have at least one of the words.'),
  results: z.array(
    z.object({
      score: z.number().describe('Comparable within one answer only.'),
      matched: z.array(z.string()).describe('The words of the query that the paper has.'),
      snippet: pieces,
      paper: paperSchema,
    }),
  ),
  words: z.array(z.object({ word: z.string(), documents: z.int() })).describe('How many papers each word finds alone.'),
  unknown: z.array(z.string()).describe('Words that no paper at all has.'),
  suggestion: z.string().nullable().describe('The query with words that no paper has replaced by known ones.'),
});

/** `GET /api/search` */
export async function searchPapers({ index, catalog }: Service, url: string): Promise<z.infer<typeof searchSchema>> {
  const { q, family, limit, offset } = parseQuery(searchQuery, url);
  const found = index.search(q, { limit, offset, ...(family === undefined ? {} : { family }) });
  const papers = new Map((await catalog.byIds(found.hits.map((hit) => hit.id))).map((paper) => [paper.id, paper]));
  return {
    query: q,
    total: found.total,
    results: found.hits.flatMap((hit) => {
      const paper = papers.get(hit.id);
      // Removed between the two questions: the index will follow in a moment.
      if (paper === undefined) return [];
      const text: readonly TextPiece[] = snippet(paper.abstract ?? paper.summary ?? '', q, snippetLength);
      return [{ score: hit.score, matched: [...hit.matched], snippet: [...text], paper: paperView(paper) }];
    }),
    words: found.words.map(({ word, documents }) => ({ word, documents })),
    unknown: [...found.unknown],
    suggestion: found.suggestion,
  };
}
