import { type Collection, countWithTerm } from '../collection/collection.ts';
import type { Neighbours } from '../ranking/adjacency.ts';
import { mostTerms, type RankedTerm, rankedTerm } from '../ranking/rank.ts';
import type { ParsedQuery, QueryWord } from './parse-query.ts';

/** So many words are always searched, the rarest ones. */
const assuredWords = 8;

/**
 * More words are searched as long as all of them together are in no more papers than this: some 3 ms of work. Research
 * counted eight as enough; on SciFact's training queries the words beyond cost .009 of nDCG@10 when left out, but on a
 * large collection a whole title would cost more time than it is worth.
 */
const affordablePostings = 400_000;

/** What of a query is searched. */
export interface QueryPlan {
  /** Words that some paper has, in the query's order, and the term of each. */
  readonly words: readonly QueryWord[];
  readonly terms: readonly RankedTerm[];
  /** Searched words that stand side by side in the query, each pair once. */
  readonly pairs: readonly Neighbours[];
  /** Words that no paper has. */
  readonly unknown: readonly QueryWord[];
  /** Known words beyond the rarest ones. */
  readonly surplus: readonly QueryWord[];
}

export function planQuery(collection: Collection, query: ParsedQuery): QueryPlan {
  const weighed = query.words.map((word, position) => {
    return { word, position, ...rankedTerm(collection, word.term, countWithTerm(collection, word.term)) };
  });
  const known = weighed.filter(({ documents }) => documents > 0);
  const byRarity = known.toSorted((x, y) => y.idf - x.idf || x.position - y.position).slice(0, mostTerms);
  let postings = 0;
  const rarest = new Set(
    byRarity.filter(({ documents }, place) => {
      postings += documents;
      return place < assuredWords || postings <= affordablePostings;
    }),
  );
  const searched = known.filter((candidate) => rarest.has(candidate));

  const places = new Map(searched.map(({ position }, place) => [position, place]));
  const pairs = new Map<string, Neighbours>();
  for (let at = 1; at < query.sequence.length; at += 1) {
    const first = places.get(query.sequence[at - 1]);
    const second = places.get(query.sequence[at]);
    if (first === undefined || second === undefined) continue;
    pairs.set(`${first} ${second}`, { first, second, idf: (searched[first].idf + searched[second].idf) / 2 });
  }
  return {
    words: searched.map(({ word }) => word),
    terms: searched.map(({ term, documents, idf }) => ({ term, documents, idf })),
    pairs: [...pairs.values()],
    unknown: weighed.filter(({ documents }) => documents === 0).map(({ word }) => word),
    surplus: known.filter((candidate) => !rarest.has(candidate)).map(({ word }) => word),
  };
}
