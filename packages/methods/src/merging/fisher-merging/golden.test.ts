import { describe, expect, it } from 'vitest';
import { golden } from './fisher.golden.ts';

const tensor = (data: number[]) => ({ dtype: 'float32', shape: [data.length], data });

/** Norms 5 and 2; weights 0.5 / 5 and 0.5 / 2, times 3, 4 and 0, 2. */
const authors = (merged: number[]) => ({
  hyper: { coefficients: [0.5, 0.5], fisher_floor: 1e-6, favor_target_model: true, normalize_fishers: true },
  inputs: {
    models: [{ w: tensor([1, 1]) }, { w: tensor([2, 10]) }],
    fishers: [{ w: tensor([3, 4]) }, { w: tensor([0, 2]) }],
  },
  outputs: { merged: { w: tensor(merged) }, l2_norms: [5, 2] },
});

const mergelm = (merged: number[]) => ({
  hyper: { scaling: [1, 3], normalize_fisher_weight: false, minimal_fisher_weight: 1 },
  inputs: {
    models: { w: [tensor([1, 1]), tensor([2, 10])] },
    fishers: [{ w: tensor([3, 4]) }, { w: tensor([0, 2]) }],
  },
  outputs: { merged: { w: tensor(merged) } },
});

/** Two classes that differ by x alone: F of the second row is p (1 − p) x², here x²/4. */
const exact = (second: number) => ({
  hyper: { activation: 'relu' },
  inputs: {
    params: {
      w1: { ...tensor([1]), shape: [1, 1] },
      b1: tensor([0]),
      w2: { ...tensor([0, 0]), shape: [2, 1] },
      b2: tensor([0, 0]),
    },
    x: { ...tensor([2]), shape: [1, 1] },
  },
  outputs: { fisher: { w2: { ...tensor([1, second]), shape: [2, 1] }, b2: tensor([0.25, 0.25]) } },
});

describe('the golden adapter', () => {
  it('passes cases of each kind', async () => {
    for (const testCase of [authors([1, 0.4 / 0.9 + 5 / 0.9]), mergelm([(4 + 6) / 7, (5 + 90) / 14]), exact(1)]) {
      expect(await golden.check(testCase, 'fisher-merging')).toMatchObject({ passed: true });
    }
  });

  it('fails them when a number is off', async () => {
    for (const testCase of [authors([1, 5]), mergelm([1, 6]), exact(1.01)]) {
      expect(await golden.check(testCase, 'fisher-merging')).toMatchObject({ passed: false });
    }
  });
});
