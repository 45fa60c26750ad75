import type { Place } from './algebra-kernels.ts';
import type { Reflectors } from './reflectors.ts';
import { reflect } from './reflectors.ts';
import { addProduct, rowMajor, type Space, transposed } from './space.ts';

/** Rows reduced before the rest of the matrix is brought up to date by products of matrices. */
const panel = 32;
/** Rows of the triangle brought up to date at a time. */
const band = 128;

export interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** n - 1 numbers. */
  readonly beside: Float64Array;
  /** a = Q t Qᵀ for Q = H₀ H₁ …. */
  readonly reflectors: Reflectors;
}

/**
 * Reduces the symmetric n-by-n matrix at `a`, of which only the upper triangle is read and overwritten, to tridiagonal
 * form t. Half of the 4 n³/3 operations are products with vectors, which read the remaining triangle once a row; the
 * other half are products of matrices.
 *
 * Source: Dongarra, Sorensen and Hammarling, "Block reduction of matrices to condensed forms", J. Comput. Appl. Math. 27
 * (1989); Golub and Van Loan, "Matrix Computations", 4th edition, section 8.3.1.
 */
export function reduceToTridiagonal(space: Space, a: Place, n: number): Tridiagonal {
  const { kernels } = space;
  const count = Math.max(0, n - 2);
  const diagonal = new Float64Array(n);
  const beside = new Float64Array(Math.max(0, n - 1));
  const vectors = space.take(count * n);
  const taus = space.take(count);
  const rows = space.take(3 * panel * n);
  const coefficients = space.take(panel);
  const x = space.view();
  x.fill(0, vectors, vectors + count * n);

  for (let first = 0; first < count; first += panel) {
    const wide = Math.min(panel, count - first);
    // The rest of the matrix is to lose Vᵀ W + Wᵀ V: rows V, W, and V again, so that both factors are contiguous.
    const v = rows;
    const w = rows + wide * n;
    for (let j = first; j < first + wide; j++) {
      const i = j - first;
      const row = a + j * n + j;
      for (const [one, other] of [
        [v, w],
        [w, v],
      ]) {
        for (let l = 0; l < i; l++) x[coefficients + l] = x[one + l * n + j];
        kernels.addTransposedTimes(i, n - j, -1, other + j, n, coefficients, row);
      }
      diagonal[j] = x[row];
      const next = j + 1;
      const length = n - next;
      const { beta, tau } = reflect(space, length, row + 1);
      beside[j] = beta;
      x[taus + j] = tau;
      const vector = v + i * n + next;
      const image = w + i * n + next;
      x.copyWithin(vector, row + 1, row + 1 + length);
      x.copyWithin(vectors + j * n + next, row + 1, row + 1 + length);
      kernels.symmetricTimes(length, a + next * n + next, n, vector, image);
      for (const [one, other] of [
        [w, v],
        [v, w],
      ]) {
        kernels.times(i, length, one + next, n, vector, coefficients);
        kernels.addTransposedTimes(i, length, -1, other + next, n, coefficients, image);
      }
      kernels.scale(length, tau, image);
      kernels.addScaled(length, -0.5 * tau * kernels.dot(length, image, vector), vector, image);
    }
    x.copyWithin(w + wide * n, v, v + wide * n);
    for (let top = first + wide; top < n; top += band) {
      addProduct(
        space,
        [Math.min(band, n - top), n - top, 2 * wide],
        -1,
        transposed(rowMajor(v + top, n)),
        rowMajor(w + top, n),
        rowMajor(a + top * n + top, n),
      );
    }
  }
  for (let j = count; j < n; j++) {
    diagonal[j] = x[a + j * n + j];
    if (j + 1 < n) beside[j] = x[a + j * n + j + 1];
  }
  return { diagonal, beside, reflectors: { vectors, length: n, count, taus, shift: 1 } };
}
