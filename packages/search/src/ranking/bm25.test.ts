import { expect, test } from 'vitest';
import { adjacencyScore, largestBonus } from './adjacency.ts';
import { inverseDocumentFrequency, lengthNorms, wordScore } from './bm25.ts';

test('the formula, by hand', () => {
  // 3 of 10 documents: ln(1 + 7.5 / 3.5). A document of twice the mean length: 1.6 (.25 + .75 * 2) = 2.8.
  const idf = inverseDocumentFrequency(10, 3);
  expect(idf).toBeCloseTo(1.1451323, 7);
  expect(lengthNorms(50)(100)).toBeCloseTo(2.8, 12);
  expect(wordScore(idf, 4, 2.8)).toBeCloseTo((1.1451323 * 2.6 * 4) / 6.8, 6);
});

test('a word in every document still weighs something', () => {
  expect(inverseDocumentFrequency(5, 5)).toBeGreaterThan(0);
});

test('the bonus for neighbours grows and stays below its bound', () => {
  expect(adjacencyScore(2, 0)).toBe(0);
  expect(adjacencyScore(2, 1)).toBeCloseTo(0.1 * 2 * 2.2 * (1 / 2.2), 12);
  expect(adjacencyScore(2, 3)).toBeGreaterThan(adjacencyScore(2, 2));
  expect(adjacencyScore(2, 1e6)).toBeLessThan(largestBonus(2));
});
