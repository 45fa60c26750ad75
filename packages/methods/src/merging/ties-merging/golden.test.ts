import { describe, expect, it } from 'vitest';
import { golden } from './ties.golden.ts';

const tensor = (dtype: string, shape: number[], data: number[]) => ({ dtype, shape, data });

/** Worked out by hand: int(4 × 0.5) + 1 = 3 stay of each model. */
const paperCase = (merged: number[]) => ({
  hyper: { K: 50, merge_func: 'dis-mean', lambda_: 2 },
  inputs: {
    base: tensor('float32', [4], [1, 1, 1, 1]),
    models: tensor('float32', [2, 4], [3, 0.75, 5, 2, 2, -2, 1.5, 0]),
  },
  outputs: {
    task_vectors: tensor('float32', [2, 4], [2, -0.25, 4, 1, 1, -3, 0.5, -1]),
    kept_fraction: tensor('float32', [2], [0.75, 0.75]),
    elected_sign: tensor('float32', [4], [1, -1, 1, 1]),
    merged_tv: tensor('float32', [4], [1.5, -3, 4, 1]),
    merged: tensor('float32', [4], merged),
  },
});

/** Two of the three changes of 0.5 tie at the cut of the first model; the reference may keep either. */
const mergekitCase = (trimmed: number[], merged: number[]) => ({
  hyper: { density: [0.5, 1], weight: [1, 1], normalize: true, lambda_: 1, consensus: 'sum', rescale: false },
  inputs: {
    base: tensor('bfloat16', [4], [0, 0, 0, 0]),
    models: [tensor('bfloat16', [4], [1, 0.5, 0.5, 0.5]), tensor('bfloat16', [4], [2, 0, 0, -1])],
  },
  outputs: {
    trimmed: [tensor('bfloat16', [4], trimmed), tensor('bfloat16', [4], [2, 0, 0, -1])],
    merged: tensor('bfloat16', [4], merged),
  },
});

describe('the golden adapter', () => {
  it('passes a case of the authors’ code', async () => {
    expect(await golden.check(paperCase([4, -5, 9, 3]), 'ties-merging')).toEqual({
      worstError: 0,
      tolerance: 'exact',
      passed: true,
    });
  });

  it('fails it when one number is off by the last bit', async () => {
    const result = await golden.check(paperCase([4, -5, 9, 3 + 2 ** -22]), 'ties-merging');
    expect(result).toMatchObject({ passed: false, worstError: 2 ** -22 });
    expect(result.reason).toContain('merged[3] is 3');
  });

  it('passes either choice among ties at the cut', async () => {
    expect(await golden.check(mergekitCase([1, 0.5, 0, 0], [1.5, 0.5, 0, -1]), 'ties-merging')).toMatchObject({
      passed: true,
    });
    expect(await golden.check(mergekitCase([1, 0, 0.5, 0], [1.5, 0, 0.5, -1]), 'ties-merging')).toMatchObject({
      passed: true,
    });
  });

  it.each([
    ['keeps too many', [1, 0.5, 0.5, 0]],
    ['loses one above the cut', [0, 0.5, 0.5, 0]],
    ['changes a value', [1, 0.25, 0, 0]],
  ])('fails a reference that %s', async (_, trimmed) => {
    expect(await golden.check(mergekitCase(trimmed, [1.5, 0.5, 0, -1]), 'ties-merging')).toMatchObject({
      passed: false,
    });
  });

  it('refuses what it does not cover', () => {
    const rescaled = { ...mergekitCase([1, 0.5, 0, 0], [0, 0, 0, 0]), hyper: { density: 0.5, rescale: true } };
    expect(() => golden.check(rescaled, 'ties-merging')).toThrow();
  });
});
