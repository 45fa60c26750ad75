import { cosineOf, type MergeReport } from '../merge-report.ts';
import { leadingPair } from './leading-pair.ts';

/** A place in the plane of the picture, in units of the parameters; the second number grows upwards. */
export type Point = readonly [number, number];

export interface Plane {
  /** Null where there is no base. */
  readonly base: Point | null;
  readonly models: readonly Point[];
  readonly merged: Point;
  /** The share of the models' squared lengths that lies in the plane; 1 for two models. */
  readonly holds: number;
  /** The share of the merged model's length from the origin of the picture that lies in the plane. */
  readonly mergedHolds: number;
}

/** A merged model this near to the origin, relative to the models, squared, is there but for rounding. */
const noise = 1e-3;

/**
 * The models in the plane of the first two principal directions of their changes from the base or, without one, of their
 * differences from their mean. The base is at the origin and the models lie above it, or their mean is at the origin; the
 * first model is on the left.
 */
export function planeOf({ gram, models, reference }: Pick<MergeReport, 'gram' | 'models' | 'reference'>): Plane {
  const count = models.length;
  const centred = reference === 'base' ? gram : aroundMean(gram, count);
  const inner = centred.slice(0, count).map((row) => row.slice(0, count));
  const { values, vectors } = leadingPair(inner);
  const along = (weights: readonly number[]): Point => {
    const [x, y] = [0, 1].map((axis) => {
      const length = Math.sqrt(values[axis]);
      return length === 0 ? 0 : weights.reduce((sum, weight, i) => sum + weight * vectors[axis][i], 0) / length;
    });
    return [x, y];
  };
  const places = [...inner, centred[count].slice(0, count)].map(along);
  const turned = reference === 'base' && count > 1 ? upwards(places, count) : places;
  const upright = turned[0][0] > turned[count - 1][0] ? turned.map(([x, y]): Point => [-x, y]) : turned;
  const whole = inner.reduce((sum, row, i) => sum + row[i], 0);
  const merged = upright[count];
  const mergedSquare = centred[count][count];
  return {
    base: reference === 'base' ? [0, 0] : null,
    models: upright.slice(0, count),
    merged,
    holds: whole === 0 ? 1 : Math.min(1, (values[0] + values[1]) / whole),
    mergedHolds:
      mergedSquare <= (noise * whole) / count ? 1 : Math.min(1, Math.hypot(...merged) / Math.sqrt(mergedSquare)),
  };
}

/** Inner products of the differences from the mean of the models. */
function aroundMean(gram: readonly (readonly number[])[], count: number): number[][] {
  const rows = gram.map((row) => row.slice(0, count).reduce((sum, value) => sum + value, 0) / count);
  const mean = rows.slice(0, count).reduce((sum, value) => sum + value, 0) / count;
  return gram.map((row, i) => row.map((value, j) => value - rows[i] - rows[j] + mean));
}

/** Turned so that the mean of the models lies straight above the base. */
function upwards(places: readonly Point[], count: number): Point[] {
  const [x, y] = [0, 1].map((axis) => places.slice(0, count).reduce((sum, place) => sum + place[axis], 0));
  const length = Math.hypot(x, y);
  if (length === 0) return [...places];
  const [cosine, sine] = [y / length, x / length];
  return places.map(([px, py]): Point => [px * cosine - py * sine, px * sine + py * cosine]);
}

const degrees = (cosine: number): number => (Math.acos(cosine) * 180) / Math.PI;

/** The angles between the models' changes, in degrees, for every pair of models that have any. */
export function anglesOf(report: Pick<MergeReport, 'gram' | 'models'>): number[] {
  const moving = report.models.flatMap((_, index) => (report.gram[index][index] > 0 ? [index] : []));
  return moving.flatMap((one, i) => moving.slice(i + 1).map((other) => degrees(cosineOf(report, one, other))));
}

/** `84°`, or `78° to 84°` for several. */
export function angleWords(angles: readonly number[]): string {
  const [least, most] = [Math.min(...angles), Math.max(...angles)].map((angle) => `${Math.round(angle)}°`);
  return least === most ? least : `${least} to ${most}`;
}
