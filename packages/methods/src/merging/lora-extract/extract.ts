import type { LinearAlgebra } from '@offprint/numerics';
import { compress } from '../twin-merging/twin.ts';

/** The two matrices of an adapter: the change is nearly B · A. */
export interface Adapter {
  /** rank by n */
  readonly a: Float64Array;
  /** m by rank */
  readonly b: Float64Array;
  /** ‖change‖², and how much of it B · A holds. */
  readonly energy: number;
  readonly kept: number;
}

/**
 * The closest change of that rank (Eckart and Young), shared out evenly: B = U √Σ and A = √Σ Vᵀ, so that both matrices have
 * entries of one size and survive half precision. O(m n min(m, n)).
 */
export function extractAdapter(
  algebra: LinearAlgebra,
  change: Float64Array,
  size: readonly [number, number],
  rank: number,
): Adapter {
  const [m, n] = size;
  const most = Math.min(rank, m, n);
  const { left, right, energy, kept } = compress(algebra, change, size, most);
  const a = new Float64Array(rank * n);
  const b = new Float64Array(m * rank);
  if (left.length === 0) return { a, b, energy, kept };
  for (let r = 0; r < most; r++) {
    let square = 0;
    for (let row = 0; row < m; row++) square += left[row * most + r] ** 2;
    const root = Math.sqrt(Math.sqrt(square));
    if (root === 0) continue;
    for (let row = 0; row < m; row++) b[row * rank + r] = left[row * most + r] / root;
    for (let column = 0; column < n; column++) a[r * n + column] = right[r * n + column] * root;
  }
  return { a, b, energy, kept };
}
