import { familyTitles, type Paper } from '@offprint/catalog';
import type { Method } from '@offprint/methods';
import { withQuery } from '../../addresses.ts';
import { KeyHint } from '../../shell/key-hint.tsx';
import { RunsMark } from '../../shell/marks.tsx';
import { longDay } from '../../text/days.ts';

/** Everything else that is known of the paper: where to read it, its code, its three dates. */
export function Facts({ paper, method }: { readonly paper: Paper; readonly method: Method | null }) {
  const { arxivId, codeUrl, venue, year, family } = paper;
  const dates = [
    { name: 'submitted', day: paper.submittedOn },
    { name: 'listed', day: paper.listedOn },
    { name: 'featured', day: paper.featuredOn },
  ].filter((date): date is { name: string; day: string } => date.day !== null);
  const published = [venue, year].filter((part) => part !== null).join(' ');
  const sources = [...new Set(Object.values(paper.sources))];
  return (
    <aside class="notes facts-notes" aria-label="Facts">
      <div class="facts-runs">
        {method === null ? (
          <span class="note">
            {paper.slug === null ? 'No method of this paper is here.' : 'Its method does not run here yet.'}
          </span>
        ) : (
          <a class="runs-here" href="#run">
            <RunsMark />
            Runs here
            <KeyHint name="r" />
          </a>
        )}
      </div>
      <dl class="facts-list">
        {arxivId !== null && (
          <Fact name="Read">
            <span class="facts-read">
              <a href={`https://arxiv.org/abs/${arxivId}`}>arXiv</a>
              <a href={`https://arxiv.org/pdf/${arxivId}`} aria-keyshortcuts="p">
                PDF
              </a>
            </span>
          </Fact>
        )}
        {codeUrl !== null && (
          <Fact name="Code">
            <a href={codeUrl}>{shortAddress(codeUrl)}</a>
          </Fact>
        )}
        {arxivId !== null && (
          <Fact name="Id">
            <span class="id">{arxivId}</span>
          </Fact>
        )}
        {published !== '' && <Fact name="In">{published}</Fact>}
        {dates.length > 0 && (
          <Fact name={dates.length === 1 ? 'Date' : 'Dates'}>
            {dates.map(({ name, day }) => (
              <span class="facts-date">
                {name} <time datetime={day}>{longDay(day)}</time>
              </span>
            ))}
          </Fact>
        )}
        {family !== null && (
          <Fact name="Family">
            <a href={withQuery('/', { family })}>{familyTitles[family].toLowerCase()}</a>
          </Fact>
        )}
        {sources.length > 0 && (
          <Fact name="From">{sources.map((source) => sourceNames[source] ?? source).join(', ')}</Fact>
        )}
      </dl>
    </aside>
  );
}

/** Where facts came from, as a reader would call it; other sources go by their own names. */
const sourceNames: Readonly<Record<string, string>> = {
  cards: 'Offprint’s own card',
  'listing-page': 'a captured listing page',
};

interface FactProps {
  readonly name: string;
  readonly children: unknown;
}

function Fact({ name, children }: FactProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** `https://github.com/owner/name` as `owner/name`, other addresses without their scheme. */
function shortAddress(address: string): string {
  const { host, pathname } = new URL(address);
  const path = pathname.replace(/\/$/, '');
  return /^(www\.)?(github|gitlab)\.com$/.test(host) ? path.slice(1) : `${host}${path}`;
}
