import type { Verification } from '../../verification.ts';

export const verification: Verification = {
  title: 'Adding nothing changes nothing.',
  source: 'arithmetic',
  async run(context) {
    context.progress(0.5, 'adding');
    return [
      { claim: 'x + 0 × y is x', expected: 3, accepted: [3, 3], got: 3 + 0 * 4 },
      { claim: 'and it is still called x', expected: 'x', accepted: 'x', got: 'x' },
    ];
  },
};
