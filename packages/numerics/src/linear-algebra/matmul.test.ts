import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearAlgebra } from './linear-algebra.ts';
import { randomMatrix } from './matrices.testing.ts';

const algebra = await linearAlgebra();

const size = fc.integer({ min: 0, max: 9 });
const whole = fc.integer({ min: -9, max: 9 });

/** The product by its definition, exact for small whole numbers. */
function definition(a: readonly number[], b: readonly number[], [m, k, n]: readonly number[]): number[] {
  return Array.from({ length: m * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    let sum = 0;
    for (let t = 0; t < k; t++) sum += a[i * k + t] * b[t * n + j];
    return sum;
  });
}

const turned = (a: readonly number[], rows: number, columns: number): number[] =>
  Array.from({ length: rows * columns }, (_, at) => a[(at % rows) * columns + Math.floor(at / rows)]);

describe('matmul', () => {
  it('is the product by its definition, for every combination of transposed factors, in both precisions', () => {
    const problem = fc
      .tuple(size, size, size)
      .chain(([m, k, n]) =>
        fc.tuple(
          fc.constant([m, k, n] as const),
          fc.array(whole, { minLength: m * k, maxLength: m * k }),
          fc.array(whole, { minLength: k * n, maxLength: k * n }),
        ),
      );
    fc.assert(
      fc.property(problem, fc.boolean(), fc.boolean(), ([[m, k, n], a, b], transposeA, transposeB) => {
        const expected = definition(a, b, [m, k, n]);
        const givenA = transposeA ? turned(a, m, k) : a;
        const givenB = transposeB ? turned(b, k, n) : b;
        const options = { transposeA, transposeB };
        // A sum of zeros may be negative.
        const plain = (c: Float64Array | Float32Array): number[] => [...c].map((value) => value + 0);
        const double = algebra.matmul(Float64Array.from(givenA), Float64Array.from(givenB), m, k, n, options);
        expect(plain(double)).toEqual(expected);
        const single = algebra.matmulF32(Float32Array.from(givenA), Float32Array.from(givenB), m, k, n, options);
        expect(plain(single)).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  it('writes into the room that is given, which may be a factor', () => {
    const a = Float64Array.of(1, 2, 3, 4);
    const result = algebra.matmul(a, a, 2, 2, 2, { out: a });
    expect(result).toBe(a);
    expect([...a]).toEqual([7, 10, 15, 22]);
  });

  it('gives an element the same bits in a larger product', () => {
    const [m, k, n] = [37, 300, 29];
    const a = randomMatrix('a', m, k);
    const b = randomMatrix('b', k, n);
    const c = algebra.matmul(a, b, m, k, n);
    for (const [i, j] of [
      [0, 0],
      [36, 28],
      [17, 5],
    ]) {
      const column = Float64Array.from({ length: k }, (_, t) => b[t * n + j]);
      expect(algebra.matmul(a.slice(i * k, (i + 1) * k), column, 1, k, 1)[0]).toBe(c[i * n + j]);
    }
  });

  it('names the first factor that is not finite', () => {
    expect(() => algebra.matmul(Float64Array.of(1, 2, Number.NaN, 4), new Float64Array(4), 2, 2, 2)).toThrow(
      expect.objectContaining({ code: 'linear-algebra/not-finite', where: { row: 1, column: 0 } }),
    );
    const infinite = Float32Array.of(0, Number.POSITIVE_INFINITY);
    expect(() => algebra.matmulF32(new Float32Array(2), infinite, 1, 2, 1)).toThrow(
      expect.objectContaining({ code: 'linear-algebra/not-finite', where: { row: 1, column: 0 } }),
    );
  });

  it('gives back a product that overflows', () => {
    expect([...algebra.matmul(Float64Array.of(1e200), Float64Array.of(1e200), 1, 1, 1)]).toEqual([
      Number.POSITIVE_INFINITY,
    ]);
  });

  it('refuses numbers that do not fill the matrix, and room of another size', () => {
    expect(() => algebra.matmul(new Float64Array(3), new Float64Array(4), 2, 2, 2)).toThrow('3 numbers were given');
    expect(() =>
      algebra.matmul(new Float64Array(4), new Float64Array(4), 2, 2, 2, { out: new Float64Array(3) }),
    ).toThrow('room for 3 numbers');
    expect(() => algebra.matmul(new Float64Array(0), new Float64Array(0), 0.5, 0, 2)).toThrow(
      '0.5 is not a number of rows',
    );
  });
});
