import { InputError } from '@offprint/errors';
import { takeMatrix } from './input.ts';
import { addProduct, from, type Matrix, rowMajor, type Space, transposed } from './space.ts';

/** Rows solved one by one before products of matrices bring the rest up to date. */
const blockSize = 32;

export interface TriangularOptions {
  /** Whether the matrix is upper triangular; what lies on the other side is not read. False if left out. */
  readonly upper?: boolean;
  /** Whether to solve with the transposed matrix. False if left out. */
  readonly transpose?: boolean;
}

/**
 * Solves t x = b in place of b, for a triangular t in a space; b is n by `columns`, its rows contiguous. `lower` says
 * which triangle of the view is meant. The diagonal has no zeros.
 */
export function solveInPlace(space: Space, t: Matrix, b: Matrix, n: number, columns: number, lower: boolean): void {
  const { kernels } = space;
  const view = space.view();
  const blocks = Math.ceil(n / blockSize);
  for (let block = 0; block < blocks; block++) {
    const first = (lower ? block : blocks - 1 - block) * blockSize;
    const size = Math.min(blockSize, n - first);
    // Rows solved so far: above, or below.
    const done = lower ? 0 : first + size;
    const known = lower ? first : n - done;
    addProduct(space, [size, columns, known], -1, from(t, first, done), from(b, done, 0), from(b, first, 0));
    for (let step = 0; step < size; step++) {
      const i = lower ? first + step : first + size - 1 - step;
      const row = b.at + i * b.row;
      for (let l = lower ? first : i + 1; l < (lower ? i : first + size); l++) {
        kernels.addScaled(columns, -view[t.at + i * t.row + l * t.column], b.at + l * b.row, row);
      }
      const pivot = view[t.at + i * t.row + i * t.column];
      for (let j = 0; j < columns; j++) view[row + j] /= pivot;
    }
  }
}

/**
 * The x with t x = b (or tᵀ x = b), for an n-by-n triangular t and n-by-columns b, both row-major. Takes n² columns
 * operations.
 *
 * @throws InputError `linear-algebra/singular` if the diagonal holds a zero; `linear-algebra/shape`,
 * `linear-algebra/not-finite`
 */
export function solveTriangular(
  space: Space,
  triangle: Float64Array,
  right: Float64Array,
  n: number,
  columns: number,
  { upper = false, transpose = false }: TriangularOptions = {},
): Float64Array {
  const t = rowMajor(takeMatrix(space, triangle, n, n).at, n);
  const b = rowMajor(takeMatrix(space, right, n, columns).at, columns);
  for (let i = 0; i < n; i++) {
    if (triangle[i * n + i] !== 0) continue;
    throw new InputError('linear-algebra/singular', `The diagonal of the triangular matrix is 0 at row ${i}.`, {
      hint: 'Use least squares, which copes with dependent columns.',
      where: { row: i },
    });
  }
  solveInPlace(space, transpose ? transposed(t) : t, b, n, columns, upper === transpose);
  return space.view().slice(b.at, b.at + n * columns);
}
