import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearAlgebra } from './linear-algebra.ts';
import { identity, largestDifference, largestMagnitude, randomMatrix, roundingOf } from './matrices.testing.ts';

const algebra = await linearAlgebra();

/** A symmetric positive definite matrix, well away from singular. */
function positive(n: number): Float64Array {
  const x = randomMatrix('positive', n, n);
  const product = algebra.matmul(x, x, n, n, n, { transposeB: true });
  return product.map((value, at) => (at % (n + 1) === 0 ? value + n : value));
}

describe('cholesky', () => {
  it.each([0, 1, 2, 5, 31, 32, 33, 64, 65, 150, 256])('multiplies back to the matrix, size %i', (n) => {
    const a = positive(n);
    const l = algebra.cholesky(a, n);
    const product = algebra.matmul(l, l, n, n, n, { transposeB: true });
    expect(largestDifference(product, a)).toBeLessThanOrEqual(roundingOf(n) * largestMagnitude(a));
    expect(l.every((value, at) => at % n <= Math.floor(at / n) || value === 0)).toBe(true);
  });

  it('gives a matrix worked out by hand, of which it reads the lower triangle', () => {
    expect([...algebra.cholesky(Float64Array.of(4, 99, 99, 2, 10, 99, -6, 6, 22), 3)]).toEqual([
      2, 0, 0, 1, 3, 0, -3, 3, 2,
    ]);
  });

  it('names the pivot that is not positive', () => {
    expect(() => algebra.cholesky(Float64Array.of(1, 2, 2, 1), 2)).toThrow(
      expect.objectContaining({ code: 'linear-algebra/not-positive-definite', where: { pivot: 1 } }),
    );
    expect(() => algebra.cholesky(new Float64Array(1), 1)).toThrow('pivot 0');
    const late = positive(70);
    late[69 * 70 + 69] = -1;
    expect(() => algebra.cholesky(late, 70)).toThrow('pivot 69');
  });
});

describe('solveTriangular', () => {
  it.each([1, 2, 31, 33, 64, 100])('solves with either triangle, transposed or not, size %i', (n) => {
    const l = algebra.cholesky(positive(n), n);
    const columns = 3;
    const b = randomMatrix('right', n, columns);
    for (const upper of [false, true]) {
      // What is on the other side must not count.
      const t = Float64Array.from({ length: n * n }, (_, at) => {
        const [i, j] = [Math.floor(at / n), at % n];
        return (upper ? i <= j : i >= j) ? l[Math.max(i, j) * n + Math.min(i, j)] : 0;
      });
      const littered = t.map((value, at) => {
        const [i, j] = [Math.floor(at / n), at % n];
        return (upper ? i <= j : i >= j) ? value : 77;
      });
      for (const transpose of [false, true]) {
        const x = algebra.solveTriangular(littered, b, n, columns, { upper, transpose });
        const back = algebra.matmul(t, x, n, n, columns, { transposeA: transpose });
        const scale = largestMagnitude(t) * Math.max(1, largestMagnitude(x));
        expect(largestDifference(back, b)).toBeLessThanOrEqual(roundingOf(n) * scale);
      }
    }
  });

  it('gives a system worked out by hand', () => {
    expect([...algebra.solveTriangular(Float64Array.of(2, 0, 1, 4), Float64Array.of(2, 9), 2, 1)]).toEqual([1, 2]);
  });

  it('names a zero on the diagonal', () => {
    expect(() => algebra.solveTriangular(Float64Array.of(1, 0, 5, 0), Float64Array.of(1, 1), 2, 1)).toThrow(
      expect.objectContaining({ code: 'linear-algebra/singular', where: { row: 1 } }),
    );
  });
});

describe('leastSquares', () => {
  /** What is left is at right angles to every column of a. */
  function expectLeast(a: Float64Array, b: Float64Array, m: number, n: number, columns: number): number {
    const { x, rank } = algebra.leastSquares(a, b, m, n, columns);
    const product = algebra.matmul(a, x, m, n, columns);
    const left = b.map((value, at) => value - product[at]);
    const angles = algebra.matmul(a, left, n, m, columns, { transposeA: true });
    const scale = largestMagnitude(a) ** 2 * Math.max(1, largestMagnitude(x)) * m + largestMagnitude(b);
    expect(largestMagnitude(angles)).toBeLessThanOrEqual(roundingOf(m + n) * scale);
    return rank;
  }

  it.each([
    [1, 1, 1],
    [5, 5, 2],
    [40, 7, 3],
    [100, 60, 2],
    [7, 40, 3],
    [200, 100, 1],
  ])('random numbers, %i by %i, %i right sides', (m, n, columns) => {
    const rank = expectLeast(randomMatrix('least', m, n), randomMatrix('b', m, columns), m, n, columns);
    expect(rank).toBe(Math.min(m, n));
  });

  it('fits a line worked out by hand', () => {
    const { x, rank } = algebra.leastSquares(Float64Array.of(1, 0, 1, 1, 1, 2), Float64Array.of(1, 3, 5), 3, 2, 1);
    expect(largestDifference(x, Float64Array.of(1, 2))).toBeLessThan(1e-14);
    expect(rank).toBe(2);
  });

  it('says the rank where columns depend on each other, and gives the shortest solution', () => {
    // Both columns are equal, so the weight is shared.
    const { x, rank } = algebra.leastSquares(Float64Array.of(1, 1, 2, 2, 3, 3), Float64Array.of(2, 4, 6), 3, 2, 1);
    expect(rank).toBe(1);
    expect(largestDifference(x, Float64Array.of(1, 1))).toBeLessThan(1e-14);

    const [m, n, inner] = [60, 30, 4];
    const a = algebra.matmul(randomMatrix('l', m, inner), randomMatrix('r', inner, n), m, inner, n);
    expect(expectLeast(a, randomMatrix('b', m, 2), m, n, 2)).toBe(inner);
    const { x: shortest } = algebra.leastSquares(a, randomMatrix('b', m, 2), m, n, 2);
    // The shortest solution is made of rows of a: what they cannot see of it is nothing.
    const rows = algebra.thinSvd(a, m, n).vt.slice(0, inner * n);
    const seen = algebra.matmul(rows, algebra.matmul(rows, shortest, inner, n, 2), n, inner, 2, { transposeA: true });
    expect(largestDifference(seen, shortest)).toBeLessThan(1e-13);
  });

  it('gives zero for a matrix of zeros', () => {
    const result = algebra.leastSquares(new Float64Array(6), Float64Array.of(1, 2, 3), 3, 2, 1);
    expect(result.rank).toBe(0);
    expect([...result.x]).toEqual([0, 0]);
  });

  it('any small whole numbers, however dependent', () => {
    const problem = fc
      .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }))
      .chain(([m, n]) =>
        fc.tuple(
          fc.constant([m, n] as const),
          fc.array(fc.integer({ min: -2, max: 2 }), { minLength: m * n, maxLength: m * n }),
          fc.array(fc.integer({ min: -2, max: 2 }), { minLength: m, maxLength: m }),
        ),
      );
    fc.assert(
      fc.property(problem, ([[m, n], a, b]) => {
        const rank = expectLeast(Float64Array.from(a), Float64Array.from(b), m, n, 1);
        expect(rank).toBeLessThanOrEqual(Math.min(m, n));
      }),
      { numRuns: 200 },
    );
  });

  it('solves a regular system', () => {
    const n = 50;
    const a = positive(n);
    const { x } = algebra.leastSquares(a, identity(n), n, n, n);
    expect(largestDifference(algebra.matmul(a, x, n, n, n), identity(n))).toBeLessThan(1e-13);
  });
});
