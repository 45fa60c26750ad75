import { describe, expect, it } from 'vitest';
import { golden } from './dare.golden.ts';

const tensor = (dtype: string, shape: number[], data: number[]) => ({ dtype, shape, data });

const inputs = {
  base: tensor('float32', [4], [0, 0, 0, 0]),
  models: [tensor('float32', [4], [1, -2, 3, -4]), tensor('float32', [4], [-1, -2, 1, 1])],
  keep_masks: [tensor('float32', [4], [1, 0, 0, 1]), tensor('float32', [4], [1, 1, 0, 0])],
};
const mergekitCase = (hyper: object, sparsified: number[][], merged: number[]) => ({
  hyper: {
    weight: [1, 1],
    density: [0.5, 0.5],
    consensus: null,
    rescale: 'l1 norm',
    normalize: false,
    lambda_: 1,
    ...hyper,
  },
  inputs,
  outputs: {
    sparsified: sparsified.map((data) => tensor('float32', [4], data)),
    merged: tensor('float32', [4], merged),
  },
});
const rescaled = [
  [2, 0, 0, -8],
  [-5 / 3, -10 / 3, 0, 0],
];

describe('the golden adapter', () => {
  it('passes either rescale and either way to combine', async () => {
    const linear = mergekitCase({}, rescaled, [1 / 3, -10 / 3, 0, -8]);
    expect(await golden.check(linear, 'dare')).toMatchObject({ passed: true });
    const elected = mergekitCase({ consensus: 'sum' }, rescaled, [2, -10 / 3, 0, -8]);
    expect(await golden.check(elected, 'dare')).toMatchObject({ passed: true });
    const plain = [
      [1, 0, 0, -4],
      [-1, -2, 0, 0],
    ];
    expect(await golden.check(mergekitCase({ rescale: null }, plain, [0, -2, 0, -4]), 'dare')).toMatchObject({
      passed: true,
    });
  });

  it('passes the paper’s rule', async () => {
    const outputs = {
      sparsified: [tensor('float32', [4], [2, 0, 0, -8]), tensor('float32', [4], [-2, -4, 0, 0])],
      merged: tensor('float32', [4], [0, -1, 0, -2]),
    };
    const hyper = { sparsity_level: 0.5, rescale: true, scaling_factor: 0.25 };
    expect(await golden.check({ hyper, inputs, outputs }, 'dare')).toMatchObject({ passed: true });
    const wrong = { ...outputs, merged: tensor('float32', [4], [0, -1, 0, -1.9]) };
    expect(await golden.check({ hyper, inputs, outputs: wrong }, 'dare')).toMatchObject({ passed: false });
  });

  it('fails the factor of the other rule, and a case that expects nothing', async () => {
    const wrong = mergekitCase({}, [rescaled[0], [-2, -4, 0, 0]], [0, -4, 0, -8]);
    expect(await golden.check(wrong, 'dare')).toMatchObject({ passed: false });
    const nothing = { ...mergekitCase({}, rescaled, []), outputs: {} };
    expect(await golden.check(nothing, 'dare')).toMatchObject({ passed: false, reason: 'the case expects nothing' });
  });

  it('refuses a consensus or a norm that it does not cover', () => {
    expect(() => golden.check(mergekitCase({ consensus: 'count' }, rescaled, []), 'dare')).toThrow();
    expect(() => golden.check(mergekitCase({ rescale: 'l2' }, rescaled, []), 'dare')).toThrow();
  });
});
