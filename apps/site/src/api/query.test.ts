import { expect, it } from 'vitest';
import { z } from 'zod';
import { count, parseQuery, word, words } from './query.ts';

const schema = z.object({
  order: word(['new', 'old']).default('new'),
  family: word(['a', 'b']).optional(),
  limit: count(1, 100, 20),
  q: words(5),
});

it('fills in what is not given', () => {
  expect(parseQuery(schema, 'http://h/x?q=%20ab%20')).toEqual({ order: 'new', limit: 20, q: 'ab' });
  expect(parseQuery(schema, 'http://h/x?q=ab&limit=3&family=b&order=old')).toEqual({
    order: 'old',
    family: 'b',
    limit: 3,
    q: 'ab',
  });
});

it.each([
  ['q=a&limit=0', 'The parameter limit is "0", but must be a whole number from 1 to 100.'],
  ['q=a&limit=abc', 'The parameter limit is "abc", but must be a whole number from 1 to 100.'],
  ['q=a&limit=1.5', 'The parameter limit is "1.5", but must be a whole number from 1 to 100.'],
  ['q=a&order=best', 'The parameter order is "best", but must be one of new, old.'],
  ['q=a&family=', 'The parameter family is "", but must be one of a, b.'],
  ['limit=3', 'The parameter q is missing, but must be a text of 1 to 5 characters.'],
  ['q=%20', 'The parameter q is " ", but must be a text of 1 to 5 characters.'],
  ['q=abcdef', 'The parameter q is "abcdef", but must be a text of 1 to 5 characters.'],
  ['q=a&limits=3', 'There is no parameter limits.'],
  ['q=a&__proto__=3', 'There is no parameter __proto__.'],
  ['q=a&q=b', 'The parameter q was given more than once.'],
])('refuses %s', (query, message) => {
  expect(() => parseQuery(schema, `http://h/x?${query}`)).toThrow(
    expect.objectContaining({
      code: 'request/invalid-parameter',
      message,
      hint: 'Parameters here: order, family, limit, q.',
    }),
  );
});
