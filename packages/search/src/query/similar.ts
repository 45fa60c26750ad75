import { type Collection, countWithTerm, locate, meanLength } from '../collection/collection.ts';
import { lengthNorms, wordScore } from '../ranking/bm25.ts';
import { rank, rankedTerm } from '../ranking/rank.ts';
import type { SimilarPaper } from '../search-index.ts';
import type { Segment } from '../segment/segment.ts';
import { stringAt } from '../segment/string-table.ts';
import { frequencyOf } from './explain.ts';
import { checkPage } from './search.ts';

/** A paper is represented by so many of its words: enough to say what it is about, few enough to name as the reason. */
const bestWords = 12;

/**
 * The papers most like one: a search for its twelve words of greatest weight, where the weight of a word is its share
 * in the paper's own BM25 score. Words that no other paper has find nothing and are left out.
 */
export function similarPapers(collection: Collection, id: string, limit: number): SimilarPaper[] {
  checkPage(limit, 0);
  const place = locate(collection, id);
  if (place === null) return [];
  const { segment } = place.part;
  const { document } = place;
  const norm = lengthNorms(meanLength(collection))(segment.lengths[document]);

  const forms = mainForms(segment, document);
  const terms = [...forms]
    .map(([position, word]) => {
      const term = stringAt(segment.terms, position);
      const ranked = rankedTerm(collection, term, countWithTerm(collection, term));
      return { ...ranked, word, weight: wordScore(ranked.idf, frequencyOf(segment, document, position), norm) };
    })
    .filter(({ documents }) => documents > 1)
    .sort((x, y) => y.weight - x.weight || (x.term < y.term ? -1 : 1))
    .slice(0, bestWords);

  const { best } = rank(collection, { terms, pairs: [], keep: limit + 1 });
  return best
    .filter((paper) => paper.id !== id)
    .slice(0, limit)
    .map(({ id: other, score, mask }) => ({
      id: other,
      score,
      sharedWords: terms.filter((_, bit) => (mask & (1 << bit)) !== 0).map(({ word }) => word),
    }));
}

/** For each term of a document, the form in which it has it most often, the earlier one of equals. */
function mainForms(segment: Segment, document: number): Map<number, string> {
  const counts = new Map<number, number>();
  for (let at = segment.forwardOffsets[document]; at < segment.forwardOffsets[document + 1]; at += 1) {
    const word = segment.forward[at];
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const forms = new Map<number, { word: number; count: number }>();
  for (const [word, count] of counts) {
    const term = segment.wordTerms[word];
    const form = forms.get(term);
    if (form === undefined || count > form.count) forms.set(term, { word, count });
  }
  return new Map([...forms].map(([term, { word }]) => [term, stringAt(segment.words, word)]));
}
