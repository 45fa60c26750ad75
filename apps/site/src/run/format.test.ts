import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatNumber,
  formatPercent,
  formatSeconds,
  formatTimeLeft,
  plural,
  shortHash,
} from './format.ts';

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [812, '812 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [2_100_000, '2.1 MB'],
    [9_960_000, '10 MB'],
    [446_012_416, '446 MB'],
    [999_600, '1.0 MB'],
    [1_250_000_000, '1.3 GB'],
    [26_000_000_000, '26 GB'],
    [4_000_000_000_000, '4.0 TB'],
  ])('writes %d as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it('takes the number of decimals asked for', () => {
    expect(formatBytes(212_336_640, 1)).toBe('212.3 MB');
  });

  it('never shows a thousand of a unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 900_000_000_000_000 }), (bytes) => {
        expect(Number.parseFloat(formatBytes(bytes))).toBeLessThan(1000);
      }),
    );
  });
});

describe('counts and numbers', () => {
  it.each([
    [1204, '1,204'],
    [68_400, '68,400'],
    [222_903_552, '222.9 M'],
    [999_999, '999,999'],
    [999_960_000, '1.0 B'],
    [1_235_000_000, '1.2 B'],
  ])('writes %d as %s', (count, text) => {
    expect(formatCount(count)).toBe(text);
  });

  it('gives a value its decimals and unit', () => {
    expect(formatNumber(27.68, '%', 1)).toBe('27.7 %');
    expect(formatNumber(222_903_552)).toBe('222,903,552');
    expect(formatNumber(51_194.6998)).toBe('51,194.7');
    expect(formatNumber(0, '')).toBe('0');
  });

  it('names one thing in words and several in figures', () => {
    expect([plural(1, 'model', 'models'), plural(3, 'model', 'models')]).toEqual(['one model', '3 models']);
  });
});

describe('formatSeconds', () => {
  it.each([
    [0.038, '0.04 s'],
    [0.38, '0.38 s'],
    [0.996, '1.0 s'],
    [4.6, '4.6 s'],
    [9.96, '10 s'],
    [23.4, '23 s'],
    [59.7, '1 min'],
    [125, '2 min 5 s'],
    [3599.6, '1 h'],
    [3840, '1 h 4 min'],
  ])('writes %d as %s', (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });
});

describe('formatTimeLeft', () => {
  it.each([
    [0.4, 'less than 1 s left'],
    [1.2, 'about 2 s left'],
    [12, 'about 15 s left'],
    [61, 'about 1 min 30 s left'],
    [3700, 'about 1 h 5 min left'],
  ])('writes %d as %s', (seconds, text) => {
    expect(formatTimeLeft(seconds)).toBe(text);
  });

  it('says nothing where nothing is known', () => {
    expect(formatTimeLeft(null)).toBeNull();
    expect(formatTimeLeft(Number.POSITIVE_INFINITY)).toBeNull();
  });

  it('never promises less than what is left', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), (seconds) => {
        const words = formatTimeLeft(seconds) ?? '';
        expect(words.startsWith('about ')).toBe(true);
        expect(Number.parseFloat(words.slice('about '.length))).toBeGreaterThanOrEqual(seconds);
      }),
    );
  });
});

describe('formatPercent', () => {
  it('reaches 100 only at the end and stays in range', () => {
    expect([-0.1, 0, 0.615, 0.9999, 1, 1.2].map(formatPercent)).toEqual([
      '0 %',
      '0 %',
      '61 %',
      '99 %',
      '100 %',
      '100 %',
    ]);
  });
});

describe('shortHash', () => {
  it('shows both ends', () => {
    expect(shortHash(`5f2c91ab${'0'.repeat(52)}07de`)).toBe('5f2c 91ab … 07de');
  });
});
