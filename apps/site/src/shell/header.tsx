import { count } from '../text/numbers.ts';
import { KeyHint } from './key-hint.tsx';
import { Logo } from './marks.tsx';

export type Place = 'papers' | 'methods';

const places: readonly { readonly place: Place; readonly title: string; readonly href: string }[] = [
  { place: 'papers', title: 'Papers', href: '/' },
  { place: 'methods', title: 'Methods', href: '/methods' },
];

interface HeaderProps {
  readonly place: Place | null;
  readonly paperCount: number;
  readonly query: string | null;
}

export function Header({ place, paperCount, query }: HeaderProps) {
  return (
    <header class="header">
      <div class="width">
        <a class="logo" href="/">
          <Logo />
          Offprint
        </a>
        <nav aria-label="Main">
          <ul>
            {places.map(({ place: name, title, href }) => (
              <li>
                <a
                  href={href}
                  aria-current={name === place ? 'true' : undefined}
                  data-after-g={name === 'methods' ? 'm' : 'p'}
                >
                  {title}
                </a>
              </li>
            ))}
            <li class="find-link">
              <a href={query === null ? '#query' : '#find'} data-focus="query">
                Search
              </a>
            </li>
          </ul>
        </nav>
        {query !== null && (
          <search class="find" id="find">
            <form action="/search">
              <div class="with-key">
                <input
                  class="field"
                  id="query"
                  type="search"
                  name="q"
                  value={query}
                  aria-label="Search papers"
                  placeholder={`Search ${count(paperCount, 'paper')}`}
                  aria-keyshortcuts="/"
                  autocomplete="off"
                  maxlength={1000}
                />
                <KeyHint name="/" />
              </div>
            </form>
          </search>
        )}
      </div>
    </header>
  );
}
