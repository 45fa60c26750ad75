import { InputError } from '@offprint/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choice, integer, numbers, seed, share, toggle } from '../ports.ts';
import scaledSum from '../testing/scaled-sum/method.ts';
import { parseSetting, parseSettings } from './settings.ts';

const density = share({ title: 'Density', help: 'How much.', default: 0.2 });

function refusal(port: Parameters<typeof parseSetting>[1], given: unknown): InputError {
  try {
    parseSetting('density', port, given);
  } catch (thrown) {
    if (thrown instanceof InputError) return thrown;
  }
  return expect.unreachable('it was accepted');
}

describe('parseSetting', () => {
  it.each([
    ['1', 1],
    ['.5', 0.5],
    [' 2e-1 ', 0.2],
    [0.25, 0.25],
    [undefined, 0.2],
  ])('takes a share written as %j', (given, expected) => {
    expect(parseSetting('density', density, given)).toBe(expected);
  });

  it.each(['0', '1.5', '-0.1', 'abc', '', '0,2', '0x1', 'NaN', 'Infinity', 0, 1.5, null, true, [0.2], Number.NaN])(
    'refuses a share written as %j and says what is allowed',
    (given) => {
      const error = refusal(density, given);
      expect(error.code).toBe('setting/invalid');
      expect(error.message).toMatch(/^Density \(density\) is .+, but must be a number above 0 and at most 1\.$/);
      expect(error.where).toMatchObject({ setting: 'density', allowed: 'a number above 0 and at most 1' });
    },
  );

  it('shows what was given as it was given', () => {
    expect(refusal(density, 'abc').message).toContain('is "abc", but');
    expect(refusal(density, '').message).toContain('is empty, but');
    expect(refusal(density, [1]).message).toContain('is [1], but');
  });

  it('takes every number that it prints', () => {
    fc.assert(
      fc.property(fc.double({ min: Number.MIN_VALUE, max: 1, noNaN: true }), (value) => {
        expect(parseSetting('density', density, String(value))).toBe(value);
      }),
    );
  });

  it('reads the other kinds from text', () => {
    const words = { title: 'T', help: 'H.' };
    expect(parseSetting('x', integer({ ...words, default: 1, min: 0, max: 9 }), '7')).toBe(7);
    expect(parseSetting('x', numbers({ ...words, default: [1] }), '1, 2.5 -3')).toEqual([1, 2.5, -3]);
    expect(parseSetting('x', numbers({ ...words, default: [1] }), '')).toEqual([]);
    expect(parseSetting('x', toggle({ ...words, default: false }), 'on')).toBe(true);
    expect(parseSetting('x', toggle({ ...words, default: true }), 'false')).toBe(false);
    expect(parseSetting('x', seed(), '4294967295')).toBe(4294967295);
  });

  it('refuses what is near to the other kinds', () => {
    const words = { title: 'T', help: 'H.' };
    const colour = choice({ ...words, default: 'red', choices: [{ value: 'red', title: 'Red' }] });
    expect(refusal(integer({ ...words, default: 1, min: 0, max: 9 }), '1.5').message).toContain(
      'a whole number from 0 to 9',
    );
    expect(refusal(numbers({ ...words, default: [] }), '1, two').message).toContain('numbers separated by commas');
    expect(refusal(toggle({ ...words, default: false }), 'yes').message).toContain('true or false');
    expect(refusal(seed(), '-1').message).toContain('a whole number from 0 to 4294967295');
    expect(refusal(colour, 'blue').message).toContain('one of red');
  });
});

describe('parseSettings', () => {
  it('fills in the defaults', () => {
    expect(parseSettings(scaledSum, { factor: '1.5' })).toEqual({
      factor: 1.5,
      weights: [],
      noise: false,
      trouble: 'none',
      listed: '',
      seed: 0,
    });
  });

  it('names a setting that there is not, and the one that was meant', () => {
    expect(() => parseSettings(scaledSum, { facter: 1 })).toThrow(
      expect.objectContaining({ code: 'setting/unknown', hint: 'Did you mean factor?' }),
    );
  });
});
