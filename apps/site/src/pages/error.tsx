import type { ErrorRecord } from '@offprint/errors';
import { Page } from '../shell/page.tsx';
import type { Site } from '../site.ts';

interface ErrorPageProps {
  readonly site: Site;
  readonly error: ErrorRecord;
  readonly status: number;
  /** How many papers there are, if that can be said. */
  readonly paperCount: number;
}

/** What went wrong, where, and what to do: the same code, sentence and hint as the API gives. */
export function ErrorPage({ site, error, status, paperCount }: ErrorPageProps) {
  const where = Object.entries(error.where ?? {}).filter(([, value]) => value !== null && value !== '');
  return (
    <Page
      assets={site.assets}
      title={status === 404 ? 'Not found' : 'Error'}
      place={null}
      paperCount={paperCount}
      query=""
      noIndex
      hints={[
        { keys: ['/'], label: 'search' },
        { keys: ['g', 'p'], label: 'papers' },
        { keys: ['g', 'm'], label: 'methods' },
      ]}
      footBar={[
        { title: 'Papers', href: '/' },
        { title: 'Methods', href: '/methods' },
      ]}
    >
      <div class="width">
        <div class="columns page-head error">
          <h1 class="sheet-title text error-title">{error.message}</h1>
          {where.length > 0 && (
            <>
              <h2 class="folio side-head">Where</h2>
              <dl class="text rows error-where">
                {where.map(([name, value]) => (
                  <div>
                    <dt>{name}</dt>
                    <dd class="id">{String(value)}</dd>
                  </div>
                ))}
              </dl>
            </>
          )}
          <h2 class="folio side-head">What to do</h2>
          <p class="text">
            {error.hint ?? 'Go back to'} {error.hint === undefined && <a href="/">the papers</a>}
          </p>
          <p class="notes">
            <span class="id">{error.code}</span>
          </p>
          <p class="text error-links">
            <a href="/">Papers</a>
            <a href="/methods">Methods</a>
            <a href="/search">Search</a>
          </p>
        </div>
      </div>
    </Page>
  );
}
