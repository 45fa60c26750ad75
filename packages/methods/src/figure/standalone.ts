import { InternalError } from '@offprint/errors';
import { lightColours } from './fills.ts';

const GROUND = '#ffffff';
/** The face of the site first, then what every system has. */
const FACES = 'Hanken Grotesk, Helvetica, Arial, sans-serif';

/**
 * A drawn figure as a file of its own: light colours in place of the page's, a white ground, a face for the text.
 * The drawing itself is left as it is.
 * @returns an SVG document as text
 */
export function standaloneSvg(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('font-family', FACES);
  copy.removeAttribute('class');
  const [, , width = '100%', height = '100%'] = copy.getAttribute('viewBox')?.split(/[\s,]+/) ?? [];
  copy.setAttribute('width', width);
  copy.setAttribute('height', height);
  for (const element of [copy, ...copy.querySelectorAll('*')]) {
    for (const { name, value } of [...element.attributes]) {
      const resolved = resolve(value);
      if (resolved !== value) element.setAttribute(name, resolved);
    }
  }
  const text = serialise(copy);
  // The ground comes after the title, which must be the first child to name the picture.
  const ground = `<rect width="${width}" height="${height}" fill="${GROUND}"/>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${text.replace('</desc>', `</desc>${ground}`)}\n`;
}

function resolve(value: string): string {
  return value
    .replace(/var\((--[a-z0-9-]+)\)/g, (_, property: string) => {
      const colour = lightColours[property];
      if (colour === undefined) throw new InternalError(`Figures have no colour called ${property}.`);
      return colour;
    })
    .replaceAll('currentColor', lightColours['--ink'] ?? GROUND);
}

/** Browsers write XML only when asked to; other DOMs have no such writer, and write XML of their own accord. */
function serialise(svg: SVGSVGElement): string {
  return typeof XMLSerializer === 'undefined' ? svg.outerHTML : new XMLSerializer().serializeToString(svg);
}
