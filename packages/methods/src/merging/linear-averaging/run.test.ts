import { describe, expect, it } from 'vitest';
import { runOn } from '../../checkpoints/run-method.testing.ts';
import { type Inputs, run } from './run.ts';

const defaults = { weights: [], normalise: true, profile: 'precise', embedding: 'error' } as const;
const merge = (settings: Partial<Inputs>) =>
  runOn(null, [{ w: [1, 2] }, { w: [3, 2] }], (files, context) => run({ ...defaults, ...settings, ...files }, context));

describe('a run of averaging', () => {
  it('averages, and measures from the first model', async () => {
    const { merged, name, report } = await merge({ weights: [1, 3] });
    expect(merged).toEqual({ w: [2.5, 2] });
    expect(name).toBe('model-1-average.safetensors');
    expect(report.data.reference).toBe('first model');
    expect(report.data.models.map(({ distance }) => distance)).toEqual([1.5, 0.5]);
  });

  it('tells of weights that scale the model', async () => {
    const { merged, codes } = await merge({ weights: [1, 1], normalise: false });
    expect(merged).toEqual({ w: [4, 4] });
    expect(codes).toEqual(['merge/weights-not-one']);
    expect((await merge({ weights: [0.25, 0.75], normalise: false })).codes).toEqual([]);
  });
});
