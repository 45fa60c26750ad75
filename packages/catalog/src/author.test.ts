import { describe, expect, it } from 'vitest';
import { authorName, mayShareAuthors, surnameKey } from './author.ts';

describe('authorName', () => {
  it.each([
    ['Prateek Yadav', 'Prateek', 'Yadav'],
    ['Putri A. van der Linden', 'Putri A.', 'van der Linden'],
    ['van Gogh', 'van', 'Gogh'],
    ['Connal de Souza', 'Connal', 'de Souza'],
    ['Alberto Del Bimbo', 'Alberto Del', 'Bimbo'],
    ['Linden, Putri A.', 'Putri A.', 'Linden'],
    ['OpenAI', '', 'OpenAI'],
  ])('%s', (printed, given, family) => {
    expect(authorName(printed)).toEqual({ given, family });
  });
});

describe('surnameKey', () => {
  it.each([
    ['Pablo Barceló', 'barcelo'],
    ['Barceló, Pablo', 'barcelo'],
    ['Putri A. van der Linden', 'linden'],
    ['O’Neil, Kim', 'oneil'],
  ])('%s', (printed, key) => {
    expect(surnameKey(printed)).toBe(key);
  });
});

describe('mayShareAuthors', () => {
  it('is false only for two known lists without a common surname', () => {
    expect(mayShareAuthors([], ['Ann Arbor'])).toBe(true);
    expect(mayShareAuthors(['A. Arbor', 'B. Cox'], ['Arbor, Ann'])).toBe(true);
    expect(mayShareAuthors(['Bo Cox'], ['Ann Arbor'])).toBe(false);
  });
});
