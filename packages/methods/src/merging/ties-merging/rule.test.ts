import { describe, it } from 'vitest';
import { expectStreamsToEqualArrays } from '../../checkpoints/rule.testing.ts';
import { roundTo } from '../task-arithmetic/task-vectors.ts';
import { mergeTrimmed, trimmedChanges } from './mergekit.ts';
import type { TiesParameters } from './rule.ts';
import { tiesMerge } from './ties.ts';

const densities = [0.3, 1, 0.62];

describe('TIES of each tensor on streams equals arrays', () => {
  it.each([0.5, 1])('both profiles, λ %s', async (lambda) => {
    const even = { weights: [1, 1, 1], densities, normalise: true, lambda };
    await expectStreamsToEqualArrays({
      rule: 'ties',
      base: true,
      models: 3,
      cases: 12,
      parameters: (rounding): TiesParameters => ({ ...even, profile: rounding === 'precise' ? 'paper' : 'mergekit' }),
      arrays: ({ base, models, rounding, format }) => {
        if (rounding === 'precise') {
          return roundTo(
            format,
            tiesMerge(base, models, { densities, ties: 'keep-all', merge: 'mean', lambda }).merged,
          );
        }
        const options = { ...even, format, ties: 'stable-index' } as const;
        return mergeTrimmed(base, trimmedChanges(base, models, options), options);
      },
    });
  });

  it.each([true, false])('weights as mergekit takes them, normalised: %s', async (normalise) => {
    const weighted = { weights: [0.3, -1, 0.7], densities, normalise, lambda: 0.4 };
    await expectStreamsToEqualArrays({
      rule: 'ties',
      base: true,
      models: 3,
      cases: 12,
      parameters: (): TiesParameters => ({ ...weighted, profile: 'mergekit' }),
      arrays: ({ base, models, rounding, format }) => {
        const within = rounding === 'precise' ? 'F32' : format;
        const options = { ...weighted, format: within, ties: 'stable-index' } as const;
        return roundTo(format, mergeTrimmed(base, trimmedChanges(base, models, options), options));
      },
    });
  });
});
