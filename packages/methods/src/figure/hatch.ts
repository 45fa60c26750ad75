const SVG = 'http://www.w3.org/2000/svg';

/** Side of the pattern's tile in pixels, and width of its line: about half ink, half ground. */
const TILE = 5;
const LINE = 2.2;

/** Definitions of the hatches that a figure uses; undefined if it uses none. */
export function hatchPatterns(document: Document, isUsed: (id: string) => boolean): SVGElement | undefined {
  const used = [1, 2, 3, 4, 5, 6].filter((category) => isUsed(`hatch-${category}`));
  if (used.length === 0) return undefined;
  const definitions = document.createElementNS(SVG, 'defs');
  for (const category of used) definitions.append(hatch(document, category));
  return definitions;
}

function element(document: Document, name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS(SVG, name) as SVGElement;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

/** Diagonal lines in the colour of the category on the colour of the sheet. */
function hatch(document: Document, category: number): SVGElement {
  const pattern = element(document, 'pattern', {
    id: `hatch-${category}`,
    width: TILE,
    height: TILE,
    patternUnits: 'userSpaceOnUse',
    patternTransform: 'rotate(45)',
  });
  pattern.append(
    element(document, 'rect', { width: TILE, height: TILE, fill: 'var(--wrapper)' }),
    element(document, 'rect', { width: LINE, height: TILE, fill: `var(--category-${category})` }),
  );
  return pattern;
}
