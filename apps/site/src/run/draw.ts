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
  return { figure, picture: drawFigure(fitted, document) };
}
