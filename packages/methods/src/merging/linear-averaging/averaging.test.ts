import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { average } from './averaging.ts';

const floats = (...values: number[]): Float32Array => Float32Array.from(values);
const precise = { rounding: 'precise', format: 'F32', normalise: true } as const;
const anyFloat = fc.float({ noNaN: true, noDefaultInfinity: true });
const weight = fc.float({ min: Math.fround(0.01), max: 100, noNaN: true });

describe('the average', () => {
  it('weights the models', () => {
    expect([...average([floats(0, 4), floats(8, 0)], { ...precise, weights: [3, 1] })]).toEqual([2, 3]);
  });

  it('of equal models is that model, to the bit, whatever the weights', () => {
    fc.assert(
      fc.property(
        fc.array(anyFloat, { minLength: 1 }),
        fc.array(weight, { minLength: 1, maxLength: 9 }),
        (a, weights) => {
          const model = floats(...a);
          const merged = average(
            weights.map(() => model),
            { ...precise, weights },
          );
          for (const [p, value] of merged.entries()) expect(value === model[p]).toBe(true);
        },
      ),
    );
  });

  it('lies between the models', () => {
    const number = fc.float({ min: -1000, max: 1000, noNaN: true });
    fc.assert(
      fc.property(number, number, weight, weight, (a, b, wa, wb) => {
        const [merged] = average([floats(a), floats(b)], { ...precise, weights: [wa, wb] });
        const slack = 1e-6 * Math.max(Math.abs(a), Math.abs(b));
        expect(merged).toBeGreaterThanOrEqual(Math.min(a, b) - slack);
        expect(merged).toBeLessThanOrEqual(Math.max(a, b) + slack);
      }),
    );
  });

  it('without division is the weighted sum', () => {
    const options = { ...precise, normalise: false };
    expect([...average([floats(2, 4), floats(1, 1)], { ...options, weights: [0.5, 2] })]).toEqual([3, 4]);
    expect([...average([floats(2), floats(4)], { ...options, rounding: 'mergekit', weights: [1, 1] })]).toEqual([6]);
  });

  it('as mergekit rounds, casts weights to the format before it divides by their sum', () => {
    const options = { rounding: 'mergekit', format: 'BF16', normalise: true } as const;
    // In bfloat16 0.1 + 0.2 is 0.30078125: 0.10009765625 + 0.2001953125, rounded.
    const sum = 0.10009765625 * 3 + 0.2001953125 * 3;
    const [merged] = average([floats(3), floats(3)], { ...options, weights: [0.1, 0.2] });
    expect(Math.abs(merged - sum / 0.30078125)).toBeLessThan(2 ** -6);
  });
});
