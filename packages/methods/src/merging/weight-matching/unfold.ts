import type { LinearAlgebra } from '@offprint/numerics';
import { mapOf, type Permutation, permuteAxes } from './permutation.ts';
import { type Axis, lengthOf, type Part, type Segment, type Specification, sizeOf } from './specification.ts';

export type Floats = Float64Array | Float32Array;
export type Matmul = Pick<LinearAlgebra, 'matmul'>;

/** The same tensor of both networks. */
export interface TensorPair {
  readonly shape: readonly number[];
  readonly a: Floats;
  readonly b: Floats;
}

export type TensorPairs = ReadonlyMap<string, TensorPair>;

/** Where a group lies on an axis of a tensor. */
export interface Place {
  readonly tensor: string;
  readonly axis: number;
  readonly segment: Segment;
  /** First index of the segment on its axis. */
  readonly start: number;
}

/** Every stretch of every axis on which a group lies as that part. */
export function placesIn({ groups, axes }: Specification, group: number, part: Part): Place[] {
  const found: Place[] = [];
  for (const [tensor, list] of Object.entries(axes)) {
    list.forEach((axis, index) => {
      let start = 0;
      for (const segment of axis ?? []) {
        if (segment.group === group && segment.part === part) found.push({ tensor, axis: index, segment, start });
        start += lengthOf(groups, segment);
      }
    });
  }
  return found;
}

/** A tensor's numbers with a row for each unit of the segment: units × everything else. */
export function unfold(values: Floats, shape: readonly number[], place: Place, units: number): Float64Array {
  const { axis, start, segment } = place;
  const after = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const before = values.length / Math.max(1, shape[axis] * after);
  const run = segment.inner * after;
  const width = before * segment.outer * run;
  const out = new Float64Array(units * width);
  for (let block = 0; block < before * segment.outer; block++) {
    const [first, round] = [Math.floor(block / segment.outer), block % segment.outer];
    const base = (first * shape[axis] + start + round * units * segment.inner) * after;
    for (let unit = 0; unit < units; unit++) {
      const [from, to] = [base + unit * run, unit * width + block * run];
      for (let k = 0; k < run; k++) out[to + k] = values[from + k];
    }
  }
  return out;
}

/**
 * For every unit of a (rows) and every unit of b (columns) the inner product of all their numbers, where b's other axes
 * stand in their present order: the gain of pairing the two. Units of that part of the group; `grouped` numbers at a
 * time count as one unit. Costs units² × numbers of a unit.
 */
export function gains(
  pairs: TensorPairs,
  specification: Specification,
  permutations: readonly Permutation[],
  target: { readonly group: number; readonly part: Part; readonly grouped?: number },
  algebra: Matmul,
): Float64Array {
  const { groups, axes } = specification;
  const grouped = target.grouped ?? 1;
  const units = sizeOf(groups[target.group], target.part) / grouped;
  const sum = new Float64Array(units * units);
  for (const whole of placesIn(specification, target.group, target.part)) {
    const { shape, a, b } = pairOf(pairs, whole.tensor);
    const place = { ...whole, segment: { ...whole.segment, inner: whole.segment.inner * grouped } };
    const others = axes[whole.tensor].map((axis) => mapOf(axis, groups, permutations, target.group));
    const rows = unfold(a, shape, place, units);
    const columns = unfold(permuteAxes(b, shape, others), shape, place, units);
    const products = algebra.matmul(rows, columns, units, rows.length / units, units, { transposeB: true });
    for (let at = 0; at < sum.length; at++) sum[at] += products[at];
  }
  return sum;
}

export function pairOf(pairs: TensorPairs, tensor: string): TensorPair {
  const pair = pairs.get(tensor);
  if (pair === undefined) throw new RangeError(`The tensor ${tensor} is not among those to be matched.`);
  return pair;
}

/** b in the order that the permutations say. */
export function applyTo(
  values: Floats,
  shape: readonly number[],
  axes: readonly Axis[],
  groups: Specification['groups'],
  permutations: readonly Permutation[],
): Floats {
  return permuteAxes(
    values,
    shape,
    axes.map((axis) => mapOf(axis, groups, permutations)),
  );
}

/** Sum of the products of all numbers: what matching makes large. */
export function innerProduct(a: Floats, b: Floats): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at] * b[at];
  return sum;
}
