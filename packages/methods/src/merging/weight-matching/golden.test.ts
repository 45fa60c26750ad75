import { describe, expect, it } from 'vitest';
import { golden } from './weight-matching.golden.ts';

const tensor = (shape: number[], data: number[]) => ({ shape, dtype: 'float64', data });

/** b is a with its two hidden units exchanged. */
const matching = (perm: number[], sweepOrders: number[][] = [[0], [0]]) => ({
  hyper: { max_iter: 100, sweep_orders: sweepOrders },
  inputs: {
    a: {
      'Dense_0/kernel': tensor([1, 2], [1, 5]),
      'Dense_0/bias': tensor([2], [2, 3]),
      'Dense_1/kernel': tensor([2, 1], [4, -1]),
    },
    b: {
      'Dense_0/kernel': tensor([1, 2], [5, 1]),
      'Dense_0/bias': tensor([2], [3, 2]),
      'Dense_1/kernel': tensor([2, 1], [-1, 4]),
    },
  },
  outputs: {
    perm: { P_0: tensor([2], perm) },
    l2_before: 84,
    l2_after: 0,
    inner_after: 56,
    applied: {
      'Dense_0/kernel': tensor([1, 2], [1, 5]),
      'Dense_0/bias': tensor([2], [2, 3]),
      'Dense_1/kernel': tensor([2, 1], [4, -1]),
    },
  },
});

const assignment = (columns: number[], value: number) => ({
  hyper: { maximize: false },
  inputs: { cost: tensor([3, 2], [5, 9, 1, 2, 7, 1]) },
  outputs: { assignment: tensor([columns.length], columns), value },
});

describe('the golden adapter', () => {
  it('passes a matching worked out by hand', async () => {
    expect(await golden.check(matching([1, 0]), 'weight-matching')).toMatchObject({ passed: true, worstError: 0 });
  });

  it('fails another permutation, and another number of sweeps', async () => {
    expect(await golden.check(matching([0, 1]), 'weight-matching')).toMatchObject({ passed: false });
    const early = await golden.check(matching([1, 0], [[0], [0], [0]]), 'weight-matching');
    expect(early.reason).toContain('after 2 sweeps');
  });

  it('reads named permutations on any axes', async () => {
    const { hyper, ...rest } = matching([1, 0]);
    const axes = { 'Dense_0/kernel': [null, 'P_0'], 'Dense_0/bias': ['P_0'], 'Dense_1/kernel': ['P_0', null] };
    const named = { ...rest, hyper: { ...hyper, permutations: ['P_0'], axes } };
    expect(await golden.check(named, 'weight-matching')).toMatchObject({ passed: true });
  });

  it('takes assignments with more rows, listed with or without those left over', async () => {
    expect(await golden.check(assignment([-1, 0, 1], 2), 'linear-assignment')).toMatchObject({ passed: true });
    expect(await golden.check(assignment([0, 1], 2), 'linear-assignment')).toMatchObject({ passed: true });
    expect(await golden.check(assignment([1, 0], 2), 'linear-assignment')).toMatchObject({ passed: false });
    expect(await golden.check(assignment([0, 1], 2 + 1e-9), 'linear-assignment')).toMatchObject({ passed: false });
  });
});
