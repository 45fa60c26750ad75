import { describe, expect, it } from 'vitest';
import { golden } from './model-stock.golden.ts';

const tensor = (dtype: string, shape: number[], data: number[]) => ({ dtype, shape, data });

const stockCase = (filter_wise: boolean, merged: number[]) => ({
  hyper: { filter_wise },
  inputs: {
    base: tensor('float32', [2, 2], [0, 0, 0, 0]),
    models: [tensor('float32', [2, 2], [2, 0, 1, 0]), tensor('float32', [2, 2], [2, 0, 0, 1])],
  },
  outputs: { merged: tensor('float32', [2, 2], merged) },
});
// Over the whole tensor the cosine is 4/5, so t is 1.6 / 1.8.
const t = 1.6 / 1.8;

describe('the golden adapter', () => {
  it('passes what is right, by tensor and by rows', async () => {
    expect(await golden.check(stockCase(false, [2 * t, 0, t / 2, t / 2]), 'model-stock')).toMatchObject({
      passed: true,
    });
    expect(await golden.check(stockCase(true, [2, 0, 0, 0]), 'model-stock')).toMatchObject({ passed: true });
  });

  it('fails the one for the other', async () => {
    expect(await golden.check(stockCase(true, [2 * t, 0, t / 2, t / 2]), 'model-stock')).toMatchObject({
      passed: false,
    });
  });
});
