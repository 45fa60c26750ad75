import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breadcrumbs, countsOf, maskOutliers, sparsify } from './breadcrumbs.ts';

const floats = (...values: number[]): Float32Array => Float32Array.from(values);
const precise = { rounding: 'precise', format: 'F32' } as const;
const share = fc.double({ min: 0.01, max: 1, noNaN: true });
const gammas = fc.double({ min: 0, max: 0.5, noNaN: true });

describe('how many stay', () => {
  it.each([
    [225, 0.5, 0.1, { keep: 112, top: 22, bottom: 91 }],
    [225, 0.9, 0.05, { keep: 202, top: 11, bottom: 12 }],
    [100, 0.9, 0.2, { keep: 90, top: 10, bottom: 0 }],
    [100, 1, 0.2, { keep: 100, top: 0, bottom: 0 }],
    [20, 0.5, 0.01, { keep: 10, top: 0, bottom: 10 }],
    [1, 0.5, 0.01, { keep: 0, top: 0, bottom: 1 }],
  ])('of %i at density %d and γ %d', (size, density, gamma, expected) => {
    expect(countsOf(size, density, gamma)).toEqual(expected);
  });

  it('adds up, with as many as the density says', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), share, gammas, (size, density, gamma) => {
        const { keep, top, bottom } = countsOf(size, density, gamma);
        expect(keep + top + bottom).toBe(size);
        expect(Math.min(keep, top, bottom)).toBeGreaterThanOrEqual(0);
        expect(keep).toBe(density >= 1 ? size : Math.trunc(density * size));
      }),
    );
  });
});

describe('masking', () => {
  it('takes the smallest and the largest, of either sign', () => {
    expect([...maskOutliers(floats(5, -4, 3, -2, 1), 0.4, 0.2)]).toEqual([0, -4, 3, 0, 0]);
  });

  it('keeps the first of equal changes at the lower cut, and drops the first at the upper one', () => {
    expect([...maskOutliers(floats(1, 1, 1, 1), 0.5, 0)]).toEqual([1, 1, 0, 0]);
    expect([...maskOutliers(floats(1, 1, 1, 1), 0.5, 0.25)]).toEqual([0, 1, 1, 0]);
  });

  it('agrees with sorting', () => {
    const change = fc.integer({ min: -20, max: 20 }).map((n) => n / 4);
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 60 }), share, gammas, (values, density, gamma) => {
        const { keep, top } = countsOf(values.length, density, gamma);
        const order = values.map((_, p) => p).sort((a, b) => Math.abs(values[b]) - Math.abs(values[a]) || a - b);
        const stay = new Set(order.slice(top, top + keep));
        const got = maskOutliers(floats(...values), density, gamma);
        for (const [p, value] of values.entries()) expect(got[p] === (stay.has(p) ? value : 0)).toBe(true);
      }),
    );
  });

  it('can make up for the magnitudes that went', () => {
    expect([...sparsify(floats(4, 3, 2, 1), 0.5, 0.25, { ...precise, rescale: true })]).toEqual([0, 6, 4, 0]);
    expect([...sparsify(floats(4, 3), 1, 0.5, { ...precise, rescale: true })]).toEqual([4, 3]);
  });
});

it('merges what stays', () => {
  const options = { ...precise, weights: [1, 2], normalise: false, lambda: 0.5, rescale: false } as const;
  const models = [floats(4, 3, 2, 1), floats(0, -1, 8, 1)];
  const shares = { densities: [0.5, 0.5], gammas: [0.25, 0.25] };
  const merged = breadcrumbs(floats(0, 0, 0, 0), models, { ...options, ...shares, combine: 'linear' });
  expect([...merged]).toEqual([0, 0.5 * (3 - 2), 0.5 * 2, 0.5 * 2]);
  const elected = breadcrumbs(floats(0, 0, 0, 0), models, { ...options, ...shares, combine: 'ties' });
  expect([...elected]).toEqual([0, 0.5 * 3, 0.5 * 2, 0.5 * 2]);
});
