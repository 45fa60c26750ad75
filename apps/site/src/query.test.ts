import { expect, it } from 'vitest';
import { counting, longestQuery, oneOf, typed } from './query.ts';

it('takes one of the words that are allowed, and nothing else', () => {
  expect(oneOf({ order: 'new' }, 'order', ['trending', 'new'])).toBe('new');
  expect(oneOf({}, 'order', ['trending', 'new'])).toBeUndefined();
  expect(oneOf({ order: '' }, 'order', ['trending', 'new'])).toBeUndefined();
  expect(() => oneOf({ order: '<b>' }, 'order', ['trending', 'new'])).toThrow(
    expect.objectContaining({ code: 'query/invalid', status: 422, hint: 'Choose one of: trending, new.' }),
  );
});

it.each(['0', '-1', '1.5', '1e3', '501', 'abc', ' 2', '99999999999'])('refuses %j as a page', (page) => {
  expect(() => counting({ page }, 'page', 500)).toThrow(expect.objectContaining({ code: 'query/invalid' }));
});

it('counts from one', () => {
  expect(counting({}, 'page', 500)).toBe(1);
  expect(counting({ page: '7' }, 'page', 500)).toBe(7);
});

it('takes a query up to its limit', () => {
  expect(typed({ q: '  merging models ' }, 'q')).toBe('merging models');
  expect(typed({}, 'q')).toBe('');
  expect(typed({ q: 'x'.repeat(longestQuery) }, 'q')).toHaveLength(longestQuery);
  expect(() => typed({ q: 'x'.repeat(longestQuery + 1) }, 'q')).toThrow(
    expect.objectContaining({
      code: 'query/too-long',
      message: 'The query has 1001 characters; at most 1000 are searched.',
    }),
  );
});
