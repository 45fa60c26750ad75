import { type Family, families, familyTitles } from '@offprint/catalog';
import type { SearchIndex } from '@offprint/search';
import { withQuery } from '../../addresses.ts';
import { counting, oneOf, type Query, typed } from '../../query.ts';
import { KeyHint } from '../../shell/key-hint.tsx';
import { Page } from '../../shell/page.tsx';
import type { Site } from '../../site.ts';
import { count, number } from '../../text/numbers.ts';
import { Facets } from './facets.tsx';
import { Found } from './found.tsx';
import { Nothing } from './nothing.tsx';
import type { PagingProps } from './paging.tsx';
import { Words } from './words.tsx';

/** Papers on one page of results. */
const pageSize = 20;
/** Nobody reads further; the index is asked for at most this many. */
const mostPages = 500;

/** `/search?q=`: papers by the words of their titles, summaries and abstracts. */
export async function searchPage({ service, assets }: Site, given: Query) {
  const query = typed(given, 'q');
  const family = oneOf(given, 'family', families);
  const page = counting(given, 'page', mostPages);
  const { catalog, index } = service;
  const total = await catalog.count();

  const offset = (page - 1) * pageSize;
  // Asked over all families first: only then can it be said that no paper has the words, and what comes nearest.
  const anywhere = query === '' ? null : index.search(query, { limit: pageSize, offset });
  const matches = anywhere !== null && anywhere.complete > 0;
  const result = matches && family !== undefined ? index.search(query, { limit: pageSize, offset, family }) : anywhere;
  const papers = await catalog.byIds(result?.hits.map((hit) => hit.id) ?? []);
  const address = (change: Readonly<Record<string, string | number | undefined>>): string =>
    withQuery('/search', { q: query, family, ...change });
  const paging = (found: number): PagingProps => ({
    left: found - offset - papers.length,
    ...(page > 1 ? { previous: address({ page: page === 2 ? undefined : page - 1 }) } : {}),
    ...(offset + pageSize < found && page < mostPages ? { next: address({ page: page + 1 }) } : {}),
  });

  return (
    <Page
      assets={assets}
      title={query === '' ? 'Search' : query}
      description={`Search the titles, summaries and abstracts of ${count(total, 'paper')}.`}
      place="papers"
      paperCount={total}
      query={null}
      noIndex
      hints={[
        { keys: ['/'], label: 'edit query' },
        { keys: ['j', 'k'], label: 'next, previous' },
        { keys: ['o'], label: 'open' },
        { keys: ['f'], label: 'families' },
        { keys: ['r'], label: 'run' },
      ]}
      footBar={[
        { title: 'Edit', href: '#query' },
        { title: 'Results', href: '#results' },
        { title: 'Families', href: '#facets' },
        { title: 'Methods', href: '/methods' },
      ]}
    >
      <div class="width search">
        <div class="columns">
          <search class="wide search-form" id="find">
            <form action="/search">
              <h1 class="unseen">{query === '' ? 'Search' : `Search for ${query}`}</h1>
              <div class="with-key">
                <input
                  class="field query"
                  id="query"
                  type="search"
                  name="q"
                  value={query}
                  aria-label="Search papers"
                  placeholder={`Search ${count(total, 'paper')}`}
                  aria-keyshortcuts="/"
                  autocomplete="off"
                  autocapitalize="off"
                  spellcheck={false}
                  maxlength={1000}
                  autofocus={query === ''}
                />
                <KeyHint name="Enter" />
              </div>
              {family !== undefined && <input type="hidden" name="family" value={family} />}
            </form>
          </search>
        </div>
        {result === null || anywhere === null ? (
          <Blank total={total} />
        ) : (
          <>
            {matches && (
              <div class="columns">
                <Words result={result} address={address} />
              </div>
            )}
            <div class="columns search-body">
              {matches ? (
                <>
                  <div class="text" id="results">
                    <Found
                      result={result}
                      papers={papers}
                      query={query}
                      first={offset + 1}
                      within={family === undefined ? null : familyTitles[family].toLowerCase()}
                      paging={paging(result.total)}
                    />
                  </div>
                  <Facets
                    families={familyCounts(index, query)}
                    all={anywhere.total}
                    chosen={family}
                    address={(name) => address({ family: name, page: undefined })}
                  />
                </>
              ) : (
                <Nothing
                  result={result}
                  papers={papers}
                  query={query}
                  first={offset + 1}
                  total={total}
                  paging={paging(result.total)}
                />
              )}
            </div>
          </>
        )}
      </div>
    </Page>
  );
}

/** How many of the papers found are of each family. */
function familyCounts(index: SearchIndex, query: string): { family: Family; count: number }[] {
  return families
    .map((family) => ({ family, count: index.search(query, { limit: 0, offset: 0, family }).total }))
    .filter((entry) => entry.count > 0)
    .sort((a, b) => b.count - a.count);
}

function Blank({ total }: { readonly total: number }) {
  return (
    <div class="columns">
      <p class="text search-blank">
        Searches the titles, summaries and abstracts of {number(total)} papers. Word forms count too: <q>merging</q>{' '}
        finds <q>merged</q>. Or browse <a href="/">the papers</a> and <a href="/methods">the methods</a>.
      </p>
    </div>
  );
}
