import type { Place } from './algebra-kernels.ts';
import { type Reflectors, reflect } from './reflectors.ts';
import { addProduct, rowMajor, type Space, transposed } from './space.ts';

/** Columns and rows reduced before the rest of the matrix is brought up to date by products of matrices. */
const panel = 32;

export interface Bidiagonal {
  readonly diagonal: Float64Array;
  /** Above the diagonal: n - 1 numbers. */
  readonly above: Float64Array;
  /** a = L b Rᵀ for L = L₀ L₁ … and R = R₀ R₁ …. */
  readonly left: Reflectors;
  readonly right: Reflectors;
}

/**
 * Reduces the m-by-n matrix at `a`, m >= n, which is overwritten, to upper bidiagonal form b. Half of the
 * 4 n² (m - n/3) operations are products with vectors, which read the remaining matrix twice a column; the other half
 * are products of matrices.
 *
 * Source: Dongarra, Sorensen and Hammarling, "Block reduction of matrices to condensed forms", J. Comput. Appl. Math. 27
 * (1989); Golub and Van Loan, "Matrix Computations", 4th edition, section 5.4.8.
 */
export function reduceToBidiagonal(space: Space, a: Place, m: number, n: number): Bidiagonal {
  const { kernels } = space;
  const diagonal = new Float64Array(n);
  const above = new Float64Array(Math.max(0, n - 1));
  const left = { vectors: space.take(n * m), length: m, count: n, taus: space.take(n), shift: 0 };
  const rightCount = Math.max(0, n - 1);
  const right = {
    vectors: space.take(rightCount * n),
    length: n,
    count: rightCount,
    taus: space.take(rightCount),
    shift: 1,
  };
  const [tall, flat] = [space.take(2 * panel * m), space.take(2 * panel * n)];
  const coefficients = space.take(panel);
  const x = space.view();
  x.fill(0, left.vectors, left.vectors + n * m);
  x.fill(0, right.vectors, right.vectors + rightCount * n);

  for (let first = 0; first < n; first += panel) {
    const wide = Math.min(panel, n - first);
    // The rest of the matrix is to lose Uᵀ Y + Xᵀ V: rows U and X, m long, rows Y and V, n long.
    const u = tall;
    const imagesOfV = tall + wide * m;
    const imagesOfU = flat;
    const v = flat + wide * n;
    /** target -= sum over the first `count` rows of rows[l] times component `at` of others[l]. */
    const bringUpToDate = (
      count: number,
      [others, stride, at]: readonly [Place, number, number],
      [rows, length, begin]: readonly [Place, number, number],
      target: Place,
    ): void => {
      for (let l = 0; l < count; l++) x[coefficients + l] = x[others + l * stride + at];
      kernels.addTransposedTimes(count, length - begin, -1, rows + begin, length, coefficients, target);
    };
    /** target -= sum over the first `count` rows of rows[l] times (others[l] · vector), from component `begin` on. */
    const lose = (
      count: number,
      [others, stride, at]: readonly [Place, number, number],
      vector: Place,
      [rows, length, begin]: readonly [Place, number, number],
      target: Place,
    ): void => {
      kernels.times(count, stride - at, others + at, stride, vector, coefficients);
      kernels.addTransposedTimes(count, length - begin, -1, rows + begin, length, coefficients, target);
    };

    for (let j = first; j < first + wide; j++) {
      const i = j - first;
      const next = j + 1;
      const column = u + i * m + j;
      kernels.transpose(m - j, 1, a + j * n + j, n, column, m);
      bringUpToDate(i, [imagesOfU, n, j], [u, m, j], column);
      bringUpToDate(i, [v, n, j], [imagesOfV, m, j], column);
      const fromLeft = reflect(space, m - j, column);
      diagonal[j] = fromLeft.beta;
      x[left.taus + j] = fromLeft.tau;
      x.copyWithin(left.vectors + j * m + j, column, column + m - j);
      if (next === n) break;

      const imageOfU = imagesOfU + i * n + next;
      x.fill(0, imageOfU, imageOfU + n - next);
      kernels.addTransposedTimes(m - j, n - next, 1, a + j * n + next, n, column, imageOfU);
      lose(i, [u, m, j], column, [imagesOfU, n, next], imageOfU);
      lose(i, [imagesOfV, m, j], column, [v, n, next], imageOfU);
      kernels.scale(n - next, fromLeft.tau, imageOfU);

      const row = v + i * n + next;
      x.copyWithin(row, a + j * n + next, a + j * n + n);
      bringUpToDate(i + 1, [u, m, j], [imagesOfU, n, next], row);
      bringUpToDate(i, [imagesOfV, m, j], [v, n, next], row);
      const fromRight = reflect(space, n - next, row);
      above[j] = fromRight.beta;
      x[right.taus + j] = fromRight.tau;
      x.copyWithin(right.vectors + j * n + next, row, row + n - next);

      const imageOfV = imagesOfV + i * m + next;
      kernels.times(m - next, n - next, a + next * n + next, n, row, imageOfV);
      lose(i + 1, [imagesOfU, n, next], row, [u, m, next], imageOfV);
      lose(i, [v, n, next], row, [imagesOfV, m, next], imageOfV);
      kernels.scale(m - next, fromRight.tau, imageOfV);
    }
    const end = first + wide;
    addProduct(
      space,
      [m - end, n - end, 2 * wide],
      -1,
      transposed(rowMajor(tall + end, m)),
      rowMajor(flat + end, n),
      rowMajor(a + end * n + end, n),
    );
  }
  return { diagonal, above, left, right };
}
