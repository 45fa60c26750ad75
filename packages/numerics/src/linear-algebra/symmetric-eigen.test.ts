import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearAlgebra } from './linear-algebra.ts';
import {
  columnsAgainstConvention,
  faultOfColumns,
  identity,
  isDescending,
  largestDifference,
  largestMagnitude,
  mirrored,
  randomMatrix,
  roundingOf,
  scaleColumns,
} from './matrices.testing.ts';

const algebra = await linearAlgebra();

/** Checks everything that defines the result, and returns the eigenvalues. */
function expectEigen(a: Float64Array, n: number): Float64Array {
  const { values, vectors } = algebra.symmetricEigen(a, n);
  const norm = largestMagnitude(values);
  const left = algebra.matmul(a, vectors, n, n, n);
  expect(largestDifference(left, scaleColumns(vectors, values))).toBeLessThanOrEqual(6 * roundingOf(n) * norm);
  expect(faultOfColumns(algebra, vectors, n, n)).toBeLessThanOrEqual(3 * roundingOf(n));
  expect(isDescending(values)).toBe(true);
  expect(columnsAgainstConvention(vectors, n, n)).toEqual([]);
  return values;
}

/** A symmetric matrix with these eigenvalues and random vectors. */
function withSpectrum(values: Float64Array): Float64Array {
  const n = values.length;
  const { q } = algebra.qr(randomMatrix('basis', n, n), n, n);
  return mirrored(algebra.matmul(scaleColumns(q, values), q, n, n, n, { transposeB: true }), n);
}

const descending = (values: Iterable<number>): Float64Array => Float64Array.from(values).sort().reverse();

describe('symmetricEigen', () => {
  it.each([1, 2, 3, 4, 5, 8, 17, 31, 32, 33, 34, 35, 64, 100, 131, 257, 512])('random numbers, size %i', (n) => {
    expectEigen(mirrored(randomMatrix('symmetric', n, n), n), n);
  });

  it('has no eigenvalues for size 0', () => {
    expect(algebra.symmetricEigen(new Float64Array(0), 0)).toEqual({
      values: new Float64Array(0),
      vectors: new Float64Array(0),
    });
  });

  it('gives a matrix worked out by hand', () => {
    const { values, vectors } = algebra.symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
    expect(largestDifference(values, Float64Array.of(3, 1))).toBeLessThan(1e-15);
    const half = Math.SQRT1_2;
    expect(largestDifference(vectors, Float64Array.of(half, half, half, -half))).toBeLessThan(1e-15);
  });

  it('reads the upper triangle only', () => {
    const upper = Float64Array.of(1, 2, 3, 99, 4, 5, -7, 99, 6);
    expect(algebra.symmetricEigen(upper, 3)).toEqual(algebra.symmetricEigen(mirrored(upper, 3), 3));
  });

  it.each([
    ['all equal', (n: number) => new Float64Array(n).fill(3)],
    ['zero', (n: number) => new Float64Array(n)],
    ['two clusters', (n: number) => Float64Array.from({ length: n }, (_, j) => (j % 2 === 0 ? 1 : -1))],
    ['one apart', (n: number) => Float64Array.from({ length: n }, (_, j) => (j === 0 ? 1 : 1e-12))],
    ['rank three', (n: number) => Float64Array.from({ length: n }, (_, j) => (j < 3 ? j + 1 : 0))],
    ['nearly equal', (n: number) => Float64Array.from({ length: n }, (_, j) => 1 + j * 1e-15)],
    ['geometric', (n: number) => Float64Array.from({ length: n }, (_, j) => 2 ** -j)],
    ['huge', (n: number) => Float64Array.from({ length: n }, (_, j) => (j + 1) * 1e305)],
    ['tiny', (n: number) => Float64Array.from({ length: n }, (_, j) => (j + 1) * 1e-305)],
  ])('spectrum: %s', (_, spectrum) => {
    for (const n of [2, 7, 40, 96]) {
      const wanted = descending(spectrum(n));
      const got = expectEigen(withSpectrum(wanted), n);
      expect(largestDifference(got, wanted)).toBeLessThanOrEqual(4 * roundingOf(n) * largestMagnitude(wanted));
    }
  });

  it('matrices that are diagonal or tridiagonal already', () => {
    const n = 90;
    expect(algebra.symmetricEigen(identity(n), n)).toEqual({
      values: new Float64Array(n).fill(1),
      vectors: identity(n),
    });
    expectEigen(
      Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? at % 7 : 0)),
      n,
    );
    // Second differences, whose eigenvalues are 2 - 2 cos(j pi / (n + 1)).
    const differences = Float64Array.from({ length: n * n }, (_, at) => {
      const distance = Math.abs(Math.floor(at / n) - (at % n));
      return distance === 0 ? 2 : distance === 1 ? -1 : 0;
    });
    const wanted = descending(Array.from({ length: n }, (_, j) => 2 - 2 * Math.cos(((j + 1) * Math.PI) / (n + 1))));
    expect(largestDifference(expectEigen(differences, n), wanted)).toBeLessThan(1e-14);
  });

  it('Wilkinson matrices, whose eigenvalues agree in pairs to working precision', () => {
    const n = 101;
    const wilkinson = Float64Array.from({ length: n * n }, (_, at) => {
      const [i, j] = [Math.floor(at / n), at % n];
      return i === j ? Math.abs(i - 50) : Math.abs(i - j) === 1 ? 1 : 0;
    });
    const values = expectEigen(wilkinson, n);
    expect(values[0] - values[1]).toBeLessThan(1e-13);
    // The largest eigenvalue of W21, to which larger ones add their size.
    expect(Math.abs(values[0] - 50.7461941829034)).toBeLessThan(1e-12);
  });

  it('any small whole numbers', () => {
    const matrix = fc
      .integer({ min: 1, max: 12 })
      .chain((n) => fc.array(fc.integer({ min: -3, max: 3 }), { minLength: n * n, maxLength: n * n }));
    fc.assert(
      fc.property(matrix, (numbers) => {
        const n = Math.sqrt(numbers.length);
        const a = mirrored(Float64Array.from(numbers), n);
        const values = expectEigen(a, n);
        const trace = a.reduce((sum, value, at) => (at % (n + 1) === 0 ? sum + value : sum), 0);
        expect(Math.abs(values.reduce((sum, value) => sum + value, 0) - trace)).toBeLessThan(1e-12);
      }),
      { numRuns: 200 },
    );
  });

  it('leaves the matrix as it was, and refuses one that is not finite or not square', () => {
    const a = Float64Array.of(1, 2, 2, 1);
    algebra.symmetricEigen(a, 2);
    expect([...a]).toEqual([1, 2, 2, 1]);
    expect(() => algebra.symmetricEigen(Float64Array.of(1, Number.NEGATIVE_INFINITY, 0, 1), 2)).toThrow(
      'holds -Infinity at row 0, column 1',
    );
    expect(() => algebra.symmetricEigen(a, 3)).toThrow('4 numbers were given for a matrix of 3 by 3');
  });
});
