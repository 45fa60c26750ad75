import { describe, expect, it } from 'vitest';
import { golden } from './task-arithmetic.golden.ts';

const tensor = (dtype: string, shape: number[], data: number[]) => ({ dtype, shape, data });

const additionCase = (hyper: object, merged: number[]) => ({
  hyper: { weight: [1, -0.5], normalize: false, lambda_: 0.5, ...hyper },
  inputs: {
    base: tensor('float16', [2], [1, 2]),
    models: [tensor('float16', [2], [2, 4]), tensor('float16', [2], [3, 2])],
  },
  outputs: { merged: tensor('float16', [2], merged) },
});

describe('the golden adapter', () => {
  it('passes what is right', async () => {
    expect(await golden.check(additionCase({}, [1, 3]), 'task-arithmetic')).toMatchObject({ passed: true });
    expect(await golden.check(additionCase({ normalize: true }, [1, 4]), 'task-arithmetic')).toMatchObject({
      passed: true,
    });
    expect(await golden.check(additionCase({ weight: 1 }, [2.5, 3]), 'task-arithmetic')).toMatchObject({
      passed: true,
    });
  });

  it('fails what is off by one bit, or too short', async () => {
    expect(await golden.check(additionCase({}, [1, 3.001953125]), 'task-arithmetic')).toMatchObject({ passed: false });
    expect(await golden.check(additionCase({}, [1]), 'task-arithmetic')).toMatchObject({
      passed: false,
      reason: 'merged has 2 numbers, not 1',
    });
  });

  it('refuses a list of weights of another length', () => {
    expect(() => golden.check(additionCase({ weight: [1] }, [1, 3]), 'task-arithmetic')).toThrow(
      '1 values for 2 models',
    );
  });
});
