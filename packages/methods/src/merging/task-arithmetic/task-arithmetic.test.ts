import { roundToBf16, roundToF16 } from '@offprint/numerics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Addition, taskArithmetic, weightedSum } from './task-arithmetic.ts';
import { type Format, roundTo } from './task-vectors.ts';

const floats = (...values: number[]): Float32Array => Float32Array.from(values);
const addition = (more: Partial<Addition>): Addition => ({
  rounding: 'precise',
  format: 'F32',
  weights: [1, 1],
  normalise: false,
  lambda: 1,
  ...more,
});
/** Eighths in [-16, 16]: sums and products of a few of them are exact in float32. */
const eighth = fc.integer({ min: -128, max: 128 }).map((n) => n / 8);
const formats = fc.constantFrom<Format>('F32', 'F16', 'BF16');

describe('task arithmetic, precisely', () => {
  it('adds the weighted changes, times λ', () => {
    const merged = taskArithmetic(
      floats(1, 2),
      [floats(3, 2), floats(0, 6)],
      addition({ weights: [0.5, 2], lambda: 0.25 }),
    );
    expect([...merged]).toEqual([1 + 0.25 * (0.5 * 2 - 2), 2 + 0.25 * 8]);
  });

  it('divides by the sum of the weights if asked, and leaves out a model of weight 0', () => {
    const options = addition({ weights: [3, 1], normalise: true });
    expect([...taskArithmetic(floats(0), [floats(4), floats(8)], options)]).toEqual([5]);
    expect([...weightedSum([floats(4), floats(Number.NaN)], addition({ weights: [2, 0] }))]).toEqual([8]);
  });

  it('takes a task away again', () => {
    fc.assert(
      fc.property(fc.array(eighth, { minLength: 1 }), fc.array(eighth, { minLength: 1 }), (a, b) => {
        const base = floats(...a);
        const model = base.map((value, p) => value + (b[p % b.length] ?? 0));
        expect([...taskArithmetic(base, [model, model], addition({ weights: [1, -1] }))]).toEqual(a);
      }),
    );
  });

  it('rounds once at the end', () => {
    // 1 + 2^-9 + 2^-9 is a bfloat16 number, 1 + 2^-9 is none.
    const model = floats(1 + 2 ** -9);
    expect([...taskArithmetic(floats(1), [model, model], addition({ format: 'BF16' }))]).toEqual([1]);
    const thrice = addition({ format: 'BF16', weights: [1, 1, 1] });
    expect([...taskArithmetic(floats(1), [model, model, model], thrice)]).toEqual([1 + 2 ** -7]);
  });
});

describe('task arithmetic as mergekit rounds', () => {
  it('casts weights and λ first: 0.1 is 0.10009765625 in bfloat16', () => {
    const options = addition({ rounding: 'mergekit', format: 'BF16', weights: [0.1], lambda: 0.1 });
    expect([...weightedSum([floats(1)], options)]).toEqual([0.10009765625]);
    expect([...taskArithmetic(floats(0), [floats(10)], { ...options, weights: [1] })]).toEqual([1]);
  });

  it('divides by 1 where weights cancel', () => {
    const options = addition({ rounding: 'mergekit', weights: [1, -1], normalise: true });
    expect([...weightedSum([floats(5), floats(2)], options)]).toEqual([3]);
  });

  it('gives numbers of the format, whatever goes in', () => {
    fc.assert(
      fc.property(formats, fc.array(fc.tuple(eighth, eighth, eighth), { minLength: 1 }), (format, rows) => {
        const [base, a, b] = [0, 1, 2].map((column) => floats(...rows.map((row) => row[column])));
        const options = addition({ rounding: 'mergekit', format, weights: [0.3, 0.7], lambda: 0.9 });
        const merged = taskArithmetic(base, [a, b], options);
        expect([...roundTo(format, merged.slice())]).toEqual([...merged]);
      }),
    );
  });

  it('equals the precise profile where every step is exact', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(eighth, eighth), { minLength: 1 }), (rows) => {
        const [base, a] = [0, 1].map((column) => floats(...rows.map((row) => row[column])));
        const one = taskArithmetic(base, [a], addition({ weights: [0.5] }));
        const other = taskArithmetic(base, [a], addition({ rounding: 'mergekit', weights: [0.5] }));
        expect([...one]).toEqual([...other]);
      }),
    );
  });
});

it('rounds to formats as the kernels do', () => {
  const values = floats(1.0001, -3.3, 70000);
  const [half, brain] = [values.slice(), values.slice()];
  roundToF16(half);
  roundToBf16(brain);
  expect([...roundTo('F16', values.slice())]).toEqual([...half]);
  expect([...roundTo('BF16', values.slice())]).toEqual([...brain]);
});
