import type { Paper } from '@offprint/catalog';
import type { SearchResult } from '@offprint/search';
import { withQuery } from '../../addresses.ts';
import { count, number } from '../../text/numbers.ts';
import { Paging, type PagingProps } from './paging.tsx';
import { Results } from './results.tsx';

interface NothingProps {
  readonly result: SearchResult;
  /** Papers with some of the words, best first. */
  readonly papers: readonly Paper[];
  readonly query: string;
  /** Place of the first of them. */
  readonly first: number;
  readonly total: number;
  readonly paging: PagingProps;
}

/** No paper matches: what was searched, what each loosening finds, and what comes nearest. */
export function Nothing({ result, papers, query, first, total, paging }: NothingProps) {
  const { words, ignored } = result;
  return (
    <div class="text" id="results">
      <h2 class="sheet-title">{headline(words.length)}</h2>
      <p class="search-scope" role="status">
        {words.length === 0
          ? `The query has only words that stand in almost every paper (${ignored.join(', ') || query}). Add one that says what the paper is about.`
          : `Searched the titles, summaries and abstracts of ${count(total, 'paper')}. Full texts are not indexed.`}
        {words.length > 0 && ignored.length > 0 && ` Not searched: ${ignored.join(', ')}.`}
      </p>
      <Loosening result={result} />
      {papers.length > 0 && (
        <section class="nearest" aria-labelledby="nearest">
          <h3 id="nearest" class="nearest-head">
            <b class="strong">Nearest papers</b> <span class="quiet">These do not match your query.</span>
          </h3>
          <Results result={result} papers={papers} query={query} first={first} level="h4" partial />
          <Paging {...paging} />
        </section>
      )}
    </div>
  );
}

/** What each change of the query would find. */
function Loosening({ result: { unknown, nearest, suggestion, words } }: { readonly result: SearchResult }) {
  const search = (text: string): string => withQuery('/search', { q: text });
  const alone = words.length > 1 ? unknown : [];
  if (suggestion === null && nearest.length === 0 && alone.length === 0) return null;
  return (
    <dl class="rows loosen">
      {suggestion !== null && (
        <div>
          <dt>Spelt in another way</dt>
          <dd>
            <a href={search(suggestion)}>{suggestion}</a>
          </dd>
        </div>
      )}
      {nearest.map((set) => (
        <div>
          <dt>
            Without{' '}
            {set.without.map((word, at) => (
              <>
                {at > 0 && (at === set.without.length - 1 ? ' and ' : ', ')}
                <code>{word}</code>
              </>
            ))}
          </dt>
          <dd>
            <a href={search(set.words.join(' '))}>{count(set.documents, 'paper')}</a>
          </dd>
        </div>
      ))}
      {alone.map((word) => (
        <div>
          <dt>
            <code>{word}</code> alone
          </dt>
          <dd>in no paper</dd>
        </div>
      ))}
    </dl>
  );
}

const inWords = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'];

function headline(words: number): string {
  if (words === 0) return 'No word to search for.';
  if (words === 1) return 'No paper has this word.';
  return `No paper has all ${inWords[words] ?? number(words)} words.`;
}
