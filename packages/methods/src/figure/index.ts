/** Drawing, apart from the rest because it brings Observable Plot along. */
export { drawFigure } from './draw-figure.ts';
export type { Figure, LegendEntry } from './figure.ts';
export { fillOf, type Swatch } from './fills.ts';
export { standaloneSvg } from './standalone.ts';
