import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { taskArithmetic } from '../task-arithmetic/task-arithmetic.ts';
import { combine, dare, drawMask, drop } from './dare.ts';
import { rescaleByNorms } from './rescale.ts';

const floats = (...values: number[]): Float32Array => Float32Array.from(values);
const precise = { rounding: 'precise', format: 'F32' } as const;
const sum = { ...precise, weights: [1, 1], normalise: false, lambda: 1 };

describe('dropping', () => {
  const change = floats(1, -2, 3, -4);
  const mask = [1, 0, 0, 1];

  it('divides what stays by the density, as in the paper', () => {
    expect([...drop(change, mask, 0.5, { ...precise, rescale: 'paper' })]).toEqual([2, 0, 0, -8]);
  });

  it('matches the sum of magnitudes, as mergekit does', () => {
    expect([...drop(change, mask, 0.5, { ...precise, rescale: 'mergekit' })]).toEqual([2, 0, 0, -8]);
    expect([...drop(change, [0, 0, 0, 1], 0.5, { ...precise, rescale: 'mergekit' })]).toEqual([0, 0, 0, -10]);
  });

  it('leaves what stays alone, if asked to', () => {
    expect([...drop(change, mask, 0.5, { ...precise, rescale: 'none' })]).toEqual([1, 0, 0, -4]);
  });

  it('keeps everything as it is at density 1', () => {
    expect([...drop(change, [1, 1, 1, 1], 1, { ...precise, rescale: 'mergekit' })]).toEqual([...change]);
  });

  it('rescales nothing where hardly anything is left', () => {
    expect([...drop(change, [0, 0, 0, 0], 0.5, { ...precise, rescale: 'mergekit' })]).toEqual([0, 0, 0, 0]);
    expect(rescaleByNorms(1, 5e-8, precise)).toBe(1);
    expect(rescaleByNorms(5e-8, 5e-8, precise)).toBe(1);
  });

  it('rounds both sums and their ratio to bfloat16, to be faithful', () => {
    const faithful = { rounding: 'mergekit', format: 'BF16' } as const;
    expect(rescaleByNorms(1.001, 0.3, faithful)).toBe(3.328125);
    expect(rescaleByNorms(1e5, 5e4, { rounding: 'mergekit', format: 'F16' })).toBe(2);
  });

  it('works in float32 before it rounds to float16, as mergekit does there', () => {
    const faithful = { rounding: 'mergekit', format: 'F16', rescale: 'mergekit' } as const;
    const many = new Float32Array(4).fill(60_000);
    expect([...drop(many, [1, 1, 1, 0], 0.9, faithful)].slice(0, 3)).toEqual([
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ]);
    expect([...drop(floats(3, 1), [1, 0], 0.9, faithful)]).toEqual([4, 0]);
  });
});

describe('masks', () => {
  it('depend on seed, tensor and model', () => {
    const one = drawMask(1, 'w', 0, 0.5, 200);
    expect([...drawMask(1, 'w', 0, 0.5, 200)]).toEqual([...one]);
    for (const other of [drawMask(2, 'w', 0, 0.5, 200), drawMask(1, 'v', 0, 0.5, 200), drawMask(1, 'w', 1, 0.5, 200)]) {
      expect([...other]).not.toEqual([...one]);
    }
  });

  it('of a higher density keep all that a lower one keeps', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1000 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (seed, density) => {
          const few = drawMask(seed, 'w', 0, density / 2, 300);
          const more = drawMask(seed, 'w', 0, density, 300);
          expect(few.every((kept, p) => kept === 0 || more[p] === 1)).toBe(true);
        },
      ),
    );
  });
});

describe('combining', () => {
  it('elects signs after dropping, and counts only models that agree', () => {
    const merged = combine(floats(0, 0, 0), [floats(3, -1, 0), floats(-1, -1, 0)], 'ties', sum);
    expect([...merged]).toEqual([3, -2, 0]);
    const mean = combine(floats(0, 0, 0), [floats(3, -1, 0), floats(-1, -1, 0)], 'ties', { ...sum, normalise: true });
    expect([...mean]).toEqual([3, -1, 0]);
  });

  it('is task arithmetic, bit for bit, where nothing is dropped', () => {
    const value = fc.float({ noNaN: true, min: -1000, max: 1000 });
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value, value), { minLength: 1 }), fc.boolean(), (rows, normalise) => {
        const [base, a, b] = [0, 1, 2].map((column) => floats(...rows.map((row) => row[column])));
        const masks = [0, 1].map((model) => drawMask(9, 'w', model, 1, base.length));
        const options = { ...precise, weights: [0.3, 0.9], normalise, lambda: 0.7 };
        const got = dare(base, [a, b], masks, { ...options, densities: [1, 1], rescale: 'paper', combine: 'linear' });
        expect(new Uint32Array(got.buffer)).toEqual(new Uint32Array(taskArithmetic(base, [a, b], options).buffer));
      }),
    );
  });
});
