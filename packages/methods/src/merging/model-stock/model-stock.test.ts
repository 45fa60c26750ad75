import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ModelStockOptions, modelStock, rowLengthOf } from './model-stock.ts';
import { ratioOf } from './ratio.ts';

const floats = (...values: number[]): Float32Array => Float32Array.from(values);
const options = (more: Partial<ModelStockOptions> = {}): ModelStockOptions => ({
  rounding: 'precise',
  format: 'F32',
  guard: true,
  rowLength: 2,
  ...more,
});
const precise = { rounding: 'precise', format: 'F32', guard: true } as const;
const unguarded = { ...precise, guard: false };

describe('the ratio', () => {
  it('is 2 cos θ / (1 + cos θ) for two models', () => {
    expect(ratioOf([1, 0.5, 1], 0, 2, precise)).toEqual({ cosine: 0.5, ratio: 1 / 1.5, guarded: false });
    expect(ratioOf([4, 0, 9], 0, 2, precise)).toEqual({ cosine: 0, ratio: 0, guarded: false });
  });

  it('takes the mean cosine of all pairs of more', () => {
    // Products 00 01 02 11 12 22.
    const { cosine, ratio } = ratioOf([1, 0.2, 0.4, 1, 0.6, 1], 0, 3, precise);
    expect(cosine).toBeCloseTo(0.4, 12);
    expect(ratio).toBeCloseTo(1.2 / 1.8, 12);
  });

  it('reads products from any place', () => {
    expect(ratioOf([9, 9, 9, 1, 0.5, 1], 3, 2, precise).cosine).toBe(0.5);
  });

  it('guards where models pull apart, and only if asked', () => {
    expect(ratioOf([1, -0.5, 1], 0, 2, precise)).toEqual({ cosine: -0.5, ratio: 0, guarded: true });
    expect(ratioOf([1, -0.5, 1], 0, 2, unguarded).ratio).toBe(-2);
    expect(ratioOf([1, -1, 1], 0, 2, precise).ratio).toBe(0);
    expect(Number.isFinite(ratioOf([1, -1, 1], 0, 2, unguarded).ratio)).toBe(false);
  });

  it('takes tiny changes to be unrelated', () => {
    expect(ratioOf([1e-10, 1e-10, 1e-10], 0, 2, precise).cosine).toBeCloseTo(1e-4, 12);
    expect(ratioOf([0, 0, 0], 0, 2, precise)).toEqual({ cosine: 0, ratio: 0, guarded: false });
  });

  it('lies between base and average with the guard', () => {
    const number = fc.double({ min: -100, max: 100, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(number, number, number), { minLength: 2, maxLength: 6 }), (vectors) => {
        const products = vectors.flatMap((a, i) =>
          vectors.slice(i).map((b) => a.reduce((sum, x, p) => sum + x * b[p], 0)),
        );
        const { ratio } = ratioOf(products, 0, vectors.length, precise);
        expect(ratio).toBeGreaterThanOrEqual(0);
        expect(ratio).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('Model Stock', () => {
  it('is the model itself where all agree, and the base where they are opposite or at right angles', () => {
    expect([...modelStock(floats(1, 1), [floats(3, 5), floats(3, 5)], options())]).toEqual([3, 5]);
    expect([...modelStock(floats(1, 1), [floats(3, 1), floats(1, 3)], options())]).toEqual([1, 1]);
    expect([...modelStock(floats(1, 1), [floats(2, 2), floats(0, 0)], options())]).toEqual([1, 1]);
  });

  it('takes an angle for each row', () => {
    const base = floats(0, 0, 0, 0);
    const models = [floats(2, 0, 1, 0), floats(2, 0, 0, 1)];
    expect([...modelStock(base, models, options())]).toEqual([2, 0, 0, 0]);
    const whole = modelStock(base, models, options({ rowLength: 4 }));
    expect(whole[2]).toBeGreaterThan(0);
    expect(rowLengthOf([3, 4, 5], true)).toBe(5);
    expect(rowLengthOf([3, 4, 5], false)).toBe(60);
    expect(rowLengthOf([7], true)).toBe(7);
    expect(rowLengthOf([], true)).toBe(1);
  });

  it('is the same whatever the order of two models', () => {
    const number = fc.float({ min: -10, max: 10, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(number, number, number), { minLength: 1 }), (rows) => {
        const [base, a, b] = [0, 1, 2].map((column) => floats(...rows.map((row) => row[column])));
        const all = options({ rowLength: base.length });
        expect([...modelStock(base, [a, b], all)]).toEqual([...modelStock(base, [b, a], all)]);
      }),
    );
  });

  it('rounds every step as mergekit does', () => {
    const faithful = options({ rounding: 'mergekit', format: 'BF16', guard: false });
    const merged = modelStock(floats(1, 0.5), [floats(1.25, 0.75), floats(1.5, 0.5)], faithful);
    // Changes (0.25, 0.25) and (0.5, 0): norms 0.353515625 and 0.5, cosine 0.125 / 0.1767578125, then t.
    const cosine = 0.70703125;
    const t = 0.828125;
    expect(merged[0]).toBe(1 + 0.3125);
    expect(Math.abs((2 * cosine) / (1 + cosine) - t)).toBeLessThan(2 ** -8);
  });
});
