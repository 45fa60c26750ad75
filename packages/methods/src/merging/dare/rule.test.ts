import { describe, it } from 'vitest';
import { expectStreamsToEqualArrays } from '../../checkpoints/rule.testing.ts';
import { type Combine, dare, drawMask } from './dare.ts';
import type { Rescale } from './rescale.ts';

const densities = [0.4, 1, 0.75];
const weighting = { weights: [1, -0.5, 0.75], normalise: true, lambda: 0.5 };
const seed = 11;

describe('DARE on streams equals arrays', () => {
  it.each<[Rescale, Combine]>([
    ['paper', 'linear'],
    ['mergekit', 'ties'],
    ['mergekit', 'linear'],
    ['none', 'ties'],
  ])('rescale %s, %s', async (rescale, combine) => {
    await expectStreamsToEqualArrays({
      rule: 'dare',
      base: true,
      models: 3,
      parameters: () => ({ ...weighting, densities, rescale, combine, seed }),
      arrays({ tensor, base, models, rounding, format }) {
        const masks = densities.map((density, model) => drawMask(seed, tensor, model, density, base.length));
        return dare(base, models, masks, { ...weighting, densities, rescale, combine, rounding, format });
      },
    });
  });
});
