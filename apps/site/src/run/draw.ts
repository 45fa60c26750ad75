import type { Method } from '@offprint/methods';
import { drawFigure } from '@offprint/methods/figure';
import type { DrawnFigure } from './view.ts';

/** The width of the text column; a narrower sheet gets a figure drawn for it, so that its words keep their size. */
const WIDEST = 704;

/** Makes the figure of a method's report, partial ones too, as wide as its place. */
export async function drawReport(method: Method, data: unknown, width: number): Promise<DrawnFigure> {
  const { figure: figureOf } = await method.figure();
  const figure = figureOf(data);
  const fitted = width > 0 && width < WIDEST ? { ...figure, plot: { ...figure.plot, width } } : figure;
  const picture = drawFigure(fitted, document);
  // Plot names its groups for readers of the markup; a group without a role may carry no name, and the picture has one.
  for (const group of picture.querySelectorAll('g[aria-label]')) group.removeAttribute('aria-label');
  return { figure, picture };
}
