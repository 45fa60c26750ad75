import type { Child } from 'hono/jsx';
import type { AssetNames } from '../assets.ts';
import { Foot, type FootLink } from './foot.tsx';
import { Header, type Place } from './header.tsx';
import type { Hint } from './hints.tsx';
import { KeysDialog } from './keys-dialog.tsx';

export interface PageProps {
  readonly assets: AssetNames;
  /** The page's own title; the name of the site follows it. */
  readonly title: string;
  readonly description?: string;
  /** Path of the address under which this page should be known. */
  readonly canonical?: string;
  readonly place: Place | null;
  /** How many papers the search box covers. */
  readonly paperCount: number;
  /** What stands in the search box of the header; `null` where the page has a box of its own. */
  readonly query: string | null;
  readonly hints: readonly Hint[];
  readonly footBar: readonly FootLink[];
  /** Islands besides the keys. */
  readonly islands?: readonly string[];
  /** Previous and next in a series of pages. */
  readonly previous?: string;
  readonly next?: string;
  readonly noIndex?: boolean;
  readonly children?: Child;
}

/** The sheet that every page is printed on. */
export function Page(props: PageProps) {
  const { assets } = props;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>{`${props.title} · Offprint`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        {props.description !== undefined && <meta name="description" content={props.description} />}
        {props.noIndex === true && <meta name="robots" content="noindex" />}
        {assets.fonts.map((font) => (
          <link rel="preload" href={font} as="font" type="font/woff2" crossorigin="anonymous" />
        ))}
        <link rel="stylesheet" href={assets.style} />
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        {props.canonical !== undefined && <link rel="canonical" href={props.canonical} />}
        {props.previous !== undefined && <link rel="prev" href={props.previous} />}
        {props.next !== undefined && <link rel="next" href={props.next} />}
        {['keys', ...(props.islands ?? [])].map((name) => (
          <script type="module" src={assets.script(name)} />
        ))}
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to the text
        </a>
        <Header place={props.place} paperCount={props.paperCount} query={props.query} />
        <main id="main" tabindex={-1}>
          {props.children}
        </main>
        <Foot hints={props.hints} bar={props.footBar} />
        <KeysDialog />
      </body>
    </html>
  );
}
