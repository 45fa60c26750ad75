import { expect, it } from 'vitest';
import { citationAddress, paperAddress, withQuery } from './addresses.ts';

it('prefers the slug, then the arXiv identifier', () => {
  expect(paperAddress({ id: '01H', slug: 'ties-merging', arxivId: '2306.01708' })).toBe('/papers/ties-merging');
  expect(paperAddress({ id: '01H', slug: null, arxivId: 'cs/0112017' })).toBe('/papers/cs/0112017');
  expect(citationAddress('ris', { id: '01H', slug: null, arxivId: null })).toBe('/cite/ris/01H');
});

it('writes the parts of a query that are given', () => {
  expect(withQuery('/', {})).toBe('/');
  expect(withQuery('/search', { q: 'a&b "c"', family: undefined, page: 2 })).toBe('/search?q=a%26b+%22c%22&page=2');
});
