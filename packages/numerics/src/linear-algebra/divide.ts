import type { Place } from './algebra-kernels.ts';
import { from, type Matrix, rowMajor, type Space, setProduct } from './space.ts';

/** For each vector: 0 if only its left part is not zero, 2 if only its right part is, 1 if both are. */
export type Kinds = Uint8Array;

/** Vectors in the order left, both, right, so that a product need not touch the parts that are zero. */
export interface Grouped {
  readonly vectors: Matrix;
  readonly count: number;
  /** Where each vector went. */
  readonly position: Int32Array;
  /** How many begin in the left part, and how many are not in the right one. */
  readonly leftOrBoth: number;
  readonly onlyLeft: number;
}

/** Copies some rows, `width` long, to room that it takes, grouped by kind. */
export function gatherKinds(
  space: Space,
  rows: Matrix,
  chosen: readonly number[],
  kinds: Kinds,
  width: number,
): Grouped {
  const count = chosen.length;
  const vectors = rowMajor(space.take(count * width), width);
  const x = space.view();
  const starts = [0, 0, 0];
  for (const j of chosen) for (let kind = kinds[j] + 1; kind < 3; kind++) starts[kind]++;
  const [, onlyLeft, leftOrBoth] = starts;
  const position = Int32Array.from(chosen, (j) => starts[kinds[j]]++);
  chosen.forEach((j, at) => {
    const source = rows.at + j * rows.row;
    x.copyWithin(vectors.at + position[at] * width, source, source + width);
  });
  return { vectors, count, position, leftOrBoth, onlyLeft };
}

/**
 * out = weights times the grouped vectors, `count` rows of `width`: the left part, `left` wide, from those that have one
 * and the right part from those that have one.
 */
export function multiplyKinds(
  space: Space,
  { vectors, count, leftOrBoth, onlyLeft }: Grouped,
  weights: Matrix,
  out: Place,
  left: number,
  width: number,
): void {
  const target = rowMajor(out, width);
  setProduct(space, [count, left, leftOrBoth], 1, weights, vectors, target);
  setProduct(
    space,
    [count, width - left, count - onlyLeft],
    1,
    from(weights, 0, onlyLeft),
    from(vectors, onlyLeft, left),
    from(target, 0, left),
  );
}

/** Indices of the largest number first, of the first first among equals. */
export function descendingOrder(values: Float64Array): number[] {
  return Array.from(values.keys()).sort((a, b) => values[b] - values[a] || a - b);
}
