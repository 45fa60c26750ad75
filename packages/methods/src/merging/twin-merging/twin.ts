/**
 * The static part of Twin-Merging (Lu and others, NeurIPS 2024): a shared model, and for each task what it has beyond the
 * shared model, compressed by a truncated singular value decomposition. Float64.
 */
import type { LinearAlgebra } from '@offprint/numerics';

/** How many singular triplets of an m by n matrix are kept. */
export function keptRank([m, n]: readonly [number, number], density: number, profile: 'rounded' | 'authors'): number {
  const most = Math.min(m, n);
  // The authors truncate, and 1 - 0.9 in floating point is a little less than 0.1: a rank can become 0.
  if (profile === 'authors') return Math.min(most, Math.trunc(density * most));
  return Math.min(most, Math.max(1, Math.round(density * most)));
}

/** A matrix as two thin factors. */
export interface Factors {
  /** m by rank: U Σ */
  readonly left: Float64Array;
  /** rank by n: Vᵀ */
  readonly right: Float64Array;
  readonly rank: number;
  /** Σσ² of all singular values, and of those kept. */
  readonly energy: number;
  readonly kept: number;
}

/** Below this smaller side all singular values are computed; above, only the largest, by seeded random projection. */
const exactUpTo = 1024;
const seed = 1;

/** The closest matrix of that rank (Eckart and Young), as factors. */
export function compress(
  algebra: LinearAlgebra,
  matrix: Float64Array,
  [m, n]: readonly [number, number],
  rank: number,
): Factors {
  const most = Math.min(m, n);
  const energy = matrix.reduce((sum, value) => sum + value * value, 0);
  if (rank === 0 || energy === 0) {
    return { left: new Float64Array(0), right: new Float64Array(0), rank: 0, energy, kept: 0 };
  }
  const { u, s, vt } =
    most <= exactUpTo || rank > most / 3
      ? algebra.thinSvd(matrix, m, n)
      : algebra.truncatedSvd(matrix, m, n, rank, { seed, oversampling: 10, powerSteps: 2 });
  const columns = s.length;
  const left = new Float64Array(m * rank);
  for (let row = 0; row < m; row++) {
    for (let column = 0; column < rank; column++) left[row * rank + column] = u[row * columns + column] * s[column];
  }
  const kept = s.subarray(0, rank).reduce((sum, value) => sum + value * value, 0);
  return { left, right: vt.slice(0, rank * n), rank, energy, kept };
}

/** The matrix that factors stand for; zeros for rank 0. */
export function expand(
  algebra: LinearAlgebra,
  { left, right, rank }: Pick<Factors, 'left' | 'right' | 'rank'>,
  [m, n]: readonly [number, number],
): Float64Array {
  return rank === 0 ? new Float64Array(m * n) : algebra.matmul(left, right, m, rank, n);
}

/** θ* = θ₀ + λ Σ (θᵢ − θ₀) */
export function sharedModel(base: Float64Array, models: readonly Float64Array[], lambda: number): Float64Array {
  return base.map((value, p) => value + lambda * models.reduce((sum, model) => sum + model[p] - value, 0));
}

/** Softmax of the router's logits. */
export function mixtureOf(logits: readonly number[]): number[] {
  const largest = Math.max(...logits);
  const weights = logits.map((logit) => Math.exp(logit - largest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
