import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TextPiece } from '../search-index.ts';
import { vocabulary } from '../testing/corpus.ts';
import { highlight } from './highlight.ts';
import { snippet } from './snippet.ts';

const joined = (pieces: readonly TextPiece[]): string => pieces.map(({ text }) => text).join('');
const marked = (pieces: readonly TextPiece[]): string[] =>
  pieces.filter((piece) => piece.marked).map(({ text }) => text);

describe('highlight', () => {
  test('marks other forms of the words of the query', () => {
    expect(highlight('Merging models, merged twice.', 'merge')).toEqual([
      { text: 'Merging', marked: true },
      { text: ' models, ', marked: false },
      { text: 'merged', marked: true },
      { text: ' twice.', marked: false },
    ]);
  });

  test('marks the original text, accents and all, and no stop word', () => {
    expect(
      marked(highlight('The Poincaré disk of Poincare\u0301 is the eﬃcient one', 'the poincare efficient')),
    ).toEqual(['Poincaré', 'Poincare\u0301', 'eﬃcient']);
  });

  test('marks a possessive without its ending', () => {
    expect(marked(highlight("Newton's method, students' work", "newton's student"))).toEqual(['Newton', 'students']);
  });

  test('marks nothing where nothing is asked or found', () => {
    expect(highlight('some text', 'the')).toEqual([{ text: 'some text', marked: false }]);
    expect(highlight('', 'text')).toEqual([]);
  });

  test('marks a character of two words once', () => {
    expect(marked(highlight('a ½ b', '2 1'))).toEqual(['½']);
  });

  test('pieces put together are the text', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.constantFrom(...vocabulary, 'é', '½', '. ')).map((words) => words.join(' ')),
    );
    fc.assert(
      fc.property(text, text, (content, query) => {
        const pieces = highlight(content, query);
        expect(joined(pieces)).toBe(content);
        expect(pieces.every((piece) => piece.text !== '')).toBe(true);
      }),
    );
  });
});

describe('snippet', () => {
  const abstract =
    'Fine-tuned models are many. Averaging them loses what each has learnt. We trim the task vectors, elect a sign for ' +
    'each parameter, and merge only those values that agree with it. The merged model keeps most of what each one knew.';

  test('opens with the sentence that has the words', () => {
    expect(joined(snippet(abstract, 'sign vectors', 80))).toBe(
      '…We trim the task vectors, elect a sign for each parameter, and merge only those…',
    );
    expect(marked(snippet(abstract, 'sign vectors', 80))).toEqual(['vectors', 'sign']);
  });

  test('stands in the middle of its words where no sentence opens', () => {
    expect(joined(snippet(abstract, 'agreeing', 40))).toBe('…those values that agree with it. The…');
  });

  test('prefers different words to the same one twice', () => {
    const text = 'graph graph graph and much other talk before a graph with one task at the end';
    expect(marked(snippet(text, 'graph task', 30))).toEqual(['graph', 'task']);
  });

  test('is the beginning when no word is found, and the whole of a short text', () => {
    expect(snippet(abstract, 'nothing', 30)).toEqual([
      { text: 'Fine-tuned models are many.', marked: false },
      { text: '…', marked: false },
    ]);
    expect(snippet('  Short text. ', 'other', 100)).toEqual([{ text: 'Short text.', marked: false }]);
    expect(snippet('', 'other', 100)).toEqual([]);
  });

  test('gives a word whole that is longer than asked for', () => {
    expect(joined(snippet('a incomprehensibilities b', 'incomprehensibility', 5))).toBe('…incomprehensibilities…');
  });

  test('is a stretch of the text between white space, no longer than asked for, with the most words that such a stretch has', () => {
    const words = fc.array(fc.constantFrom(...vocabulary, 'end.', 'naïve', '½'), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(
        words,
        fc.constantFrom('merge', 'task graph', 'sparse zeta naive'),
        fc.integer({ min: 8, max: 60 }),
        (chunks, query, length) => {
          const text = chunks.join(' ');
          const pieces = snippet(text, query, length);
          const bare = pieces.filter((piece) => piece.text !== '…');
          const stretch = joined(bare);
          expect(stretch.length).toBeLessThanOrEqual(length);
          expect(` ${text} `).toContain(` ${stretch} `);
          const stretches = chunks.flatMap((_, from) =>
            chunks.slice(from).map((__, more) => chunks.slice(from, from + more + 1).join(' ')),
          );
          const most = Math.max(
            ...stretches.filter((other) => other.length <= length).map((other) => differentMarks(other, query)),
          );
          expect(differentMarks(stretch, query)).toBe(most);
        },
      ),
      { numRuns: 200 },
    );
  });
});

/** How many of the words of the query are marked in the text. */
function differentMarks(text: string, query: string): number {
  return query.split(' ').filter((word) => marked(highlight(text, word)).length > 0).length;
}
