import { parseHTML } from 'linkedom';
import { drawFigure } from './draw-figure.ts';
import type { Figure } from './figure.ts';
import { standaloneSvg } from './standalone.ts';

function blankDocument(): Document {
  // linkedom has what Plot asks of a document, though not every member of the type.
  return parseHTML('<!doctype html><html lang="en"></html>').document as unknown as Document;
}

/** A figure as SVG text to be put into a page, drawn without a browser. */
export function drawFigureToString(figure: Figure): string {
  return drawFigure(figure, blankDocument()).outerHTML;
}

/** A figure as a file of its own, drawn without a browser. */
export function drawFigureToFile(figure: Figure): string {
  return standaloneSvg(drawFigure(figure, blankDocument()));
}
