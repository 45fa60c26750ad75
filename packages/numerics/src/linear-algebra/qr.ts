import type { Place } from './algebra-kernels.ts';
import { checkShape, safeFactor, takeMatrix } from './input.ts';
import { applyBlock, applyReflectors, type Reflectors, reflect } from './reflectors.ts';
import { turnColumns } from './signs.ts';
import { from, rowMajor, type Space } from './space.ts';

/** Columns reduced one by one before the rest of the matrix is brought up to date by products of matrices. */
const panel = 32;

/**
 * Reduces the m-by-n matrix at `a`, row-major, to upper triangular form in place, by reflectors of min(m, n) columns.
 * What lies below the diagonal afterwards means nothing.
 *
 * Source: Golub and Van Loan, "Matrix Computations", 4th edition, algorithm 5.2.2 in blocks (5.2.3). Takes
 * 2 n² (m - n/3) operations for m >= n.
 */
export function reduceToTriangle(space: Space, a: Place, m: number, n: number): Reflectors {
  const { kernels } = space;
  const count = Math.min(m, n);
  const vectors = space.take(count * m);
  const taus = space.take(count);
  const reflectors = { vectors, length: m, count, taus, shift: 0 };
  for (let first = 0; first < count; first += panel) {
    const wide = Math.min(panel, count - first);
    kernels.transpose(m, wide, a + first, n, vectors + first * m, m);
    const view = space.view();
    for (let i = first; i < first + wide; i++) {
      const vector = vectors + i * m;
      // The part above the diagonal is finished; the matrix gets it back and the vector has zeros there.
      for (let row = first; row < i; row++) view[a + row * n + i] = view[vector + row];
      const { beta, tau } = reflect(space, m - i, vector + i);
      view[a + i * n + i] = beta;
      view[taus + i] = tau;
      for (let next = i + 1; next < first + wide; next++) {
        const other = vectors + next * m + i;
        kernels.addScaled(m - i, -tau * kernels.dot(m - i, vector + i, other), vector + i, other);
      }
      view.fill(0, vector, vector + i);
    }
    const rest = first + wide;
    applyBlock(space, reflectors, first, wide, from(rowMajor(a, n), 0, rest), n - rest, true);
  }
  return reflectors;
}

/** Writes the first `columns` columns of H₀ H₁ … to `target`, row-major with `columns` a row. */
export function formColumns(space: Space, reflectors: Reflectors, columns: number, target: Place): void {
  const { length } = reflectors;
  const view = space.view();
  view.fill(0, target, target + length * columns);
  for (let i = 0; i < Math.min(length, columns); i++) view[target + i * columns + i] = 1;
  applyReflectors(space, reflectors, rowMajor(target, columns), columns, { identity: true });
}

/** A matrix as the product of one with orthonormal columns and an upper triangular one. */
export interface Qr {
  /** m by k, k = min(m, n), row-major: columns of length 1, at right angles to each other. */
  readonly q: Float64Array;
  /** k by n, row-major, upper triangular; its diagonal is not negative. */
  readonly r: Float64Array;
}

/**
 * a = q r for an m-by-n matrix, row-major, by Householder reflectors. With the diagonal of r not negative, q and r are
 * unique if the columns of a are independent; q has orthonormal columns in any case. Takes 4 m n² - 4 n³/3 operations
 * for m >= n.
 *
 * @throws InputError `linear-algebra/shape`, `linear-algebra/not-finite`
 */
export function qr(space: Space, matrix: Float64Array, m: number, n: number): Qr {
  checkShape(matrix, m, n);
  const k = Math.min(m, n);
  const { at: a, largest } = takeMatrix(space, matrix, m, n);
  const factor = safeFactor(largest);
  if (factor !== 1) space.kernels.scale(m * n, factor, a);
  const reflectors = reduceToTriangle(space, a, m, n);
  const target = space.take(m * k);
  formColumns(space, reflectors, k, target);
  const view = space.view();
  const q = view.slice(target, target + m * k);
  const r = new Float64Array(k * n);
  const signs = new Float64Array(k);
  for (let i = 0; i < k; i++) {
    signs[i] = view[a + i * n + i] < 0 ? -1 : 1;
    for (let j = i; j < n; j++) r[i * n + j] = (signs[i] * view[a + i * n + j]) / factor;
  }
  turnColumns(q, m, signs);
  return { q, r };
}
