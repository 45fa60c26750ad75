import { describe, expect, it } from 'vitest';
import { golden } from './slerp.golden.ts';

const tensor = (dtype: string, shape: number[], data: number[]) => ({ dtype, shape, data });

const slerpCase = (t: number, merged: number[]) => ({
  hyper: { t },
  inputs: { a: tensor('float32', [2], [1, 0]), b: tensor('float32', [2], [0, 1]) },
  outputs: { merged: tensor('float32', [2], merged) },
});

describe('the golden adapter', () => {
  it('passes what is right, within the tolerance of float32', async () => {
    expect(await golden.check(slerpCase(0.5, [Math.SQRT1_2, Math.SQRT1_2 + 5e-7]), 'slerp')).toMatchObject({
      passed: true,
    });
  });

  it('fails what is beyond it', async () => {
    expect(await golden.check(slerpCase(0.5, [Math.SQRT1_2, Math.SQRT1_2 + 2e-5]), 'slerp')).toMatchObject({
      passed: false,
    });
    expect(await golden.check(slerpCase(0.5, [0.5, 0.5]), 'slerp')).toMatchObject({ passed: false });
  });
});
