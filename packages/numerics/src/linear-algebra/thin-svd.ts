import type { Place } from './algebra-kernels.ts';
import { reduceToBidiagonal } from './bidiagonal.ts';
import { descendingOrder } from './divide.ts';
import { divideBidiagonal } from './divide-bidiagonal.ts';
import { safeFactor, takeMatrix } from './input.ts';
import { reduceToTriangle } from './qr.ts';
import { applyReflectors } from './reflectors.ts';
import { columnSigns, turnColumns, turnRows } from './signs.ts';
import { rowMajor, type Space } from './space.ts';
import { rowsToColumns } from './symmetric-eigen.ts';

export interface ThinSvd {
  /** m by k, row-major: column j is the left vector of `s[j]`. */
  readonly u: Float64Array;
  /** k singular values, descending, none negative. */
  readonly s: Float64Array;
  /** k by n, row-major: row j is the right vector of `s[j]`. */
  readonly vt: Float64Array;
}

/** A matrix with this many times more rows than columns is made triangular before it is made bidiagonal. */
const muchTaller = 1.5;

/** The decomposition of the m-by-n matrix at `a`, m >= n, which is overwritten; u is m by n, v n by n, row-major. */
function decomposeTall(
  space: Space,
  a: Place,
  m: number,
  n: number,
): { readonly u: Place; readonly s: Float64Array; readonly v: Place } {
  if (m > muchTaller * n) {
    const reflectors = reduceToTriangle(space, a, m, n);
    const triangle = space.take(n * n);
    const view = space.view();
    view.fill(0, triangle, triangle + n * n);
    for (let i = 0; i < n; i++) view.copyWithin(triangle + i * n + i, a + i * n + i, a + (i + 1) * n);
    const inner = decomposeTall(space, triangle, n, n);
    // The matrix is not needed any more.
    const after = space.view();
    after.copyWithin(a, inner.u, inner.u + n * n);
    after.fill(0, a + n * n, a + m * n);
    applyReflectors(space, reflectors, rowMajor(a, n), n);
    return { ...inner, u: a };
  }
  const { diagonal, above, left, right } = reduceToBidiagonal(space, a, m, n);
  const [rowsOfU, rowsOfV, v] = [space.take(n * n), space.take(n * n), space.take(n * n)];
  const view = space.view();
  view.fill(0, rowsOfU, rowsOfU + n * n);
  view.fill(0, rowsOfV, rowsOfV + n * n);
  divideBidiagonal(space, diagonal, above, rowsOfU, rowsOfV);
  const order = descendingOrder(diagonal);
  rowsToColumns(space, rowsOfU, order, n, a);
  space.view().fill(0, a + n * n, a + m * n);
  applyReflectors(space, left, rowMajor(a, n), n);
  rowsToColumns(space, rowsOfV, order, n, v);
  applyReflectors(space, right, rowMajor(v, n), n);
  return { u: a, s: Float64Array.from(order, (j) => diagonal[j]), v };
}

/**
 * The thin singular value decomposition a = u diag(s) vt of an m-by-n matrix, row-major, with k = min(m, n): bidiagonal
 * form by reflectors, divide and conquer, and the way back. Any matrix will do, also of rank below k or zero: u and vt
 * have orthonormal columns and rows in any case. Singular values are accurate to a few units in the last place of the
 * largest one; those below that carry no digits. The first component of u's column whose magnitude is, up to a
 * millionth, the largest is positive, and the row of vt goes with it.
 *
 * Takes about 4 m n² + 9 n³ operations for m >= n.
 *
 * @throws InputError `linear-algebra/shape`, `linear-algebra/not-finite`
 */
export function thinSvd(space: Space, matrix: Float64Array, m: number, n: number): ThinSvd {
  const { at, largest } = takeMatrix(space, matrix, m, n);
  const { kernels } = space;
  const factor = safeFactor(largest);
  if (factor !== 1) kernels.scale(m * n, factor, at);
  const wide = m < n;
  let a = at;
  if (wide) {
    a = space.take(m * n);
    kernels.transpose(m, n, at, n, a, m);
  }
  const [rows, k] = wide ? [n, m] : [m, n];
  const { u: tall, s, v: square } = decomposeTall(space, a, rows, k);
  // What is turned over finds room where the matrix was, or is square.
  const turned = wide ? at : space.take(k * k);
  const [columns, size] = wide ? [tall, rows] : [square, k];
  kernels.transpose(size, k, columns, k, turned, size);
  const view = space.view();
  const u = wide ? view.slice(square, square + k * k) : view.slice(tall, tall + rows * k);
  const vt = view.slice(turned, turned + size * k);
  turnPairs(u, vt, m, n, k);
  return { u, s: s.map((value) => value / factor), vt };
}

/** Gives pairs of vectors, columns of u and rows of vt, the signs of the convention. */
export function turnPairs(u: Float64Array, vt: Float64Array, m: number, n: number, k: number): void {
  const signs = columnSigns(u, m, k);
  turnColumns(u, m, signs);
  turnRows(vt, n, signs);
}
