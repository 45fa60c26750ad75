import { describe, expect, it } from 'vitest';
import { golden } from './averaging.golden.ts';

const tensor = (dtype: string, shape: number[], data: number[]) => ({ dtype, shape, data });

const averagingCase = (merged: number[], normalize = true) => ({
  hyper: { weight: [1, 3], normalize },
  inputs: { models: [tensor('bfloat16', [2], [4, 0]), tensor('bfloat16', [2], [8, -4])] },
  outputs: { merged: tensor('bfloat16', [2], merged) },
});

describe('the golden adapter', () => {
  it('passes what is right, with and without division', async () => {
    expect(await golden.check(averagingCase([7, -3]), 'linear-averaging')).toMatchObject({
      passed: true,
      worstError: 0,
    });
    expect(await golden.check(averagingCase([28, -12], false), 'linear-averaging')).toMatchObject({ passed: true });
  });

  it('fails one number that is off by a bit of the format', async () => {
    const result = await golden.check(averagingCase([7.03125, -3]), 'linear-averaging');
    expect(result).toMatchObject({ passed: false, worstError: 0.03125, reason: 'merged[0] is 7, expected 7.03125' });
  });

  it('refuses formats that it does not cover', () => {
    const odd = { ...averagingCase([7, -3]), inputs: { models: [tensor('int8', [1], [1])] } };
    expect(() => golden.check(odd, 'linear-averaging')).toThrow('int8');
  });
});
