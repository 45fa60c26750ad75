/**
 * Orthogonal projection-based continual merging of one tensor: Tang and others, “Merging Models on the Fly Without
 * Retraining”, NeurIPS 2025, equations 5 to 8, as the released code computes them.
 *
 * What has arrived is kept as an unscaled sum S: the merged task vector is S/λ, and since neither the split nor the
 * singular vectors of S/λ depend on λ, tensors need not wait for each other.
 */
import type { LinearAlgebra } from '@offprint/numerics';

export interface ProjectionOptions {
  /** Share of the singular values, from the largest, whose subspace the new change must leave. */
  readonly alpha: number;
  /**
   * The diagonal is removed only where the singular value is above this share of the largest, which makes the result
   * unique; null removes all of it, as the authors' code does.
   */
  readonly rankTolerance: number | null;
}

export interface Projection {
  /** T′, as long as the change. */
  readonly change: Float64Array;
  /** Size of the block that is removed: the first index at which the running sum of singular values exceeds α. */
  readonly split: number;
  /** Singular values above the tolerance (1e-5 where there is none). */
  readonly rank: number;
}

const usualTolerance = 1e-5;

/** The first index at which the sum of values up to it exceeds α of all; 0 if none does. */
export function splitRank(values: ArrayLike<number>, alpha: number): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    sum += values[i];
    if (sum / total > alpha) return i;
  }
  return 0;
}

/**
 * T′ = T − U D Vᵀ, where U Σ Vᵀ is what has arrived and D holds the diagonal and the leading block of Uᵀ T V. Only thin
 * factors are needed. O(m n min(m, n)).
 *
 * @param arrived m by n; where it is 0 throughout, nothing is removed
 * @param change m by n
 */
export function project(
  algebra: LinearAlgebra,
  arrived: Float64Array,
  change: Float64Array,
  [m, n]: readonly [number, number],
  { alpha, rankTolerance }: ProjectionOptions,
): Projection {
  const { u, s, vt } = algebra.thinSvd(arrived, m, n);
  const k = s.length;
  if (k === 0 || s[0] === 0) return { change: change.slice(), split: 0, rank: 0 };
  const split = splitRank(s, alpha);
  const rank = s.findIndex((value) => value <= (rankTolerance ?? usualTolerance) * s[0]);
  const left = algebra.matmul(u, change, k, m, n, { transposeA: true });
  const inner = algebra.matmul(left, vt, k, n, k, { transposeB: true });
  const removed = new Float64Array(k * k);
  for (let row = 0; row < k; row++) {
    if (rankTolerance === null || s[row] > rankTolerance * s[0]) removed[row * k + row] = inner[row * k + row];
    if (row >= split) continue;
    for (let column = 0; column < split; column++) removed[row * k + column] = inner[row * k + column];
  }
  const taken = algebra.matmul(algebra.matmul(u, removed, m, k, k), vt, m, k, n);
  return { change: change.map((value, p) => value - taken[p]), split, rank: rank === -1 ? k : rank };
}

/** What one arrival did to one tensor. */
export interface Arrival {
  readonly split: number;
  readonly rank: number;
  /** Σ T², Σ T′², and Σ S² after it. */
  readonly before: number;
  readonly after: number;
  readonly sum: number;
}

export interface Arrived {
  readonly sum: Float64Array;
  readonly arrivals: readonly Arrival[];
}

const squares = (x: Float64Array): number => {
  let sum = 0;
  for (let p = 0; p < x.length; p++) sum += x[p] * x[p];
  return sum;
};

/**
 * Lets the changes of one tensor arrive one after another.
 * @param sum what arrived before; null if nothing did, and the first change is then taken as it is
 * @param shape of a tensor whose changes are projected, or null for one whose changes are added as they are
 */
export function arrive(
  algebra: LinearAlgebra,
  sum: Float64Array | null,
  changes: readonly Float64Array[],
  shape: readonly [number, number] | null,
  options: ProjectionOptions,
): Arrived {
  let total = sum;
  const arrivals = changes.map((change): Arrival => {
    const first = total === null;
    const projected =
      total === null || shape === null
        ? { change, split: 0, rank: 0 }
        : project(algebra, total, change, shape, options);
    const next: Float64Array = total === null ? change.slice() : total.map((value, p) => value + projected.change[p]);
    total = next;
    return {
      split: first ? 0 : projected.split,
      rank: projected.rank,
      before: squares(change),
      after: squares(projected.change),
      sum: squares(next),
    };
  });
  return { sum: total ?? new Float64Array(0), arrivals };
}

/**
 * λ after every arrival: the norm of the sum divided by the mean norm of the task vectors so far, so that the merged task
 * vector has that mean norm.
 * @param sums ‖S‖ over the whole model after each arrival
 * @param norms ‖θᵢ − θ₀‖ of all models so far, those of earlier runs first
 */
export function scalesOf(sums: readonly number[], norms: readonly number[]): number[] {
  const earlier = norms.length - sums.length;
  return sums.map((sum, index) => {
    const seen = norms.slice(0, earlier + index + 1);
    return sum / (seen.reduce((total, norm) => total + norm, 0) / seen.length);
  });
}
