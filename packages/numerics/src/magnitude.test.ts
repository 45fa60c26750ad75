import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findRank, keyOf, magnitudeOf, selectMagnitude, trim, trimFirst } from './magnitude.ts';

describe('selectMagnitude', () => {
  it('finds the third largest of six, with its ties', () => {
    const x = Float32Array.of(1, -3, 2, 0, -2, 2);
    expect(selectMagnitude(x, 3)).toEqual({ key: keyOf(2), above: 1, equal: 3 });
    expect(selectMagnitude(x, 1)).toEqual({ key: keyOf(3), above: 0, equal: 1 });
    expect(selectMagnitude(x, 6)).toEqual({ key: 0, above: 5, equal: 1 });
    expect(selectMagnitude(x, 7)).toBeUndefined();
  });

  it('agrees with sorting, for any finite numbers and any rank', () => {
    const float = fc.oneof(
      fc.float({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(0, -0, 1, -1, 1.0000001192092896, 2 ** -149, -(2 ** -149)),
    );
    fc.assert(
      fc.property(fc.array(float, { minLength: 1, maxLength: 60 }), fc.nat(), (numbers, any) => {
        const x = Float32Array.from(numbers);
        const rank = 1 + (any % x.length);
        const sorted = [...x].map(Math.abs).sort((a, b) => b - a);
        const expected = sorted[rank - 1];
        const got = selectMagnitude(x, rank);
        expect(got?.key).toBe(keyOf(expected));
        expect(got?.above).toBe(sorted.filter((value) => value > expected).length);
        expect(got?.equal).toBe(sorted.filter((value) => value === expected).length);
      }),
      { numRuns: 40 },
    );
  });
});

describe('trimming', () => {
  it('keeps what is at or above the cut', () => {
    const x = Float32Array.of(1, -3, 2, -2);
    expect(trim(x, keyOf(2))).toBe(3);
    expect([...x]).toEqual([0, -3, 2, -2]);
  });

  it('keeps only the first of those at the cut', () => {
    const x = Float32Array.of(2, -3, 2, -2);
    expect(trimFirst(x, keyOf(2), 2)).toBe(3);
    expect([...x]).toEqual([2, -3, 2, 0]);
  });
});

it('a key gives its magnitude back', () => {
  expect(magnitudeOf(keyOf(-0.375))).toBe(0.375);
});

it('findRank counts from the largest bin down', () => {
  expect(findRank(Uint32Array.of(5, 0, 2), 2)).toEqual({ bin: 2, above: 0 });
  expect(findRank(Uint32Array.of(5, 0, 2), 3)).toEqual({ bin: 0, above: 2 });
});
