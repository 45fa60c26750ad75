import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scanWords } from './scan-words.ts';

function wordsOf(text: string): { word: string; at: string }[] {
  const found: { word: string; at: string }[] = [];
  scanWords(text, (word, start, end) => found.push({ word, at: text.slice(start, end) }));
  return found;
}

const foldedWords = (text: string): string[] => wordsOf(text).map(({ word }) => word);

test('words are split at whatever is neither letter nor digit, and put in lower case', () => {
  expect(foldedWords('TIES-Merging: Resolving Interference (2023), k=20%')).toEqual(
    'ties merging resolving interference 2023 k 20'.split(' '),
  );
});

test('marks, ligatures and width are folded; places are those in the original text', () => {
  expect(wordsOf('Poincaré’s eﬃcient ＧＰＵ, Erdo\u030bs')).toEqual([
    { word: 'poincare', at: 'Poincaré' },
    { word: 'efficient', at: 'eﬃcient' },
    { word: 'gpu', at: 'ＧＰＵ' },
    { word: 'erdos', at: 'Erdo\u030bs' },
  ]);
});

test('one character may hold two words', () => {
  expect(wordsOf('a ½ b')).toEqual([
    { word: 'a', at: 'a' },
    { word: '1', at: '½' },
    { word: '2', at: '½' },
    { word: 'b', at: 'b' },
  ]);
});

test('a possessive ending goes, other apostrophes separate', () => {
  expect(foldedWords("Newton's NEWTON’S don't 'square' x's")).toEqual(['newton', 'newton', 'don', 't', 'square', 'x']);
  expect(foldedWords("'s so")).toEqual(['s', 'so']);
});

test('soft hyphens and joiners do not split a word', () => {
  expect(foldedWords('inter\u00adference zero\u200dwidth')).toEqual(['interference', 'zerowidth']);
});

test('letters outside the basic plane and lone surrogates', () => {
  expect(wordsOf('𝒩(0,1) \ud835 x')).toEqual([
    { word: 'n', at: '𝒩' },
    { word: '0', at: '0' },
    { word: '1', at: '1' },
    { word: 'x', at: 'x' },
  ]);
});

test('a very long word is cut, its place is not', () => {
  const long = 'x'.repeat(1000);
  expect(wordsOf(long)).toEqual([{ word: 'x'.repeat(64), at: long }]);
});

test('equals normalising the whole text first, then splitting', () => {
  // Sigma at the end of a word is lower-cased by what surrounds it only where the whole text is.
  const reference = (text: string): string[] =>
    text
      .normalize('NFKD')
      .replace(/[\p{M}\u00ad\u200c\u200d]/gu, '')
      .toLowerCase()
      .replace(/\p{M}/gu, '')
      .replaceAll('ς', 'σ')
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word !== '')
      .map((word) => Array.from(word).slice(0, 64).join(''));
  const characters = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('é', '½', 'ﬁ', 'İ', 'ẞ', ' ', '-'),
  );
  fc.assert(
    fc.property(fc.array(characters), (pieces) => {
      const text = pieces.join('').replace(/['’]/g, ' ');
      expect(foldedWords(text).map((word) => word.replaceAll('ς', 'σ'))).toEqual(reference(text));
    }),
    { numRuns: 500 },
  );
});
