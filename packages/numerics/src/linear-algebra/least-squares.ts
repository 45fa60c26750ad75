import { takeMatrix } from './input.ts';
import { reduceToTriangle } from './qr.ts';
import { applyReflectors } from './reflectors.ts';
import { rowMajor, type Space, setProduct, transposed } from './space.ts';
import { thinSvd } from './thin-svd.ts';
import { solveInPlace } from './triangular.ts';

export interface LeastSquares {
  /** n by columns, row-major. */
  readonly x: Float64Array;
  /** The numerical rank of a. Below n, x is the shortest of infinitely many solutions. */
  readonly rank: number;
}

/** Condition, in the Frobenius norm, up to which the triangular factor is trusted as it is. */
const wellConditioned = 1e10;

/**
 * The x, n by `columns`, that makes the length of each column of a x - b smallest, for an m-by-n matrix a and an
 * m-by-`columns` matrix b, both row-major.
 *
 * Where a has n independent columns that are far from dependent, by QR. Otherwise by singular values, of which those not
 * above (max(m, n) + 8) 2^-52 times the largest count as 0; `rank` says how many are left, and x is the shortest solution.
 *
 * Source: Golub and Van Loan, "Matrix Computations", 4th edition, sections 5.3.3 and 5.5.4. Takes
 * 2 n² (m - n/3) + 4 m n columns operations for m >= n, and those of `thinSvd` where columns are near dependence.
 *
 * @throws InputError `linear-algebra/shape`, `linear-algebra/not-finite`
 */
export function leastSquares(
  space: Space,
  matrix: Float64Array,
  right: Float64Array,
  m: number,
  n: number,
  columns: number,
): LeastSquares {
  const { at: a } = takeMatrix(space, matrix, m, n);
  const { at: b } = takeMatrix(space, right, m, columns);
  if (m >= n) {
    const reflectors = reduceToTriangle(space, a, m, n);
    if (isWellConditioned(space, a, n)) {
      const target = rowMajor(b, columns);
      applyReflectors(space, reflectors, target, columns, { transpose: true });
      solveInPlace(space, rowMajor(a, n), target, n, columns, false);
      return { x: space.view().slice(b, b + n * columns), rank: n };
    }
  }
  return shortestSolution(space, matrix, right, m, n, columns);
}

function isWellConditioned(space: Space, triangle: number, n: number): boolean {
  const inverse = space.take(n * n);
  const view = space.view();
  view.fill(0, inverse, inverse + n * n);
  let squares = 0;
  for (let i = 0; i < n; i++) {
    if (view[triangle + i * n + i] === 0) return false;
    view[inverse + i * n + i] = 1;
    const row = triangle + i * n + i;
    squares += space.kernels.dot(n - i, row, row);
  }
  solveInPlace(space, rowMajor(triangle, n), rowMajor(inverse, n), n, n, false);
  const condition = Math.sqrt(squares) * Math.sqrt(space.kernels.dot(n * n, inverse, inverse));
  // Not a number, where squares overflow, is not well conditioned either.
  return condition < wellConditioned;
}

function shortestSolution(
  space: Space,
  matrix: Float64Array,
  right: Float64Array,
  m: number,
  n: number,
  columns: number,
): LeastSquares {
  const { u, s, vt } = thinSvd(space, matrix, m, n);
  const k = s.length;
  const smallest = (s[0] ?? 0) * (Math.max(m, n) + 8) * 2 ** -52;
  const rank = s.filter((value) => value > smallest).length;
  const [atU, atVt, atB] = [u, vt, right].map((numbers) => {
    const at = space.take(numbers.length);
    space.view().set(numbers, at);
    return at;
  });
  const inner = space.take(rank * columns);
  const solution = space.take(n * columns);
  setProduct(
    space,
    [rank, columns, m],
    1,
    transposed(rowMajor(atU, k)),
    rowMajor(atB, columns),
    rowMajor(inner, columns),
  );
  const view = space.view();
  for (let i = 0; i < rank; i++) {
    for (let j = 0; j < columns; j++) view[inner + i * columns + j] /= s[i];
  }
  setProduct(
    space,
    [n, columns, rank],
    1,
    transposed(rowMajor(atVt, n)),
    rowMajor(inner, columns),
    rowMajor(solution, columns),
  );
  return { x: view.slice(solution, solution + n * columns), rank };
}
