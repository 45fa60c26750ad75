import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allStrings, lowerBound, positionOf, stringAt, stringTable, tableSize } from './string-table.ts';

const sortedStrings = fc.uniqueArray(fc.string({ unit: 'binary' })).map((strings) => strings.sort());

test('gives back every string, and finds each where it stands', () => {
  fc.assert(
    fc.property(sortedStrings, (strings) => {
      const table = stringTable(strings);
      expect(allStrings(table)).toEqual(strings);
      expect(strings.map((text) => positionOf(table, text))).toEqual([...strings.keys()]);
    }),
  );
});

test('finds the first string that is not smaller', () => {
  fc.assert(
    fc.property(sortedStrings, fc.string({ unit: 'binary' }), (strings, text) => {
      const table = stringTable(strings);
      const expected = strings.filter((other) => other < text).length;
      expect(lowerBound(table, text)).toBe(expected);
      expect(positionOf(table, text)).toBe(strings.indexOf(text));
    }),
  );
});

test('holds strings of any length, and none', () => {
  const long = 'ab'.repeat(5000);
  expect(stringAt(stringTable(['', long]), 1)).toBe(long);
  expect(tableSize(stringTable([]))).toBe(0);
  expect(positionOf(stringTable([]), '')).toBe(-1);
});
