import { familyTitles } from '@offprint/catalog';
import { type Query, typed } from '../../query.ts';
import { MethodPicture } from '../../shelf/method-picture.tsx';
import { type ShelvedMethod, shelf } from '../../shelf/shelf.ts';
import { KeyHint } from '../../shell/key-hint.tsx';
import { RunsMark } from '../../shell/marks.tsx';
import { Page } from '../../shell/page.tsx';
import type { Site } from '../../site.ts';
import { count, number } from '../../text/numbers.ts';

/** `/methods`: every method by family; those that run, and those that do not yet. */
export async function methodsPage({ service, assets }: Site, query: Query) {
  const name = typed(query, 'name');
  const families = shelf();
  const all = families.flatMap((part) => part.methods);
  const running = all.filter((entry) => entry.method !== null).length;
  const shown = families
    .map((part) => ({ ...part, methods: part.methods.filter((entry) => isNamed(entry, name)) }))
    .filter((part) => part.methods.length > 0);
  return (
    <Page
      assets={assets}
      title="Methods"
      description={`${leadOf(all.length)} in this page, on the command line, or from TypeScript.`}
      canonical="/methods"
      place="methods"
      paperCount={await service.catalog.count()}
      query=""
      islands={['filter']}
      noIndex={name !== ''}
      hints={[
        { keys: ['f'], label: 'filter' },
        { keys: ['j', 'k'], label: 'next, previous' },
        { keys: ['o'], label: 'open' },
        { keys: ['r'], label: 'run' },
      ]}
      footBar={[
        { title: 'Filter', href: '#name' },
        { title: 'Papers', href: '/' },
        { title: 'New', href: '/?order=new' },
        { title: 'Search', href: '/search' },
      ]}
    >
      <div class="width">
        <div class="columns methods-head">
          <h1 class="display">Methods</h1>
          <p class="text page-lead">{leadOf(all.length)} in this page, on the command line, or from TypeScript.</p>
          <search class="wide" aria-label="Methods">
            <form action="/methods">
              <div class="with-key">
                <input
                  class="field methods-filter"
                  id="name"
                  type="search"
                  name="name"
                  value={name}
                  aria-label="Filter by name, or by what a method takes or gives"
                  placeholder="Name, or what you have"
                  aria-keyshortcuts="f"
                  autocomplete="off"
                  maxlength={200}
                  data-filters="methods"
                />
                <KeyHint name="f" />
              </div>
            </form>
          </search>
          <p class="wide methods-legend note">
            <span class="runs-here">
              <RunsMark />
              {number(running)} {running === 1 ? 'runs' : 'run'} here
            </span>
            <span>{number(all.length - running)} do not run yet; their names lead to their papers</span>
            <span role="status" data-filter-status>
              {name === '' ? '' : `${count(shown.flatMap((part) => part.methods).length, 'method')} named so`}
            </span>
          </p>
        </div>
        <div id="methods" class="shelf">
          {shown.map(({ family, methods }) => (
            <section class="columns family" aria-labelledby={`family-${family}`} data-filter-group>
              <div class="folio">
                <h2 class="side-head" id={`family-${family}`}>
                  {familyTitles[family]}
                </h2>
                <p class="note">{methods.length}</p>
              </div>
              <ul class="wide family-methods">
                {methods.map((entry) => (
                  <ShelfItem entry={entry} />
                ))}
              </ul>
            </section>
          ))}
          <p class="columns" data-filter-none hidden={shown.length > 0}>
            <span class="text methods-none">
              No method has that in its name, or in what it takes and gives.{' '}
              <a href="/methods">Show all {number(all.length)}</a>
            </span>
          </p>
        </div>
      </div>
    </Page>
  );
}

const leadOf = (methods: number): string =>
  `${number(methods)} methods and tools, most of them from papers, to run on your own files:`;

function ShelfItem({ entry }: { readonly entry: ShelvedMethod }) {
  const { method, name, takes, gives } = entry;
  return (
    <li class={method === null ? 'shelf-item later' : 'shelf-item runs'} data-item data-filter-text={textOf(entry)}>
      <MethodPicture picture={entry.picture} />
      <div>
        <p class="shelf-name">
          <a href={method === null ? `/papers/${entry.id}` : `/methods/${entry.id}`} data-opens-item>
            {name}
            <span class="unseen">{method === null ? ', does not run yet' : ', runs here'}</span>
          </a>
          {method !== null && (
            <a class="runs-here" href={`/methods/${method.id}#run`} aria-keyshortcuts="r">
              <RunsMark />
              <span class="unseen">Run {name}</span>
            </a>
          )}
        </p>
        <p class="note shelf-note">
          {takes} <span class="to" aria-hidden="true" />
          <span class="unseen">to</span> {gives}
        </p>
      </div>
    </li>
  );
}

function textOf({ name, takes, gives, id, family }: ShelvedMethod): string {
  return [name, takes, gives, id, family].join(' ').toLowerCase();
}

/** Every word of the filter must stand somewhere in the entry. */
function isNamed(entry: ShelvedMethod, name: string): boolean {
  const text = textOf(entry);
  return name
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
