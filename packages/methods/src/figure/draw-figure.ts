import { plot } from '@observablehq/plot';
import { InternalError } from '@offprint/errors';
import type { Figure } from './figure.ts';
import { hatchPatterns } from './hatch.ts';

const SVG = 'http://www.w3.org/2000/svg';

/** Attributes whose numbers are positions in pixels. */
const geometry = [
  'x',
  'y',
  'x1',
  'x2',
  'y1',
  'y2',
  'cx',
  'cy',
  'r',
  'rx',
  'ry',
  'width',
  'height',
  'd',
  'transform',
  'points',
];

/**
 * Draws a figure as SVG, in a browser or with any other DOM.
 *
 * The picture carries no `style` element and no `style` attribute, so that it may stand on a page with a strict content
 * security policy; the page's stylesheet sizes `.figure` and defines the colours. Positions are rounded to hundredths of
 * a pixel, which keeps the text short and the same on every platform.
 * @throws InternalError if the options ask Plot for more than one picture.
 */
export function drawFigure(figure: Figure, document: Document): SVGSVGElement {
  const drawn = plot({ ...figure.plot, document, className: 'figure' });
  if (drawn.localName !== 'svg') {
    throw new InternalError('A figure is one SVG: its plot takes no title, caption or legend of its own.');
  }
  for (const style of [...drawn.querySelectorAll('style')]) style.remove();
  for (const element of [drawn, ...drawn.querySelectorAll('*')]) tidy(element);
  // Plot names its groups; a group without a role may carry no name, and the picture has one of its own.
  for (const group of drawn.querySelectorAll('g[aria-label]')) group.removeAttribute('aria-label');
  // Faces and sizes of text are the page's business.
  drawn.removeAttribute('font-family');
  drawn.setAttribute('role', 'img');
  const markup = drawn.outerHTML;
  const patterns = hatchPatterns(document, (id) => markup.includes(`#${id})`));
  drawn.prepend(
    textElement(document, 'title', figure.title),
    textElement(document, 'desc', figure.description),
    ...(patterns === undefined ? [] : [patterns]),
  );
  return drawn as SVGSVGElement;
}

function tidy(element: Element): void {
  if (element.hasAttribute('style')) {
    throw new InternalError('A figure may not style its marks inline; use fill and stroke instead.');
  }
  for (const name of geometry) {
    const value = element.getAttribute(name);
    if (value === null) continue;
    element.setAttribute(
      name,
      value.replace(/-?\d+\.\d{3,}(e-?\d+)?/g, (digits) => String(round(Number(digits)))),
    );
  }
}

function round(value: number): number {
  const rounded = Math.round(value * 100) / 100;
  return rounded === 0 ? 0 : rounded;
}

function textElement(document: Document, name: 'title' | 'desc', text: string): SVGElement {
  const element = document.createElementNS(SVG, name);
  element.textContent = text;
  return element;
}
