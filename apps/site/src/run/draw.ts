import type { Method } from '@offprint/methods';
import { drawFigure } from '@offprint/methods/figure';
import type { DrawnFigure } from './view.ts';

/** What Plot draws where a figure names no width of its own. */
const PLOT_WIDTH = 640;

/** Makes the figure of a method's report, partial ones too, as wide as its place. */
export async function drawReport(method: Method, data: unknown, width: number): Promise<DrawnFigure> {
  const { figure: figureOf } = await method.figure();
  const figure = figureOf(data);
  // A narrow sheet gets a picture drawn for it, so that its words keep their size.
  const narrow = width > 0 && width < (figure.plot.width ?? PLOT_WIDTH);
  const fitted = narrow ? { ...figure, plot: { ...figure.plot, width } } : figure;
  const picture = drawFigure(fitted, document);
  // Plot names its groups for readers of the markup; a group without a role may carry no name, and the picture has one.
  for (const group of picture.querySelectorAll('g[aria-label]')) group.removeAttribute('aria-label');
  return { figure, picture, narrow };
}
