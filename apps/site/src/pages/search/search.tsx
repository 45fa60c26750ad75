import { type Family, families, familyTitles } from '@offprint/catalog';
import type { SearchIndex } from '@offprint/search';
import { withQuery } from '../../addresses.ts';
import { counting, oneOf, type Query, typed } from '../../query.ts';
import { Page } from '../../shell/page.tsx';
import type { Site } from '../../site.ts';
import { count, number } from '../../text/numbers.ts';
import { Facets } from './facets.tsx';
import { Found } from './found.tsx';
import { Nothing } from './nothing.tsx';
import { Words } from './words.tsx';

/** Papers on one page of results. */
const pageSize = 20;
/** Nobody reads further; the index is asked for at most this many. */
const mostPages = 500;
/** Papers shown as nearest when none matches. */
const nearestShown = 5;

/** `/search?q=`: papers by the words of their titles, summaries and abstracts. */
export async function searchPage({ service, assets }: Site, given: Query) {
  const query = typed(given, 'q');
  const family = oneOf(given, 'family', families);
  const page = counting(given, 'page', mostPages);
  const { catalog, index } = service;
  const total = await catalog.count();

  // Asked over all families first: only then can it be said that no paper has the words, and what comes nearest.
  const anywhere = query === '' ? null : index.search(query, { limit: nearestShown, offset: 0 });
  const found = anywhere === null || anywhere.complete === 0 ? null : index.search(query, { limit: pageSize, offset: (page - 1) * pageSize, ...(family === undefined ? {} : { family }) });
  const papers = await catalog.byIds((found ?? anywhere)?.hits.map((hit) => hit.id) ?? []);
  const address = (change: Readonly<Record<string, string | number | undefined>>): string => withQuery('/search', { q: query, family, ...change });

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
          <form class="wide search-form" id="find" action="/search" role="search">
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
              <kbd aria-hidden="true">Enter</kbd>
            </div>
            {family !== undefined && <input type="hidden" name="family" value={family} />}
          </form>
        </div>
        {anywhere === null && <Blank total={total} />}
        {anywhere !== null && found === null && (
          <div class="columns search-body">
            <Nothing result={anywhere} papers={papers} query={query} total={total} />
          </div>
        )}
        {anywhere !== null && found !== null && (
          <>
            <div class="columns">
              <Words result={found} address={address} />
            </div>
            <div class="columns search-body">
              <div class="text" id="results">
                <Found
                  result={found}
                  papers={papers}
                  query={query}
                  first={(page - 1) * pageSize + 1}
                  {...(family === undefined ? {} : { within: familyTitles[family].toLowerCase() })}
                  {...(page > 1 ? { previous: address({ page: page === 2 ? undefined : page - 1 }) } : {})}
                  {...(page * pageSize < found.total && page < mostPages ? { next: address({ page: page + 1 }) } : {})}
                />
              </div>
              <Facets
                families={familyCounts(index, query)}
                all={anywhere.total}
                chosen={family}
                address={(name) => address({ family: name, page: undefined })}
              />
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
        Searches the titles, summaries and abstracts of {number(total)} papers. Word forms count too: <q>merging</q> finds <q>merged</q>. Or browse{' '}
        <a href="/">the papers</a> and <a href="/methods">the methods</a>.
      </p>
    </div>
  );
}

