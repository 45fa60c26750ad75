import { InputError } from '@offprint/errors';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Json, parseStrictJson } from './strict-json.ts';

const anyNumbers = { file: 'x.json', part: 'text', code: 'checkpoint/index-invalid', wholeNumbers: false };

/** Back to plain values, for comparison with `JSON.parse`. */
function plain(value: Json): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([name, item]) => [name, plain(item)]));
  return Array.isArray(value) ? value.map(plain) : value;
}

function refusal(text: string, wholeNumbers = false): InputError {
  try {
    parseStrictJson(text, { ...anyNumbers, wholeNumbers });
  } catch (thrown) {
    if (thrown instanceof InputError) return thrown;
    throw thrown;
  }
  throw new Error(`${text} was not refused.`);
}

test('reads what JSON.parse reads', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), fc.constantFrom(undefined, 1, '\t', '\r\n'), (json, space) => {
      const text = JSON.stringify(JSON.parse(json), null, space);
      expect(plain(parseStrictJson(text, anyNumbers))).toEqual(JSON.parse(text));
    }),
    { numRuns: 1000 },
  );
});

test('reads nothing that JSON.parse refuses', () => {
  const pieces = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '"a"',
    '1',
    '-',
    '0',
    '.',
    'e',
    '+',
    'true',
    'nul',
    'null',
    ' ',
    '\\',
    '\\u12',
    '\t',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
      const text = parts.join('');
      try {
        JSON.parse(text);
      } catch {
        expect(refusal(text).code).toBe('checkpoint/index-invalid');
      }
    }),
    { numRuns: 3000 },
  );
});

test.each([
  ['{"a":1,"a":2}', 'names “a” twice'],
  ['{"a":1,"\\u0061":2}', 'names “a” twice'],
  ['[{"x":{"b":1,"b":1}}]', 'names “b” twice'],
])('%s: a name twice in one object', (text, message) => {
  expect(refusal(text)).toMatchObject({ code: 'checkpoint/duplicate-name' });
  expect(refusal(text).message).toContain(message);
});

test('the same name in two objects is no duplicate', () => {
  expect(plain(parseStrictJson('[{"a":1},{"a":2}]', anyNumbers))).toEqual([{ a: 1 }, { a: 2 }]);
});

test.each(['1.0', '1e3', '-0', '-1', '01', '1E+2', '1'.repeat(33)])(
  '%s is not a whole number written plainly',
  (number) => {
    expect(refusal(`[${number}]`, true).message).toContain('at character 1 a whole number was expected');
  },
);

test.each(['01', '.5', '5.', '+1', 'x10', 'NaN', 'Infinity', '--1', '1e'])('%s is not a number', (number) => {
  expect(refusal(`[${number}]`).message).toContain('at character 1 a number was expected');
});

test('nesting ends somewhere, without a deep stack', () => {
  expect(refusal('['.repeat(1_000_000)).message).toContain('at character 17 nesting of at most 16 was expected');
});

test.each([
  ['', 'at character 0 a number was expected, but it ends'],
  ['{"a"', 'at character 4 a colon was expected, but it ends'],
  ['{"a":1 "b":2}', 'at character 7 a comma or a closing brace was expected, but “"b":2}” was found'],
  ['[1 2]', 'at character 3 a comma or a closing bracket was expected'],
  ['{1:2}', 'at character 1 a name or text in quotes was expected'],
  ['"abc', 'at character 4 the end of the quoted text was expected, but it ends'],
  ['"a\nb"', 'at character 2 the end of the quoted text was expected, but “\\u{a}b"” was found'],
  ['"a\\x"', 'at character 0 quoted text with valid escapes was expected'],
  ['{} {}', 'at character 3 the end was expected, but “{}” was found'],
])('%j says where and what', (text, message) => {
  expect(refusal(text).message).toContain(message);
});
