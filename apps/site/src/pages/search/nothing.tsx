import type { Paper } from '@offprint/catalog';
import { highlight, type SearchResult } from '@offprint/search';
import { paperAddress, withQuery } from '../../addresses.ts';
import { count, number } from '../../text/numbers.ts';
import { Marked } from './marked.tsx';

interface NothingProps {
  readonly result: SearchResult;
  /** Papers with some of the words, best first. */
  readonly papers: readonly Paper[];
  readonly query: string;
  readonly total: number;
}

/** No paper matches: what was searched, what each loosening finds, and what comes nearest. */
export function Nothing({ result, papers, query, total }: NothingProps) {
  const { words, unknown, ignored, nearest, suggestion } = result;
  const search = (text: string): string => withQuery('/search', { q: text });
  return (
    <div class="text" id="results">
      <h2 class="sheet-title">{headline(words.length)}</h2>
      <p class="search-scope" role="status">
        {words.length === 0
          ? `Every word of the query stands in almost every paper: ${ignored.join(', ') || query}. Add a word that says what the paper is about.`
          : `Searched the titles, summaries and abstracts of ${count(total, 'paper')}. Full texts are not indexed.`}
        {words.length > 0 && ignored.length > 0 && ` Not searched: ${ignored.join(', ')}.`}
      </p>
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
                  {at > 0 && ' and '}
                  <code>{word}</code>
                </>
              ))}
            </dt>
            <dd>
              <a href={search(set.words.join(' '))}>{count(set.documents, 'paper')}</a>
            </dd>
          </div>
        ))}
        {unknown.map((word) => (
          <div>
            <dt>
              <code>{word}</code> alone
            </dt>
            <dd>in no paper</dd>
          </div>
        ))}
      </dl>
      {papers.length > 0 && (
        <section class="nearest" aria-labelledby="nearest">
          <h3 id="nearest" class="nearest-head">
            <b class="strong">Nearest papers</b> <span class="quiet">These do not match your query.</span>
          </h3>
          <ol class="results">
            {papers.map((paper) => (
              <li class="result" data-item>
                <h4 class="paper-title plain">
                  <a href={paperAddress(paper)} data-opens-item>
                    <Marked pieces={highlight(paper.title, query)} />
                  </a>
                </h4>
                <p class="facts note">
                  {paper.arxivId !== null && <span class="id">{paper.arxivId}</span>}
                  <span>
                    has {listed(result.hits.find((hit) => hit.id === paper.id)?.matched ?? [])}
                  </span>
                </p>
              </li>
            ))}
          </ol>
        </section>
      )}
    </div>
  );
}

const inWords = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'];

function headline(words: number): string {
  if (words === 0) return 'No word to search for.';
  if (words === 1) return 'No paper matches this word.';
  return `No paper has all ${inWords[words] ?? number(words)} words.`;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
