import { describe, expect, it } from 'vitest';
import { linearAlgebra } from './linear-algebra.ts';
import {
  columnsAgainstConvention,
  faultOfColumns,
  faultOfRows,
  isDescending,
  largestDifference,
  randomMatrix,
  roundingOf,
  scaleColumns,
} from './matrices.testing.ts';

const algebra = await linearAlgebra();

const norm = (x: Float64Array): number => Math.sqrt(x.reduce((sum, value) => sum + value * value, 0));

describe('truncatedSvd', () => {
  it.each([
    [120, 80],
    [80, 120],
    [300, 40],
  ])('finds a matrix of low rank to working precision, %i by %i', (m, n) => {
    const rank = 6;
    const a = algebra.matmul(randomMatrix('l', m, rank), randomMatrix('r', rank, n), m, rank, n);
    const { u, s, vt } = algebra.truncatedSvd(a, m, n, rank, { seed: 3 });
    expect([u.length, s.length, vt.length]).toEqual([m * rank, rank, rank * n]);
    const product = algebra.matmul(scaleColumns(u, s), vt, m, rank, n);
    expect(largestDifference(product, a)).toBeLessThan(roundingOf(m + n) * s[0]);
    expect(faultOfColumns(algebra, u, m, rank)).toBeLessThan(roundingOf(m));
    expect(faultOfRows(algebra, vt, rank, n)).toBeLessThan(roundingOf(n));
    expect(isDescending(s)).toBe(true);
    expect(columnsAgainstConvention(u, m, rank)).toEqual([]);
  });

  it('comes close to the best of this rank where singular values fall slowly', () => {
    const [m, n, rank] = [150, 100, 10];
    const full = algebra.thinSvd(randomMatrix('slow', m, n), m, n);
    const slow = full.s.map((_, j) => 1 / (1 + j));
    const a = algebra.matmul(scaleColumns(full.u, slow), full.vt, m, n, n);
    const { u, s, vt } = algebra.truncatedSvd(a, m, n, rank, { seed: 1 });
    const product = algebra.matmul(scaleColumns(u, s), vt, m, rank, n);
    const best = norm(slow.slice(rank));
    const got = norm(a.map((value, at) => value - product[at]));
    expect(got).toBeGreaterThanOrEqual(best * (1 - 1e-12));
    expect(got).toBeLessThan(best * 1.001);
    // More power steps come closer still.
    const sharper = algebra.truncatedSvd(a, m, n, rank, { seed: 1, powerSteps: 8 });
    expect(largestDifference(sharper.s, slow.slice(0, rank))).toBeLessThan(1e-6);
  });

  it('depends on the seed and nothing else', () => {
    const a = randomMatrix('seeded', 60, 50);
    const one = algebra.truncatedSvd(a, 60, 50, 5, { seed: 7 });
    algebra.thinSvd(randomMatrix('between', 90, 90), 90, 90);
    expect(algebra.truncatedSvd(a, 60, 50, 5, { seed: 7 })).toEqual(one);
    expect(algebra.truncatedSvd(a, 60, 50, 5, { seed: 8 }).u).not.toEqual(one.u);
  });

  it('is the whole decomposition, cut off, where the rank is nearly full', () => {
    const a = randomMatrix('nearly', 20, 12);
    const full = algebra.thinSvd(a, 20, 12);
    const { u, s, vt } = algebra.truncatedSvd(a, 20, 12, 4, { seed: 1 });
    expect(s).toEqual(full.s.slice(0, 4));
    expect(vt).toEqual(full.vt.slice(0, 48));
    expect([...u]).toEqual([...full.u].filter((_, at) => at % 12 < 4));
  });

  it('takes rank 0, a zero matrix, and very large numbers', () => {
    expect(algebra.truncatedSvd(randomMatrix('none', 9, 30), 9, 30, 0, { seed: 1 })).toEqual({
      u: new Float64Array(0),
      s: new Float64Array(0),
      vt: new Float64Array(0),
    });
    const zero = algebra.truncatedSvd(new Float64Array(40 * 40), 40, 40, 3, { seed: 1 });
    expect([...zero.s]).toEqual([0, 0, 0]);
    expect(faultOfColumns(algebra, zero.u, 40, 3)).toBeLessThan(roundingOf(40));
    const a = randomMatrix('large', 50, 40);
    const plain = algebra.truncatedSvd(a, 50, 40, 2, { seed: 1 });
    const large = algebra.truncatedSvd(
      a.map((value) => value * 2 ** 900),
      50,
      40,
      2,
      { seed: 1 },
    );
    expect(
      largestDifference(
        large.s.map((value) => value / 2 ** 900),
        plain.s,
      ),
    ).toBeLessThan(1e-13);
  });

  it('names a rank, a number of steps and a seed that cannot be', () => {
    const a = randomMatrix('refused', 20, 20);
    expect(() => algebra.truncatedSvd(a, 20, 20, 21, { seed: 1 })).toThrow('A matrix of 20 by 20 has no rank 21.');
    expect(() => algebra.truncatedSvd(a, 20, 20, 2, { seed: 1, powerSteps: -1 })).toThrow('powerSteps is -1');
    expect(() => algebra.truncatedSvd(a, 20, 20, 2, { seed: 0.5 })).toThrow(
      expect.objectContaining({ code: 'random/seed' }),
    );
  });
});
