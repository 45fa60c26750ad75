import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editDistance } from './spelling.ts';

/** Optimal string alignment by its recursive definition. */
function distance(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  const replaced = distance(a.slice(0, -1), b.slice(0, -1)) + (a.at(-1) === b.at(-1) ? 0 : 1);
  const best = Math.min(replaced, distance(a.slice(0, -1), b) + 1, distance(a, b.slice(0, -1)) + 1);
  const swapped = a.length > 1 && b.length > 1 && a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1);
  return swapped ? Math.min(best, distance(a.slice(0, -2), b.slice(0, -2)) + 1) : best;
}

test('is the number of slips, or says that there are more than asked for', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 });
  fc.assert(
    fc.property(word, word, fc.integer({ min: 1, max: 3 }), (a, b, most) => {
      const expected = distance(a, b);
      const got = editDistance(a, b, most);
      if (expected <= most) expect(got).toBe(expected);
      else expect(got).toBeGreaterThan(most);
    }),
    { numRuns: 300 },
  );
});

test('one slip each', () => {
  expect(['modle', 'modl', 'modell', 'modem', 'model'].map((word) => editDistance(word, 'model', 2))).toEqual([
    1, 1, 1, 1, 0,
  ]);
});
