/**
 * The colours of figures. A figure names a fill; the page's stylesheet defines the custom properties for light and
 * dark, and `standaloneSvg` puts the light values in where no stylesheet follows.
 */

/** Light values of the custom properties that a figure may use. */
export const lightColours: Readonly<Record<string, string>> = {
  '--wrapper': '#EAF1EC',
  '--wrapper-rule': '#C4D3CA',
  '--ink': '#14191B',
  '--ink2': '#465055',
  '--ink3': '#5D676C',
  '--run': '#00694A',
  '--fault': '#A3260F',
  '--rest': '#D3DAD6',
  '--category-1': '#00694A',
  '--category-2': '#B5770C',
  '--category-3': '#1F55C9',
  '--category-4': '#D45C99',
  '--category-5': '#20252A',
  '--category-6': '#0687D7',
  '--sequential-1': '#E1EEE7',
  '--sequential-2': '#B4D5C4',
  '--sequential-3': '#7FB79D',
  '--sequential-4': '#449476',
  '--sequential-5': '#0C7252',
  '--sequential-6': '#004A34',
  '--diverging-1': '#153E9A',
  '--diverging-2': '#5E86DB',
  '--diverging-3': '#BCCBEF',
  '--diverging-4': '#ECEEEA',
  '--diverging-5': '#EBCB95',
  '--diverging-6': '#C98A22',
  '--diverging-7': '#7A4C00',
};

/** Categories in the order in which they are to be used; each may also be hatched, as a second code beside colour. */
export const categories = [1, 2, 3, 4, 5, 6] as const;
type Category = (typeof categories)[number];

/**
 * How an area is filled: `run` for what the method made, `rest` for the remainder, `category-2` and so on for groups,
 * `category-2-hatched` for a group told apart by more than its colour.
 */
export type Swatch = 'run' | 'rest' | 'fault' | 'ink' | `category-${Category}` | `category-${Category}-hatched`;

/** The id of the hatch pattern of a category; `drawFigure` defines it in every figure that uses it. */
export function hatchId(category: Category): string {
  return `hatch-${category}`;
}

/** A swatch as the value of a `fill` or `stroke` in Plot options: `fillOf('run')` is `var(--run)`. */
export function fillOf(swatch: Swatch): string {
  const hatched = /^category-(\d)-hatched$/.exec(swatch);
  return hatched === null ? `var(--${swatch})` : `url(#hatch-${hatched[1]})`;
}
