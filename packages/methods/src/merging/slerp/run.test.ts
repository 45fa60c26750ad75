import { describe, expect, it } from 'vitest';
import { runOn } from '../../checkpoints/run-method.testing.ts';
import { figure } from './figure.ts';
import { run } from './run.ts';

const merge = (a: readonly number[], b: readonly number[], t = 0.5) =>
  runOn(null, [{ w: a }, { w: b }], (files, context) => run({ ...files, t, embedding: 'error' }, context));

describe('a run of SLERP', () => {
  it('interpolates and reports the angle', async () => {
    const { merged, name, report, codes } = await merge([2, 0], [0, 2]);
    expect(merged).toEqual({ w: [Math.SQRT2, Math.SQRT2].map(Math.fround) });
    expect(name).toBe('model-1-slerp.safetensors');
    expect(report.numbers).toContainEqual({ label: 'Angle between the models', value: 90, unit: '°', digits: 2 });
    expect(figure(report.data).title).toBe('The models stand 90° apart; every layer follows the circle');
    expect(codes).toEqual([]);
  });

  it('tells of opposite tensors and of zeros', async () => {
    const opposite = await merge([1, 1], [-1, -1], 0.25);
    expect(opposite.merged).toEqual({ w: [0.5, 0.5] });
    expect(opposite.codes).toEqual(['slerp/opposite']);
    expect((await merge([0, 0], [1, 1])).codes).toEqual(['slerp/zero']);
    expect((await merge([0, 0], [0, 0])).codes).not.toContain('slerp/zero');
  });

  it('gives the first model at 0 and the second at 1', async () => {
    expect((await merge([1, -0, 3], [2, 5, -1], 0)).merged).toEqual({ w: [1, -0, 3] });
    expect((await merge([1, -0, 3], [2, 5, -1], 1)).merged).toEqual({ w: [2, 5, -1] });
  });
});
