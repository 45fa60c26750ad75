import { expect, it } from 'vitest';
import { count, number } from './numbers.ts';

it('groups thousands and minds the plural', () => {
  expect(number(41208)).toBe('41,208');
  expect(count(0, 'paper')).toBe('0 papers');
  expect(count(1, 'paper')).toBe('1 paper');
  expect(count(1204, 'paper')).toBe('1,204 papers');
  expect(count(2, 'query', 'queries')).toBe('2 queries');
});
