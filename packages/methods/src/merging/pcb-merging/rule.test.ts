import { balance, competitionScores, roundToBf16, roundToF16 } from '@offprint/numerics';
import { describe, it } from 'vitest';
import { expectStreamsToEqualArrays } from '../../checkpoints/rule.testing.ts';
import { clampPlaces, type PcbVariant, scorePlaces } from './pcb.ts';

const parameters = { ratio: 0.3, lambdas: [1, 0.75, 1.25], scope: 'tensor' } as const;

/** The same by sorting, in float32 as the kernels compute. */
function mergeArrays(base: Float32Array, models: readonly Float32Array[], variant: PcbVariant): Float32Array {
  const changes = models.map((model) => model.map((value, p) => value - base[p]));
  const [low, high] = clampPlaces(base.length, variant);
  const [cut, top] = scorePlaces(base.length, parameters.ratio);
  const bounds = changes.map((change) => {
    const sorted = change.map(Math.abs).sort();
    return [sorted[low], sorted[high]];
  });
  const scores = competitionScores(changes, Float32Array.from(bounds.flat()), variant === 'vision');
  const limits = scores.flatMap((score, model) => {
    const sorted = score.toSorted();
    const flat = !(bounds[model][1] > bounds[model][0]);
    return [...bounds[model], flat ? sorted[top] : sorted[cut], sorted[top], parameters.lambdas[model]];
  });
  const { merged } = balance(changes, scores, Float32Array.from(limits));
  return base.map((value, p) => value + merged[p]);
}

describe('PCB-Merging on streams equals sorting', () => {
  it.each<PcbVariant>(['language', 'vision'])('%s', async (variant) => {
    await expectStreamsToEqualArrays({
      rule: 'pcb',
      base: true,
      models: 3,
      cases: 12,
      parameters: () => ({ ...parameters, variant }),
      arrays({ base, models, format }) {
        const merged = mergeArrays(base, models, variant);
        if (format === 'BF16') roundToBf16(merged);
        if (format === 'F16') roundToF16(merged);
        return merged;
      },
    });
  });
});
