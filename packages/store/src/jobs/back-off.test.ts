import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backOff } from './back-off.ts';

const hour = 3_600_000;

describe('backOff', () => {
  it('lies between half and the whole of 1 s doubled with each attempt, at most an hour', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 1_000 }), (id, attempt) => {
        const whole = Math.min(1_000 * 2 ** (attempt - 1), hour);
        expect(backOff(id, attempt)).toBeGreaterThanOrEqual(whole / 2);
        expect(backOff(id, attempt)).toBeLessThanOrEqual(whole);
      }),
    );
  });

  it('is the same for the same job and attempt', () => {
    expect(backOff('01M864TWAGAQ5284WDQVR95YPP', 3)).toBe(backOff('01M864TWAGAQ5284WDQVR95YPP', 3));
  });

  it('spreads jobs evenly over its range', () => {
    const tenths = new Array<number>(10).fill(0);
    for (let index = 0; index < 10_000; index++) {
      const tenth = Math.min(Math.floor((backOff(`job ${index}`, 20) / hour - 0.5) * 20), 9);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    // 1,000 expected in each; six standard deviations of a binomial count are 180.
    for (const count of tenths) expect(Math.abs(count - 1_000)).toBeLessThan(180);
  });
});
