import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sampledRows } from './rows.ts';

it('takes equal parts out of the middle of equal strips', () => {
  expect(sampledRows(400, 400, 10, 1)).toEqual([
    { from: 45, count: 10 },
    { from: 145, count: 10 },
    { from: 245, count: 10 },
    { from: 345, count: 10 },
  ]);
});

it('takes everything as one range where the share is one', () => {
  expect(sampledRows(77, 77, 1, 1)).toEqual([{ from: 0, count: 77 }]);
});

it('takes what is asked for at least, or all there is', () => {
  expect(sampledRows(768, 768, 1000, 1)).toEqual([{ from: 383, count: 1 }]);
  expect(sampledRows(3, 3, 1000, 16)).toEqual([{ from: 0, count: 3 }]);
  expect(sampledRows(0, 0, 1000, 16)).toEqual([]);
});

it('takes some of the rows that other files lack, and the same of those that all have', () => {
  const shorter = sampledRows(1000, 1000, 100, 1);
  const longer = sampledRows(1250, 1000, 100, 1);
  expect(longer).toEqual([...shorter, { from: 1000, count: 3 }]);
});

it('gives ascending ranges within the tensor, of the size asked for', () => {
  fc.assert(
    fc.property(
      fc.nat(5000),
      fc.nat(200),
      fc.integer({ min: 1, max: 900 }),
      fc.integer({ min: 1, max: 40 }),
      (common, extra, share, least) => {
        const ranges = sampledRows(common + extra, common, share, least);
        let end = 0;
        for (const { from, count } of ranges) {
          expect(from).toBeGreaterThanOrEqual(end);
          expect(count).toBeGreaterThan(0);
          end = from + count;
        }
        expect(end).toBeLessThanOrEqual(common + extra);
        const taken = ranges.reduce((sum, { count }) => sum + count, 0);
        const wanted = Math.min(common, Math.max(least, Math.round(common / share)));
        expect(taken).toBe(wanted + Math.ceil(extra / share));
      },
    ),
  );
});
