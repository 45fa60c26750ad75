import { arrow, dot, line, link, type Markish, text } from '@observablehq/plot';
import { fillOf, type Swatch } from '../../figure/fills.ts';
import type { MergeReport } from '../merge-report.ts';
import { type LabelledPoint, placeLabels, shortNames } from './labels.ts';
import { anglesOf, angleWords, type Plane, type Point } from './plane.ts';

/** A part of a picture, in pixels. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export const axisText = { fill: 'var(--ink-3)', fontSize: 12 } as const;

/** Models beyond these have no colour of their own. */
const colours = [3, 2, 6, 4, 5] as const;

/** How a model is drawn: five filled, five open, the rest small and grey. */
export function lookOf(model: number): { readonly swatch: Swatch; readonly open: boolean } {
  if (model >= 2 * colours.length) return { swatch: 'rest', open: false };
  return { swatch: `category-${colours[model % colours.length]}`, open: model >= colours.length };
}

/** Room for words beside the points. */
const besides = { x: 0.2, y: 26 } as const;

/** Places of the plane in pixels: the same scale both ways. */
export function fit(points: readonly Point[], area: Area): (point: Point) => Point {
  const bounds = [0, 1].map((axis) => {
    const values = points.map((point) => point[axis]);
    return { low: Math.min(...values), high: Math.max(...values) };
  });
  const [x, y] = bounds;
  const room = [area.width * (1 - 2 * besides.x), area.height - 2 * besides.y];
  const scale = Math.min(room[0] / Math.max(x.high - x.low, 1e-30), room[1] / Math.max(y.high - y.low, 1e-30));
  const factor = Number.isFinite(scale) && scale < 1e29 ? scale : 0;
  const middle = [area.left + area.width / 2, area.top + area.height / 2];
  return ([px, py]) => [
    middle[0] + factor * (px - (x.low + x.high) / 2),
    middle[1] - factor * (py - (y.low + y.high) / 2),
  ];
}

const ink = { stroke: 'var(--ink-2)', strokeWidth: 1 } as const;
const faint = { stroke: 'var(--wrapper-rule)', strokeWidth: 1 } as const;

/** The models around the base or around each other, with the merged model among them. */
export function triangleMarks(report: MergeReport, plane: Plane, area: Area): Markish[] {
  const { base } = plane;
  const place = fit([...(base === null ? [] : [base]), ...plane.models, plane.merged], area);
  const models = plane.models.map(place);
  const merged = place(plane.merged);
  const names = shortNames(
    report.models.map(({ name }) => name),
    area.width < 420 ? 14 : 24,
  );
  const start = base === null ? null : place(base);
  return [
    ...edges(models),
    ...(start === null ? [] : [...spokes(start, models), ...angleMarks(report, start, models, area)]),
    ...(start === null ? [] : mergedArrow(start, merged)),
    ...pointMarks(start, models, merged, names, area),
  ];
}

/** Every two models, where they are few enough for a line between them. */
function pairsOf(models: readonly Point[]): (readonly [Point, Point])[] {
  if (models.length > 6) return [];
  return models.flatMap((one, i) => models.slice(i + 1).map((other) => [one, other] as const));
}

function edges(models: readonly Point[]): Markish[] {
  return [
    link(pairsOf(models), {
      x1: ([one]) => one[0],
      y1: ([one]) => one[1],
      x2: ([, other]) => other[0],
      y2: ([, other]) => other[1],
      ...faint,
      strokeDasharray: '3 3',
    }),
  ];
}

function spokes(base: Point, models: readonly Point[]): Markish[] {
  return [link(models, { x1: base[0], y1: base[1], x2: ([x]) => x, y2: ([, y]) => y, ...ink })];
}

function mergedArrow(base: Point, merged: Point): Markish[] {
  if (Math.hypot(merged[0] - base[0], merged[1] - base[1]) < 14) return [];
  return [
    arrow([merged], {
      x1: base[0],
      y1: base[1],
      x2: ([x]) => x,
      y2: ([, y]) => y,
      insetEnd: 8,
      headLength: 7,
      stroke: fillOf('run'),
      strokeWidth: 2,
    }),
  ];
}

/** The angle of two task vectors at the base; of more, how far they range, in words. */
function angleMarks(report: MergeReport, base: Point, models: readonly Point[], area: Area): Markish[] {
  const angles = anglesOf(report);
  if (angles.length === 0) return [];
  if (models.length > 2) {
    const words = `${angleWords(angles)} between task vectors`;
    return [text([words], { x: area.left, y: area.top + 8, text: (word) => word, textAnchor: 'start', ...axisText })];
  }
  const [from, to] = models.map(([x, y]) => Math.atan2(y - base[1], x - base[0]));
  const turn = ((((to - from) % (2 * Math.PI)) + 3 * Math.PI) % (2 * Math.PI)) - Math.PI;
  const reach = Math.min(34, ...models.map(([x, y]) => 0.5 * Math.hypot(x - base[0], y - base[1])));
  const steps = Array.from({ length: 25 }, (_, step) => from + (turn * step) / 24);
  return [
    line(steps, {
      x: (angle) => base[0] + reach * Math.cos(angle),
      y: (angle) => base[1] + reach * Math.sin(angle),
      ...ink,
    }),
    // Beside one of the spokes, since the merged model is likely to lie between them.
    text([angleWords(angles)], {
      x: base[0] + (reach + 16) * Math.cos(from + 0.28 * turn),
      y: base[1] + (reach + 16) * Math.sin(from + 0.28 * turn),
      text: (words) => words,
      fill: 'var(--ink)',
      fontSize: 12,
    }),
  ];
}

function pointMarks(
  base: Point | null,
  models: readonly Point[],
  merged: Point,
  names: readonly string[],
  area: Area,
): Markish[] {
  const labels = placeLabels(
    [
      ...models.map(
        ([x, y], index): LabelledPoint => ({
          x,
          y,
          words: index < 2 * colours.length ? names[index] : '',
          fill: 'var(--ink)',
        }),
      ),
      ...(base === null ? [] : [{ x: base[0], y: base[1], words: 'base', fill: 'var(--ink-2)' }]),
      { x: merged[0], y: merged[1], words: 'merged', fill: 'var(--run)' },
    ],
    area,
    [...pairsOf(models), ...(base === null ? [] : [...models, merged].map((end) => [base, end] as const))],
  );
  return [
    ...models.map((point, index) => {
      const { swatch, open } = lookOf(index);
      const paint = open
        ? { fill: 'var(--wrapper)', stroke: fillOf(swatch), strokeWidth: 2 }
        : { fill: fillOf(swatch) };
      return dot([point], { x: ([x]) => x, y: ([, y]) => y, r: swatch === 'rest' ? 3.5 : 5, ...paint });
    }),
    ...(base === null
      ? []
      : [
          dot([base], {
            x: ([x]) => x,
            y: ([, y]) => y,
            r: 4.5,
            fill: 'var(--wrapper)',
            stroke: 'var(--ink)',
            strokeWidth: 1.5,
          }),
        ]),
    dot([merged], { x: ([x]) => x, y: ([, y]) => y, r: 6, symbol: 'diamond2', fill: fillOf('run') }),
    ...labels.map(({ x, y, words, fill, textAnchor, dx, dy }) =>
      text([words], { x, y, text: (word) => word, textAnchor, dx, dy, fill, fontSize: 12 }),
    ),
  ];
}
