import { dot, line, link, type Markish, text } from '@observablehq/plot';
import type { MergeReport } from '../../checkpoints/merge-report.ts';
import { placeLabels, shortNames } from '../../checkpoints/pictures/labels.ts';
import type { Point } from '../../checkpoints/pictures/plane.ts';
import { type Area, axisText, fit, lookOf } from '../../checkpoints/pictures/triangle.ts';
import { fillOf } from '../../figure/fills.ts';
import { interpolate } from './slerp.ts';

/** The angle between the two models as whole vectors, in degrees; null before anything is known. */
export function wholeAngle(report: MergeReport): number | null {
  const whole = productsOf(report);
  return whole === null ? null : (Math.acos(interpolate(0.5, whole).cosine) * 180) / Math.PI;
}

/** Inner products of the whole models, from the means of the layers. */
function productsOf({ layers }: MergeReport): { aa: number; bb: number; ab: number } | null {
  const known = layers.filter(({ details }) => details['meanProduct'] !== undefined);
  if (known.length === 0) return null;
  const sum = (key: string): number =>
    known.reduce((total, { details, parameters }) => total + details[key] * parameters, 0);
  return { aa: sum('meanSquareOfFirst'), bb: sum('meanSquareOfSecond'), ab: sum('meanProduct') };
}

/** From this angle on the origin stands in the picture. */
const wide = 25;
const steps = 40;

/** Pixels of the picture: where the origin is far away, nothing stands below the models. */
export function arcHeight(report: MergeReport): number {
  const angle = wholeAngle(report);
  return angle === null || angle < wide ? 170 : 270;
}

/** The way between the two models around the origin, and the merged model at its distances from both. */
export function arcMarks(report: MergeReport, area: Area): Markish[] {
  const whole = productsOf(report);
  if (whole === null) return [dot([0], { x: area.left + area.width / 2, y: area.top + area.height / 2, r: 2 })];
  const { cosine } = interpolate(0.5, whole);
  const sine = Math.sqrt(Math.max(0, 1 - cosine * cosine));
  const a: Point = [Math.sqrt(whole.aa), 0];
  const b: Point = [Math.sqrt(whole.bb) * cosine, Math.sqrt(whole.bb) * sine];
  const frame = frameOf(a, b);
  const way = Array.from({ length: steps + 1 }, (_, step): Point => {
    const { first, second } = interpolate(step / steps, whole);
    return frame([first * a[0] + second * b[0], first * a[1] + second * b[1]]);
  });
  const origin = frame([0, 0]);
  const merged = mergedPlace(report, frame(b)[0]);
  const angle = (Math.acos(cosine) * 180) / Math.PI;
  const seen = [...way, merged, ...(angle >= wide ? [origin] : [])];
  const place = fit(seen, { ...area, height: area.height - (angle >= wide ? 0 : 50) });
  const ends = [frame(a), frame(b)].map(place);
  return [
    ...raysMarks(ends, place(origin), angle, area),
    line(way.map(place), { x: ([x]) => x, y: ([, y]) => y, stroke: 'var(--ink-2)', strokeDasharray: '4 3' }),
    ...pointMarks(report, ends, place(merged), way.map(place), area),
  ];
}

/** Turns the picture so that a is at the left, b straight to the right of it, and the origin below. */
function frameOf(a: Point, b: Point): (point: Point) => Point {
  const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
  const [x, y] = length === 0 ? [1, 0] : [(b[0] - a[0]) / length, (b[1] - a[1]) / length];
  const turn = ([px, py]: Point): Point => [(px - a[0]) * x + (py - a[1]) * y, (py - a[1]) * x - (px - a[0]) * y];
  const flip = turn([0, 0])[1] > 0 ? -1 : 1;
  return (point) => {
    const [px, py] = turn(point);
    return [px, flip * py];
  };
}

/** The place at the merged model's distances from both, on the far side of the origin. */
function mergedPlace({ models, gram }: MergeReport, apart: number): Point {
  const [first] = models;
  const along = apart === 0 ? 0 : gram[1][2] / apart;
  const square = (first?.distance ?? 0) ** 2 - along * along;
  return [along, Math.sqrt(Math.max(0, square))];
}

/** Lines from the models to the origin, or where that is far away, towards it. */
function raysMarks(ends: readonly Point[], origin: Point, angle: number, area: Area): Markish[] {
  const near = angle >= wide;
  const reach = near ? Number.POSITIVE_INFINITY : 58;
  const rays = ends.map(([x, y]) => {
    const length = Math.hypot(origin[0] - x, origin[1] - y);
    const share = length === 0 ? 0 : Math.min(1, reach / length);
    return { x1: x, y1: y, x2: x + share * (origin[0] - x), y2: y + share * (origin[1] - y) };
  });
  const words = near ? `${Math.round(angle)}°` : `both lead to the origin, where they meet at ${angle.toFixed(1)}°`;
  return [
    link(rays, { x1: 'x1', y1: 'y1', x2: 'x2', y2: 'y2', stroke: 'var(--ink-2)', strokeWidth: 1 }),
    text([words], {
      x: near ? origin[0] : area.left + area.width / 2,
      y: near ? origin[1] - 34 : (rays[0]?.y2 ?? 0) + 14,
      text: (given) => given,
      ...axisText,
    }),
    ...(near ? [dot([origin], { x: ([x]) => x, y: ([, y]) => y, r: 3, fill: 'var(--ink)' })] : []),
  ];
}

function pointMarks(
  report: MergeReport,
  ends: readonly Point[],
  merged: Point,
  way: readonly Point[],
  area: Area,
): Markish[] {
  const names = shortNames(
    report.models.map(({ name }) => name),
    area.width < 420 ? 14 : 24,
  );
  const labels = placeLabels(
    [
      ...ends.map(([x, y], index) => ({ x, y, words: names[index] ?? '', fill: 'var(--ink)' })),
      { x: merged[0], y: merged[1], words: 'merged', fill: 'var(--run)' },
    ],
    area,
    way.slice(1).map((point, index) => [way[index], point] as const),
  );
  return [
    ...ends.map((point, index) =>
      dot([point], { x: ([x]) => x, y: ([, y]) => y, r: 5, fill: fillOf(lookOf(index).swatch) }),
    ),
    dot([merged], { x: ([x]) => x, y: ([, y]) => y, r: 6, symbol: 'diamond2', fill: fillOf('run') }),
    ...labels.map(({ x, y, words, fill, textAnchor, dx, dy }) =>
      text([words], { x, y, text: (word) => word, textAnchor, dx, dy, fill, fontSize: 12 }),
    ),
  ];
}
