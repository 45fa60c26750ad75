import type { Place } from './algebra-kernels.ts';
import { descendingOrder } from './divide.ts';
import { divideTridiagonal } from './divide-tridiagonal.ts';
import { safeFactor, takeMatrix } from './input.ts';
import { applyReflectors } from './reflectors.ts';
import { columnSigns, turnColumns } from './signs.ts';
import { rowMajor, type Space } from './space.ts';
import { reduceToTridiagonal } from './tridiagonal.ts';

export interface SymmetricEigen {
  /** n eigenvalues, descending. */
  readonly values: Float64Array;
  /** n by n, row-major: column j is the eigenvector of `values[j]`, of length 1. */
  readonly vectors: Float64Array;
}

/** Writes chosen rows of a square matrix as the columns of another, both with n a row. */
export function rowsToColumns(space: Space, rows: Place, chosen: readonly number[], n: number, target: Place): void {
  const mark = space.mark();
  const sorted = space.take(chosen.length * n);
  const x = space.view();
  chosen.forEach((j, at) => {
    x.copyWithin(sorted + at * n, rows + j * n, rows + (j + 1) * n);
  });
  space.kernels.transpose(chosen.length, n, sorted, n, target, chosen.length);
  space.release(mark);
}

/**
 * All eigenvalues and eigenvectors of a symmetric n-by-n matrix, row-major, of which only the upper triangle is read:
 * tridiagonal form by reflectors, divide and conquer, and the way back. Eigenvalues are accurate to a few units in the
 * last place of the largest magnitude; vectors of equal eigenvalues are some basis of their space. In every vector the
 * first component whose magnitude is, up to a millionth, the largest is positive. Takes about 5 n³ operations.
 *
 * @throws InputError `linear-algebra/shape`, `linear-algebra/not-finite`
 */
export function symmetricEigen(space: Space, matrix: Float64Array, n: number): SymmetricEigen {
  const { at: a, largest } = takeMatrix(space, matrix, n, n);
  const factor = safeFactor(largest);
  if (factor !== 1) space.kernels.scale(n * n, factor, a);
  const { diagonal, beside, reflectors } = reduceToTridiagonal(space, a, n);
  const rows = space.take(n * n);
  space.view().fill(0, rows, rows + n * n);
  divideTridiagonal(space, diagonal, beside, rows);
  const order = descendingOrder(diagonal);
  // The matrix itself is not needed any more.
  rowsToColumns(space, rows, order, n, a);
  applyReflectors(space, reflectors, rowMajor(a, n), n);
  const vectors = space.view().slice(a, a + n * n);
  turnColumns(vectors, n, columnSigns(vectors, n, n));
  return { values: Float64Array.from(order, (j) => diagonal[j] / factor), vectors };
}
