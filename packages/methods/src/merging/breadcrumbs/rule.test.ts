import { describe, it } from 'vitest';
import { expectStreamsToEqualArrays } from '../../checkpoints/rule.testing.ts';
import type { Combine } from '../dare/dare.ts';
import { breadcrumbs } from './breadcrumbs.ts';

const shares = { densities: [0.4, 1, 0.75], gammas: [0.1, 0.1, 0.3] };
const weighting = { weights: [1, -0.5, 0.75], normalise: true, lambda: 0.5 };

describe('Breadcrumbs on streams equals arrays', () => {
  it.each<[Combine, boolean]>([
    ['linear', false],
    ['ties', false],
    ['linear', true],
  ])('%s, rescaled: %s', async (combine, rescale) => {
    const parameters = { ...weighting, ...shares, rescale, combine };
    await expectStreamsToEqualArrays({
      rule: 'breadcrumbs',
      base: true,
      models: 3,
      cases: 12,
      parameters: () => parameters,
      arrays: ({ base, models, rounding, format }) => breadcrumbs(base, models, { ...parameters, rounding, format }),
    });
  });
});
