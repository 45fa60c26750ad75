import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jacobiSvd } from './jacobi.testing.ts';
import { linearAlgebra, type ThinSvd } from './linear-algebra.ts';
import {
  columnsAgainstConvention,
  faultOfColumns,
  faultOfRows,
  identity,
  isDescending,
  largestDifference,
  randomMatrix,
  roundingOf,
  scaleColumns,
} from './matrices.testing.ts';

const algebra = await linearAlgebra();

/** Checks everything that defines the result, and returns it. */
function expectSvd(a: Float64Array, m: number, n: number): ThinSvd {
  const svd = algebra.thinSvd(a, m, n);
  const { u, s, vt } = svd;
  const k = Math.min(m, n);
  const size = Math.max(m, n);
  expect([u.length, s.length, vt.length]).toEqual([m * k, k, k * n]);
  const product = algebra.matmul(scaleColumns(u, s), vt, m, k, n);
  expect(largestDifference(product, a)).toBeLessThanOrEqual(6 * roundingOf(size) * (s[0] ?? 0));
  expect(faultOfColumns(algebra, u, m, k)).toBeLessThanOrEqual(3 * roundingOf(size));
  expect(faultOfRows(algebra, vt, k, n)).toBeLessThanOrEqual(3 * roundingOf(size));
  expect(isDescending(s) && s.every((value) => value >= 0)).toBe(true);
  expect(columnsAgainstConvention(u, m, k)).toEqual([]);
  return svd;
}

/** An m-by-n matrix with these singular values and random vectors. */
function withSpectrum(values: Float64Array, m: number, n: number): Float64Array {
  const k = values.length;
  const { q: u } = algebra.qr(randomMatrix('left', m, k), m, k);
  const { q: v } = algebra.qr(randomMatrix('right', n, k), n, k);
  return algebra.matmul(scaleColumns(u, values), v, m, k, n, { transposeB: true });
}

describe('thinSvd', () => {
  it.each([
    [1, 1],
    [1, 9],
    [9, 1],
    [2, 2],
    [3, 2],
    [2, 3],
    [5, 5],
    [16, 13],
    [13, 16],
    [33, 32],
    [34, 34],
    [65, 65],
    [100, 70],
    [70, 100],
    [400, 30],
    [30, 400],
    [130, 129],
    [512, 200],
    [512, 512],
  ])('random numbers, %i by %i', (m, n) => {
    expectSvd(randomMatrix('rectangular', m, n), m, n);
  });

  it('has no singular values for a matrix without rows or columns', () => {
    expect(algebra.thinSvd(new Float64Array(0), 0, 3).s).toHaveLength(0);
    expect(algebra.thinSvd(new Float64Array(0), 3, 0).u).toHaveLength(0);
  });

  it('gives a matrix worked out by hand', () => {
    const { u, s, vt } = algebra.thinSvd(Float64Array.of(0, -2, 1, 0, 0, 0), 3, 2);
    expect([...s]).toEqual([2, 1]);
    expect([...u].map((value) => value + 0)).toEqual([1, 0, 0, 1, 0, 0]);
    expect([...vt].map((value) => value + 0)).toEqual([0, -1, 1, 0]);
  });

  it('zero: all singular values are 0, and the vectors are those of the identity', () => {
    const { u, s, vt } = expectSvd(new Float64Array(12), 4, 3);
    expect([...s]).toEqual([0, 0, 0]);
    expect([...u]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0]);
    expect([...vt]).toEqual([...identity(3)]);
    expectSvd(new Float64Array(200 * 77), 77, 200);
  });

  it.each([
    ['all equal', (k: number) => new Float64Array(k).fill(5)],
    ['rank one', (k: number) => Float64Array.from({ length: k }, (_, j) => (j === 0 ? 7 : 0))],
    ['half of the rank', (k: number) => Float64Array.from({ length: k }, (_, j) => (2 * j < k ? k - j : 0))],
    ['two clusters', (k: number) => Float64Array.from({ length: k }, (_, j) => (2 * j < k ? 1 : 1e-7))],
    ['nearly equal', (k: number) => Float64Array.from({ length: k }, (_, j) => 1 - j * 1e-15)],
    ['geometric', (k: number) => Float64Array.from({ length: k }, (_, j) => 2 ** -j)],
    ['huge', (k: number) => Float64Array.from({ length: k }, (_, j) => (k - j) * 1e304)],
    ['tiny', (k: number) => Float64Array.from({ length: k }, (_, j) => (k - j) * 1e-304)],
  ])('spectrum: %s', (_, spectrum) => {
    for (const [m, n] of [
      [2, 2],
      [7, 5],
      [40, 40],
      [90, 41],
      [41, 90],
    ]) {
      const wanted = spectrum(Math.min(m, n));
      const { s } = expectSvd(withSpectrum(wanted, m, n), m, n);
      expect(largestDifference(s, wanted)).toBeLessThanOrEqual(2 * roundingOf(Math.max(m, n)) * wanted[0]);
    }
  });

  it.each([
    ['equal numbers', () => 1],
    ['columns that repeat', (_: number, j: number) => (j % 3) + 1],
    ['few rows that are not zero', (i: number, j: number) => (i < 2 ? i + j : 0)],
    ['a checkerboard', (i: number, j: number) => (i + j) % 2],
    ['already bidiagonal', (i: number, j: number) => (j - i === 0 || j - i === 1 ? 1 : 0)],
    [
      'numbers whose squares vanish, beside larger ones',
      (i: number, j: number) => (j - i === 0 || j - i === 1 ? ((3 * i + j) % 5 === 0 ? 1e-10 : 1e-160) : 0),
    ],
    ['Hilbert', (i: number, j: number) => 1 / (i + j + 1)],
  ])('special matrices: %s', (_, element) => {
    for (const [m, n] of [
      [6, 6],
      [60, 33],
      [33, 60],
      [80, 80],
    ]) {
      expectSvd(
        Float64Array.from({ length: m * n }, (_, at) => element(Math.floor(at / n), at % n)),
        m,
        n,
      );
    }
  });

  it('agrees with rotations, also on graded matrices, to a few units in the last place of the largest', () => {
    for (const [m, n] of [
      [20, 20],
      [50, 24],
      [48, 48],
    ]) {
      const random = randomMatrix('graded', m, n);
      for (const grade of [1, 0.5, 0.01]) {
        const a = random.map((value, at) => value * grade ** (at % n));
        const oracle = jacobiSvd(a, m, n);
        const { s } = expectSvd(a, m, n);
        expect(largestDifference(s, Float64Array.from(oracle.s))).toBeLessThanOrEqual(roundingOf(m) * s[0]);
      }
    }
  });

  it('finds the singular vectors of well separated values up to the sign of the convention', () => {
    const [m, n] = [30, 12];
    const a = withSpectrum(
      Float64Array.from({ length: n }, (_, j) => n - j),
      m,
      n,
    );
    const { u } = algebra.thinSvd(a, m, n);
    const oracle = jacobiSvd(a, m, n);
    for (let j = 0; j < n; j++) {
      const column = Float64Array.from({ length: m }, (_, i) => u[i * n + j]);
      const sign = Math.sign(column[0] * oracle.u[j][0]);
      expect(
        largestDifference(
          column,
          oracle.u[j].map((value) => value * sign),
        ),
      ).toBeLessThan(1e-13);
    }
  });

  it('swaps the sides for the transposed matrix, and agrees with the eigenvectors of a positive one', () => {
    const n = 20;
    const x = randomMatrix('positive', n, n);
    const positive = algebra.matmul(x, x, n, n, n, { transposeB: true });
    const { u, s, vt } = algebra.thinSvd(positive, n, n);
    const { values, vectors } = algebra.symmetricEigen(positive, n);
    expect(largestDifference(s, values)).toBeLessThan(1e-12);
    expect(largestDifference(u, vectors)).toBeLessThan(1e-10);
    const rows = Float64Array.from({ length: n * n }, (_, at) => u[(at % n) * n + Math.floor(at / n)]);
    expect(largestDifference(vt, rows)).toBeLessThan(1e-10);
  });

  it('any small whole numbers', () => {
    const matrix = fc
      .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
      .chain(([m, n]) =>
        fc.tuple(
          fc.constant(m),
          fc.constant(n),
          fc.array(fc.integer({ min: -2, max: 2 }), { minLength: m * n, maxLength: m * n }),
        ),
      );
    fc.assert(
      fc.property(matrix, ([m, n, numbers]) => {
        const a = Float64Array.from(numbers);
        const { s } = expectSvd(a, m, n);
        const squares = (x: Float64Array): number => x.reduce((sum, value) => sum + value * value, 0);
        expect(Math.abs(squares(s) - squares(a))).toBeLessThan(1e-11);
      }),
      { numRuns: 300 },
    );
  });

  it('leaves the matrix as it was, and names what is not finite', () => {
    const a = Float64Array.of(1, 2, 3, 4);
    algebra.thinSvd(a, 2, 2);
    expect([...a]).toEqual([1, 2, 3, 4]);
    expect(() => algebra.thinSvd(Float64Array.of(1, 2, 3, Number.NaN, 5, 6), 2, 3)).toThrow(
      expect.objectContaining({ code: 'linear-algebra/not-finite', where: { row: 1, column: 0 } }),
    );
  });
});
