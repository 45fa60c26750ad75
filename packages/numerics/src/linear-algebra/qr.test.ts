import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearAlgebra } from './linear-algebra.ts';
import {
  faultOfColumns,
  identity,
  largestDifference,
  largestMagnitude,
  randomMatrix,
  roundingOf,
} from './matrices.testing.ts';

const algebra = await linearAlgebra();

function expectQr(a: Float64Array, m: number, n: number): void {
  const { q, r } = algebra.qr(a, m, n);
  const k = Math.min(m, n);
  const size = Math.max(m, n);
  expect([q.length, r.length]).toEqual([m * k, k * n]);
  const scale = largestMagnitude(a) * Math.sqrt(size);
  expect(largestDifference(algebra.matmul(q, r, m, k, n), a)).toBeLessThanOrEqual(3 * roundingOf(size) * scale);
  expect(faultOfColumns(algebra, q, m, k)).toBeLessThanOrEqual(3 * roundingOf(size));
  expect(r.every((value, at) => at % n >= Math.floor(at / n) || value === 0)).toBe(true);
  for (let j = 0; j < k; j++) expect(r[j * n + j]).toBeGreaterThanOrEqual(0);
}

describe('qr', () => {
  it.each([
    [1, 1],
    [1, 5],
    [5, 1],
    [3, 3],
    [31, 40],
    [40, 31],
    [64, 64],
    [200, 33],
    [33, 200],
    [130, 100],
    [512, 70],
  ])('random numbers, %i by %i', (m, n) => {
    expectQr(randomMatrix('qr', m, n), m, n);
  });

  it('gives a matrix worked out by hand', () => {
    const { q, r } = algebra.qr(Float64Array.of(3, 5, 4, 10), 2, 2);
    expect(largestDifference(q, Float64Array.of(0.6, -0.8, 0.8, 0.6))).toBeLessThan(1e-15);
    expect(largestDifference(r, Float64Array.of(5, 11, 0, 2))).toBeLessThan(1e-14);
  });

  it.each([
    ['zero', () => 0],
    ['equal numbers', () => 1],
    ['columns that repeat', (_: number, j: number) => (j % 2) + 1],
    ['a column of zeros between others', (i: number, j: number) => (j === 2 ? 0 : Math.abs(i - j) % 5)],
    ['huge', (i: number, j: number) => 1e300 * (i === j ? 2 : 1)],
    ['tiny', (i: number, j: number) => 1e-300 * (i === j ? 2 : 1)],
  ])('special matrices: %s', (_, element) => {
    for (const [m, n] of [
      [5, 5],
      [50, 40],
      [12, 30],
    ]) {
      const a = Float64Array.from({ length: m * n }, (_, at) => element(Math.floor(at / n), at % n));
      expectQr(a, m, n);
    }
  });

  it('is accurate in every column, however different their sizes', () => {
    const [m, n] = [60, 40];
    const a = randomMatrix('graded', m, n).map((value, at) => value * 10 ** (-5 * (at % n)));
    const { q, r } = algebra.qr(a, m, n);
    const product = algebra.matmul(q, r, m, n, n);
    for (let j = 0; j < n; j++) {
      const column = (x: Float64Array): Float64Array => Float64Array.from({ length: m }, (_, i) => x[i * n + j]);
      const size = largestMagnitude(column(a));
      expect(largestDifference(column(product), column(a))).toBeLessThanOrEqual(1e-14 * size);
    }
  });

  it('any small whole numbers', () => {
    const matrix = fc
      .tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }))
      .chain(([m, n]) =>
        fc.tuple(
          fc.constant(m),
          fc.constant(n),
          fc.array(fc.integer({ min: -2, max: 2 }), { minLength: m * n, maxLength: m * n }),
        ),
      );
    fc.assert(
      fc.property(matrix, ([m, n, numbers]) => expectQr(Float64Array.from(numbers), m, n)),
      { numRuns: 200 },
    );
  });

  it('leaves orthonormal columns as they are', () => {
    expect(algebra.qr(identity(7), 7, 7)).toEqual({ q: identity(7), r: identity(7) });
  });

  it('names what is not finite', () => {
    expect(() => algebra.qr(Float64Array.of(1, Number.NaN), 2, 1)).toThrow('holds NaN at row 1, column 0');
  });
});
