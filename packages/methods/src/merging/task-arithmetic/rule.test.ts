import { describe, it } from 'vitest';
import { expectStreamsToEqualArrays } from '../../checkpoints/rule.testing.ts';
import { taskArithmetic } from './task-arithmetic.ts';

describe('task arithmetic on streams equals arrays', () => {
  it.each([true, false])('divided by the weights: %s', async (normalise) => {
    const parameters = { weights: [0.3, -0.1, 1, 0], normalise, lambda: 0.7 };
    await expectStreamsToEqualArrays({
      rule: 'task_arithmetic',
      base: true,
      models: 4,
      parameters: () => parameters,
      arrays: ({ base, models, rounding, format }) => taskArithmetic(base, models, { ...parameters, rounding, format }),
    });
  });
});
