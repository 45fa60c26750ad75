import { describe, it } from 'vitest';
import { expectStreamsToEqualArrays } from '../../checkpoints/rule.testing.ts';
import { slerp } from './slerp.ts';

describe('SLERP on streams equals arrays', () => {
  it.each([0, 0.3, 1])('at t = %d', async (t) => {
    await expectStreamsToEqualArrays({
      rule: 'slerp',
      base: false,
      models: 2,
      parameters: () => ({ t }),
      arrays: ({ models: [a, b], format }) => slerp(a, b, t, format),
    });
  });
});
