import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newId } from './id.ts';

describe('newId', () => {
  it('has 26 characters of Crockford base 32', () => {
    expect(newId()).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
  });

  it('begins with the time: 2^48 - 1 milliseconds as 7ZZZZZZZZZ', () => {
    expect(newId(2 ** 48 - 1).slice(0, 10)).toBe('7ZZZZZZZZZ');
  });

  it('sorts in the order of making, also within a millisecond and when the clock runs backwards', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 2 ** 47, max: 2 ** 47 + 3 }), { minLength: 2, maxLength: 50 }),
        (times) => {
          const ids = times.map((time) => newId(time));
          expect(ids).toEqual(ids.toSorted());
          expect(new Set(ids).size).toBe(ids.length);
        },
      ),
    );
  });

  it('does not repeat in 100,000', () => {
    expect(new Set(Array.from({ length: 100_000 }, () => newId())).size).toBe(100_000);
  });
});
