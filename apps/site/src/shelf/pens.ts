/**
 * How a method's picture is drawn: a square of 32 units, lines of 1.5, what goes in in ink, what comes out in green.
 * A picture is a list of strokes, painted in order; the style sheet gives the pens their colours.
 */
export type Pen = 'ink' | 'ink-fill' | 'faint' | 'faint-fill' | 'hollow' | 'out' | 'out-fill';

export interface Stroke {
  readonly pen: Pen;
  /** Path data. */
  readonly path: string;
}

export type Picture = readonly Stroke[];

/** The pictures of a family's methods, by their ids. */
export type Pictures = Readonly<Record<string, Picture>>;

const draw =
  (pen: Pen) =>
  (...paths: string[]): Stroke => ({ pen, path: paths.join('') });

/** Lines of what goes in. */
export const ink = draw('ink');
/** Areas and dots of what goes in. */
export const inkFill = draw('ink-fill');
/** Lines in the background. */
export const faint = draw('faint');
/** Areas in the background. */
export const faintFill = draw('faint-fill');
/** Outlines in ink filled with paper, so that lines end at them. */
export const hollow = draw('hollow');
/** Lines of what comes out. */
export const out = draw('out');
/** Areas and dots of what comes out. */
export const outFill = draw('out-fill');

/** A line through points given as x, y, x, y… */
export function line(...points: number[]): string {
  let path = '';
  for (let at = 0; at < points.length; at += 2) path += `${at === 0 ? 'M' : 'L'}${points[at]} ${points[at + 1]}`;
  return path;
}

/** A closed outline through points given as x, y, x, y… */
export function outline(...points: number[]): string {
  return `${line(...points)}z`;
}

export function circle(x: number, y: number, radius: number): string {
  return ellipse(x, y, radius, radius);
}

/** `turn` in degrees, clockwise. */
export function ellipse(x: number, y: number, rx: number, ry: number, turn = 0): string {
  const angle = (turn * Math.PI) / 180;
  const dx = round(rx * Math.cos(angle));
  const dy = round(rx * Math.sin(angle));
  const half = (sign: number): string => `a${rx} ${ry} ${turn} 1 0 ${sign * 2 * dx} ${sign * 2 * dy}`;
  return `M${round(x - dx)} ${round(y - dy)}${half(1)}${half(-1)}z`;
}

/** Dots of one radius at points given as x, y, x, y… */
export function dots(radius: number, ...points: number[]): string {
  let path = '';
  for (let at = 0; at < points.length; at += 2) path += circle(points[at] ?? 0, points[at + 1] ?? 0, radius);
  return path;
}

export function box(x: number, y: number, width: number, height: number): string {
  return `M${x} ${y}h${width}v${height}h${-width}z`;
}

/** Cells of a grid whose rows are written as text: one square for every `mark`. */
export function cells(
  rows: readonly string[],
  mark: string,
  left: number,
  top: number,
  size: number,
  step: number,
): string {
  return rows
    .flatMap((row, y) =>
      [...row].map((sign, x) => (sign === mark ? box(left + x * step, top + y * step, size, size) : '')),
    )
    .join('');
}

/** A straight arrow with its head. */
export function arrow(x1: number, y1: number, x2: number, y2: number, head = 4.5): string {
  const angle = Math.atan2(y2 - y1, x2 - x1);
  const barb = (turn: number): readonly [number, number] => [
    round(x2 - head * Math.cos(angle + turn)),
    round(y2 - head * Math.sin(angle + turn)),
  ];
  const [ax, ay] = barb(0.7);
  const [bx, by] = barb(-0.7);
  return `${line(x1, y1, x2, y2)}${line(ax, ay, x2, y2, bx, by)}`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
