import { describe, expect, it } from 'vitest';
import { runOn } from '../../checkpoints/run-method.testing.ts';
import { drawMask } from './dare.ts';
import { type Inputs, run } from './run.ts';

const defaults = {
  density: 0.5,
  densities: [],
  combine: 'linear',
  lambda: 1,
  weights: [],
  normalise: false,
  rescale: 'paper',
  profile: 'precise',
  embedding: 'error',
  seed: 3,
} as const;
const size = 200;
const base = { w: Array.from({ length: size }, () => 1) };
const model = { w: Array.from({ length: size }, () => 2) };
const merge = (settings: Partial<Inputs>) =>
  runOn(base, [model, model], (files, context) => run({ ...defaults, ...settings, ...files }, context));

describe('a run of DARE', () => {
  it('drops, rescales and counts', async () => {
    const masks = [0, 1].map((index) => drawMask(3, 'w', index, 0.5, size));
    const { merged, name, report } = await merge({});
    expect(merged['w']).toEqual(Array.from(masks[0], (kept, p) => 1 + 2 * kept + 2 * masks[1][p]));
    expect(name).toBe('base-dare.safetensors');
    expect(report.data.models.map(({ kept }) => kept)).toEqual(
      masks.map((mask) => mask.filter((kept) => kept === 1).length),
    );
    expect(report.data.tensors[0].details).toEqual({ rescale: 2 });
  });

  it('calls its file by how it combines, and gives other bytes for another seed', async () => {
    expect((await merge({ combine: 'ties' })).name).toBe('base-dare-ties.safetensors');
    expect((await merge({ seed: 4 })).merged).not.toEqual((await merge({})).merged);
  });

  it('warns of large factors, unless nothing is rescaled', async () => {
    expect((await merge({ density: 0.02 })).codes).toContain('dare/large-factor');
    expect((await merge({ density: 0.02, rescale: 'none' })).codes).not.toContain('dare/large-factor');
    expect((await merge({ density: 0.1 })).codes).not.toContain('dare/large-factor');
  });

  it('takes a density for each model, and refuses one that is no share', async () => {
    const { report } = await merge({ densities: [1, 0.5] });
    expect(report.data.models[0].kept).toBe(size);
    await expect(merge({ densities: [0.5, 1.5] })).rejects.toMatchObject({ code: 'merge/density' });
    await expect(merge({ densities: [0.5] })).rejects.toMatchObject({ where: { setting: 'densities' } });
  });
});
