import { type Hint, Keys } from './hints.tsx';
import { KeyHint } from './key-hint.tsx';
import { RunsMark } from './marks.tsx';

/** A word of the bar that a phone shows in place of the keys. */
export interface FootLink {
  readonly title: string;
  readonly href: string;
  /** True where it leads to something that runs. */
  readonly runs?: boolean;
}

export function Foot({ hints, bar }: { readonly hints: readonly Hint[]; readonly bar: readonly FootLink[] }) {
  return (
    <footer class="foot">
      <div class="width">
        <ul class="hints">
          {hints.map(({ keys, label }) => (
            <li>
              <Keys keys={keys} />
              {label}
            </li>
          ))}
          <li class="last">
            <a class="plain" href="/keys" data-opens="keys-dialog" aria-keyshortcuts="?">
              <span>
                <KeyHint name="?" />
                All keys
              </span>
            </a>
          </li>
        </ul>
        <nav class="foot-bar" aria-label="On this page">
          {bar.map(({ title, href, runs }, place) => (
            <a class={place === 0 ? 'first' : undefined} href={href}>
              {runs === true && <RunsMark />}
              {title}
            </a>
          ))}
        </nav>
      </div>
    </footer>
  );
}
