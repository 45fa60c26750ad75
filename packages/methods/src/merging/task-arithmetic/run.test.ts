import { describe, expect, it } from 'vitest';
import { runOn } from '../../checkpoints/run-method.testing.ts';
import { type Inputs, run } from './run.ts';

const defaults = { lambda: 1, weights: [], normalise: false, profile: 'precise', embedding: 'error' } as const;
const merge = (settings: Partial<Inputs>) =>
  runOn({ w: [1, 2] }, [{ w: [2, 2] }, { w: [1, 6] }], (files, context) =>
    run({ ...defaults, ...settings, ...files }, context),
  );

describe('a run of task arithmetic', () => {
  it('merges and reports', async () => {
    const { merged, name, report, codes } = await merge({ lambda: 0.5 });
    expect(merged).toEqual({ w: [1.5, 4] });
    expect(name).toBe('base-task-arithmetic.safetensors');
    expect(report.data.gram).toEqual([
      [1, 0, 0.5],
      [0, 16, 8],
      [0.5, 8, 4.25],
    ]);
    expect(codes).toEqual([]);
  });

  it('tells of a lambda and of weights that do nothing', async () => {
    expect((await merge({ lambda: 0 })).codes).toEqual(['merge/lambda-zero']);
    expect((await merge({ weights: [0, 1] })).codes).toEqual(['merge/weight-zero']);
  });

  it('refuses to divide by weights that cancel, and says so where mergekit goes on', async () => {
    const cancelling = { weights: [1, -1], normalise: true };
    await expect(merge(cancelling)).rejects.toMatchObject({ code: 'merge/weights', where: { setting: 'weights' } });
    const faithful = await merge({ ...cancelling, profile: 'mergekit' });
    expect(faithful.codes).toEqual(['merge/weights-cancel']);
    expect(faithful.merged).toEqual({ w: [2, -2] });
  });

  it('names a list of another length', async () => {
    await expect(merge({ weights: [1] })).rejects.toThrow('There is 1 number in weights for 2 models.');
    await expect(merge({ weights: [1, 2, 3] })).rejects.toThrow('There are 3 numbers in weights for 2 models.');
  });
});
