import { CancelledError } from '@offprint/errors';
import { describe, expect, it } from 'vitest';
import { startVerification } from './node.ts';
import { holds, runVerification } from './run-verification.ts';
import scaledSum from './testing/scaled-sum/method.ts';
import type { Claim } from './verification.ts';

const claim = (accepted: Claim['accepted'], got: Claim['got']): Claim => ({ claim: 'x', expected: 'y', accepted, got });

describe('holds', () => {
  it.each<[Claim['accepted'], Claim['got'], boolean]>([
    [[1, 2], 1, true],
    [[1, 2], 2, true],
    [[1, 2], 2.0000001, false],
    [[1, 2], Number.NaN, false],
    [[1, 2], '1', false],
    ['yes', 'yes', true],
    ['yes', 'no', false],
    ['3', 3, true],
  ])('judges %j against %j: %s', (accepted, got, expected) => {
    expect(holds(claim(accepted, got))).toBe(expected);
  });
});

describe('runVerification', () => {
  const withClaims = (claims: readonly Claim[]) => ({
    id: 'x',
    verification: async () => ({ verification: { title: 'T', source: 'S', run: async () => claims } }),
  });

  it('gives each claim with its verdict', async () => {
    const { title, source, rows } = await runVerification(withClaims([claim([0, 1], 0.5), claim([0, 1], 2)]));
    expect([title, source]).toEqual(['T', 'S']);
    expect(rows.map(({ passed }) => passed)).toEqual([true, false]);
  });

  it('is a fault of the method to claim nothing', async () => {
    await expect(runVerification(withClaims([]))).rejects.toThrow('The verification of x makes no claim.');
  });

  it('can be cancelled', async () => {
    await expect(runVerification(scaledSum, { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(CancelledError);
  });
});

describe('startVerification', () => {
  it('runs in a worker and tells of its progress', async () => {
    const told: [number, string][] = [];
    const started = startVerification(scaledSum, { onProgress: (share, detail) => told.push([share, detail]) });
    const { rows } = await started.result;
    expect(rows.map(({ claim: text, passed }) => [text, passed])).toEqual([
      ['x + 0 × y is x', true],
      ['and it is still called x', true],
    ]);
    expect(told).toEqual([[0.5, 'adding']]);
  });
});
