import type { Method } from '@offprint/methods';
import { drawFigure } from '@offprint/methods/figure';
import type { DrawnFigure } from './view.ts';

/** What Plot draws where a figure names no width of its own. */
const PLOT_WIDTH = 640;

/** Makes the figure of a method's report, partial ones too, as wide as its place. */
export async function drawReport(method: Method, data: unknown, width: number): Promise<DrawnFigure> {
  const { figure: figureOf } = await method.figure();
  const figure = figureOf(data);
  // A narrow sheet gets a picture made for it, so that its words keep their size; a saved one has its full width.
  const narrow = width > 0 && width < (figure.plot.width ?? PLOT_WIDTH);
  return { figure, picture: drawFigure(narrow ? figureOf(data, { width }) : figure, document), narrow };
}
