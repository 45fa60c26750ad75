import { describe, expect, it } from 'vitest';
import { golden } from './pcb.golden.ts';

const tensor = (shape: number[], data: number[]) => ({ dtype: 'float32', shape, data });

/** Worked out by hand: the sizes of 1, 2, 3, 4 are 0, 1/2, 1, 1, since 4 is clamped to 3; at r = 0.5 two lose, one is cut. */
const scripted = (hyper: object, agreement: (change: number, size: number) => number) => {
  const changes = [0.25, 0.5, 0.75, 1];
  const scores = [0, 0.5, 1, 1].map((size, p) => Math.exp(size * size) * agreement(changes[p], size));
  const [cut, top] = [scores.toSorted((a, b) => a - b)[2], Math.max(...scores)];
  const scale = scores.map((score) => (top > cut ? Math.max(0, score - cut) / (top - cut) : 0));
  const held = [0.25, 0.5, 0.75, 0.75];
  return {
    hyper,
    inputs: { base: tensor([4], [1, 1, 1, 1]), task_vectors: tensor([1, 4], changes) },
    outputs: {
      clamped_tv: tensor([1, 4], held),
      scale: tensor([1, 4], scale),
      merged: tensor(
        [4],
        held.map((value, p) => 1 + (scale[p] > 0 ? 2 * value : 0)),
      ),
    },
  };
};

const release = scripted({ pcb_ratio: 0.5, lambda_: 2 }, (change) => Math.tanh(change * change));
const vision = scripted({ pcb_ratio: 0.5, lams: [2], variant: 'vision: pairs' }, (_, size) => Math.tanh(size * size));

describe('the golden adapter', () => {
  it('passes a case of either script', async () => {
    expect(release.outputs.scale.data).toEqual([0, 0, 0, 1]);
    expect(await golden.check(release, 'pcb-merging')).toMatchObject({ passed: true });
    expect(await golden.check(vision, 'pcb-merging')).toMatchObject({ passed: true });
  });

  it.each(['clamped_tv', 'scale', 'merged'] as const)('fails it when %s is off', async (name) => {
    const { shape, data } = release.outputs[name];
    const wrong = {
      ...release,
      outputs: { ...release.outputs, [name]: tensor(shape, [data[0] + 1e-4, ...data.slice(1)]) },
    };
    const result = await golden.check(wrong, 'pcb-merging');
    expect(result).toMatchObject({ passed: false });
    expect(result.reason).toContain(`${name}[0] is `);
  });

  it('refuses what it does not cover', () => {
    expect(() => golden.check({ ...release, hyper: {} }, 'pcb-merging')).toThrow();
  });
});
