import { describe, expect, it } from 'vitest';
import { runOn } from '../../checkpoints/run-method.testing.ts';
import { figure } from './figure.ts';
import { type Inputs, run } from './run.ts';

const defaults = { filterWise: false, profile: 'precise', embedding: 'error' } as const;
const merge = (a: readonly number[], b: readonly number[], settings: Partial<Inputs> = {}) =>
  runOn({ w: a.map(() => 0) }, [{ w: a }, { w: b }], (files, context) =>
    run({ ...defaults, ...settings, ...files }, context),
  );

describe('a run of Model Stock', () => {
  it('goes as far as the angle says', async () => {
    // Cosine 0.6, so t is 0.75 and the average (1.6, 0.8) is drawn back to (1.2, 0.6).
    const { merged, name, report, codes } = await merge([2, 0], [1.2, 1.6]);
    expect(merged['w'][0]).toBeCloseTo(1.2, 6);
    expect(merged['w'][1]).toBeCloseTo(0.6, 6);
    expect(name).toBe('base-model-stock.safetensors');
    expect(report.data.tensors[0].details['t']).toBeCloseTo(0.75, 6);
    expect(figure(report.data).title).toBe(
      'The task vectors share a direction (53°); the merged model lies 75 % of the way from the base to the average',
    );
    expect(codes).toEqual([]);
  });

  it('stays at the base where models pull apart, and says so', async () => {
    const { merged, codes, report } = await merge([2, 0], [-1, 1]);
    expect(merged).toEqual({ w: [0, 0] });
    expect(codes).toEqual(['model-stock/guarded']);
    expect(figure(report.data).title).toMatch(/; the merged model stays at the base$/);
  });

  it('leaves the formula alone in mergekit’s profile, and tells what came of it', async () => {
    const { merged, codes, notices } = await merge([2, 0], [-1.2, 1.6], { profile: 'mergekit' });
    // Cosine -0.6, so t is -3.
    expect(merged['w'][0]).toBeCloseTo(-1.2, 5);
    expect(codes).toEqual(['model-stock/beyond']);
    expect(notices[0].message).toContain('in one tensor, most in w, where it is -3;');
  });

  it('stops where t has no bound at all', async () => {
    await expect(merge([2, 0], [-2, 0], { profile: 'mergekit' })).rejects.toMatchObject({ code: 'merge/overflow' });
  });
});
