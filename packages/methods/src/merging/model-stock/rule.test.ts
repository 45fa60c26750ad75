import { describe, it } from 'vitest';
import { expectStreamsToEqualArrays } from '../../checkpoints/rule.testing.ts';
import { modelStock, rowLengthOf } from './model-stock.ts';

describe('Model Stock on streams equals arrays', () => {
  it.each([
    [2, false],
    [3, false],
    [2, true],
    [3, true],
  ])('%i models, by rows: %s', async (models, filterWise) => {
    await expectStreamsToEqualArrays({
      rule: 'model_stock',
      base: true,
      models,
      parameters: () => ({ filterWise, guard: true }),
      arrays: ({ base, models: given, shape, rounding, format }) =>
        modelStock(base, given, { rounding, format, guard: true, rowLength: rowLengthOf(shape, filterWise) }),
    });
  });
});
