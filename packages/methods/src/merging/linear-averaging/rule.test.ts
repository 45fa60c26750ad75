import { describe, it } from 'vitest';
import { expectStreamsToEqualArrays } from '../../checkpoints/rule.testing.ts';
import { average } from './averaging.ts';

describe('averaging on streams equals arrays', () => {
  it.each([true, false])('divided by the weights: %s', async (normalise) => {
    const parameters = { weights: [0.3, 0.1, 1], normalise };
    await expectStreamsToEqualArrays({
      rule: 'linear',
      base: false,
      models: 3,
      parameters: () => parameters,
      arrays: ({ models, rounding, format }) => average(models, { ...parameters, rounding, format }),
    });
  });
});
