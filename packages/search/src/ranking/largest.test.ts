import fc from 'fast-check';
import { expect, test } from 'vitest';
import { largest } from './largest.ts';

test('is the k-th of the sorted numbers', () => {
  fc.assert(
    fc.property(
      fc.array(fc.float({ noNaN: true, noDefaultInfinity: true })),
      fc.integer({ min: 1, max: 20 }),
      (values, k) => {
        const kept = largest(k);
        for (const value of values) kept.offer(value);
        const sorted = values.toSorted((a, b) => b - a);
        expect(kept.threshold()).toBeCloseTo(sorted[k - 1] ?? -Infinity, 10);
      },
    ),
  );
});
