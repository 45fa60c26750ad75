/**
 * The colours of figures. A figure names a fill; the page's stylesheet defines the custom properties for light and
 * dark, and `standaloneSvg` puts the light values in where no stylesheet follows.
 */

/** Light values of the custom properties that a figure may use; the names are those of the site's tokens. */
export const lightColours: Readonly<Record<string, string>> = {
  '--wrapper': '#eaf1ec',
  '--wrapper-rule': '#c4d3ca',
  '--ink': '#14191b',
  '--ink-2': '#465055',
  '--ink-3': '#5d676c',
  '--run': '#00694a',
  '--fault': '#a3260f',
  '--category-1': '#00694a',
  '--category-2': '#b5770c',
  '--category-3': '#1f55c9',
  '--category-4': '#d45c99',
  '--category-5': '#20252a',
  '--category-6': '#0687d7',
  '--category-rest': '#d3dad6',
  '--sequential-1': '#e1eee7',
  '--sequential-2': '#b4d5c4',
  '--sequential-3': '#7fb79d',
  '--sequential-4': '#449476',
  '--sequential-5': '#0c7252',
  '--sequential-6': '#004a34',
  '--diverging-1': '#153e9a',
  '--diverging-2': '#5e86db',
  '--diverging-3': '#bccbef',
  '--diverging-4': '#eceeea',
  '--diverging-5': '#ebcb95',
  '--diverging-6': '#c98a22',
  '--diverging-7': '#7a4c00',
};

/** Categories, in the order in which they are to be used. */
type Category = 1 | 2 | 3 | 4 | 5 | 6;

/**
 * How an area is filled: `run` for what the method made, `rest` for the remainder, `category-2` and so on for groups,
 * `category-2-hatched` for a group told apart by more than its colour.
 */
export type Swatch = 'run' | 'rest' | 'fault' | 'ink' | `category-${Category}` | `category-${Category}-hatched`;

/**
 * A swatch as the value of a `fill` or `stroke` in Plot options: `fillOf('run')` is `var(--run)`, and
 * `fillOf('category-2-hatched')` is `url(#hatch-2)`, which `drawFigure` defines.
 */
export function fillOf(swatch: Swatch): string {
  const category = /^category-(\d)-hatched$/.exec(swatch)?.[1];
  if (category !== undefined) return `url(#hatch-${category})`;
  return swatch === 'rest' ? 'var(--category-rest)' : `var(--${swatch})`;
}
