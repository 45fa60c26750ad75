import { InputError } from '@offprint/errors';
import { takeMatrix } from './input.ts';
import { addProduct, from, rowMajor, type Space, transposed } from './space.ts';
import { solveInPlace } from './triangular.ts';

/** Columns factored one by one before products of matrices bring the rest up to date. */
const blockSize = 32;

/**
 * The lower triangular l with a = l lᵀ and a positive diagonal, for a symmetric positive definite n-by-n matrix,
 * row-major, of which only the lower triangle is read. Takes n³/3 operations.
 *
 * Source: Golub and Van Loan, "Matrix Computations", 4th edition, section 4.2.
 *
 * @throws InputError `linear-algebra/not-positive-definite`, `linear-algebra/shape`, `linear-algebra/not-finite`
 */
export function cholesky(space: Space, matrix: Float64Array, n: number): Float64Array {
  const { at } = takeMatrix(space, matrix, n, n);
  const a = rowMajor(at, n);
  const turned = space.take(blockSize * n);
  const view = space.view();
  for (let first = 0; first < n; first += blockSize) {
    const size = Math.min(blockSize, n - first);
    const end = first + size;
    // The columns of this block, from what is known to their left.
    const left = from(a, first, 0);
    addProduct(space, [n - first, size, first], -1, left, transposed(left), from(a, first, first));
    for (let j = first; j < end; j++) {
      for (let i = j; i < end; i++) {
        let sum = view[at + i * n + j];
        for (let l = first; l < j; l++) sum -= view[at + i * n + l] * view[at + j * n + l];
        if (i > j) view[at + i * n + j] = sum / view[at + j * n + j];
        else if (sum > 0 && Number.isFinite(sum)) view[at + j * n + j] = Math.sqrt(sum);
        else throw notPositiveDefinite(j, sum);
      }
    }
    // Below the block: x lᵀ = b, solved as l xᵀ = bᵀ.
    const rows = n - end;
    if (rows === 0) continue;
    space.kernels.transpose(rows, size, at + end * n + first, n, turned, rows);
    solveInPlace(space, from(a, first, first), rowMajor(turned, rows), size, rows, true);
    space.kernels.transpose(size, rows, turned, rows, at + end * n + first, n);
  }
  for (let i = 0; i < n; i++) view.fill(0, at + i * n + i + 1, at + (i + 1) * n);
  return view.slice(at, at + n * n);
}

function notPositiveDefinite(order: number, pivot: number): InputError {
  return new InputError(
    'linear-algebra/not-positive-definite',
    `The matrix is not positive definite: pivot ${order}, counted from 0, is ${pivot}.`,
    { hint: 'Add a small multiple of the identity, or use the symmetric eigenvalues.', where: { pivot: order } },
  );
}
