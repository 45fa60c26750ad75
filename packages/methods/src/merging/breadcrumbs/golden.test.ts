import { describe, expect, it } from 'vitest';
import { golden } from './breadcrumbs.golden.ts';

const tensor = (dtype: string, shape: number[], data: number[]) => ({ dtype, shape, data });

const maskCase = (deltas: number[], sparsified: number[], hyper: object = {}) => ({
  hyper: { density: 0.4, gamma: 0.2, ...hyper },
  inputs: { deltas: [tensor('float32', [deltas.length], deltas)] },
  outputs: { sparsified: [tensor('float32', [deltas.length], sparsified)] },
});

describe('the golden adapter', () => {
  it('passes what is right', async () => {
    expect(await golden.check(maskCase([5, -4, 3, -2, 1], [0, -4, 3, 0, 0]), 'breadcrumbs')).toMatchObject({
      passed: true,
    });
    const scaled = maskCase([5, -4, 3, -2, 1], [0, (-4 * 15) / 7, 45 / 7, 0, 0], { rescale: 'l1' });
    expect(await golden.check(scaled, 'breadcrumbs')).toMatchObject({ passed: true });
  });

  it('passes either choice among equal changes at a cut', async () => {
    expect(await golden.check(maskCase([5, 2, 2, 2, 1], [0, 2, 0, 2, 0]), 'breadcrumbs')).toMatchObject({
      passed: true,
    });
    expect(await golden.check(maskCase([5, 2, 2, 2, 1], [0, 0, 2, 2, 0]), 'breadcrumbs')).toMatchObject({
      passed: true,
    });
  });

  it.each([
    ['keeps too many', [5, 2, 2, 2, 1], [0, 2, 2, 2, 0]],
    ['keeps an outlier', [5, 2, 2, 2, 1], [5, 2, 0, 0, 0]],
    ['keeps a small change', [5, -4, 3, -2, 1], [0, -4, 0, -2, 0]],
    ['changes a value', [5, -4, 3, -2, 1], [0, -4, 3.1, 0, 0]],
  ])('fails a reference that %s', async (_, deltas, sparsified) => {
    expect(await golden.check(maskCase(deltas, sparsified), 'breadcrumbs')).toMatchObject({ passed: false });
  });
});
