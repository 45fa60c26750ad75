import { describe, expect, it } from 'vitest';
import { runOn } from '../../checkpoints/run-method.testing.ts';
import { type Inputs, run } from './run.ts';

const defaults = {
  density: 0.4,
  densities: [],
  gamma: 0.2,
  combine: 'linear',
  lambda: 1,
  weights: [],
  normalise: false,
  rescale: false,
  profile: 'precise',
  embedding: 'error',
} as const;
const merge = (settings: Partial<Inputs>) =>
  runOn({ w: [0, 0, 0, 0, 0], b: [0] }, [{ w: [5, -4, 3, -2, 1], b: [1] }], (files, context) =>
    run({ ...defaults, ...settings, ...files }, context),
  );

describe('a run of Breadcrumbs', () => {
  it('masks both ends of each tensor, and names those that are too small', async () => {
    const { merged, name, report, codes, notices } = await merge({});
    expect(merged).toEqual({ w: [0, -4, 3, 0, 0], b: [0] });
    expect(name).toBe('base-breadcrumbs.safetensors');
    expect(report.data.models[0].kept).toBe(2);
    expect(codes).toEqual(['breadcrumbs/too-small', 'breadcrumbs/no-outlier']);
    expect(notices[0].message).toBe('Too small for a density of 0.4, and as in the base: b.');
  });

  it('keeps all at density 1, without a word', async () => {
    const { merged, codes } = await merge({ density: 1 });
    expect(merged).toEqual({ w: [5, -4, 3, -2, 1], b: [1] });
    expect(codes).toEqual([]);
  });

  it('says when the density wins', async () => {
    const { merged, codes } = await merge({ density: 0.9, gamma: 0.4 });
    expect(merged['w']).toEqual([0, -4, 3, -2, 1]);
    expect(codes).toContain('breadcrumbs/density-wins');
  });
});
