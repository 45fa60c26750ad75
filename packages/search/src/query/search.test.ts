import { beforeAll, describe, expect, test } from 'vitest';
import { type Collection, emptyCollection } from '../collection/collection.ts';
import { followFeed } from '../follow.ts';
import { memoryFeed } from '../testing/memory-feed.ts';
import { completionsOf } from './completions.ts';
import { explainScore } from './explain.ts';
import { searchCollection } from './search.ts';
import { similarPapers } from './similar.ts';

const collection: Collection = emptyCollection();
const page = { limit: 10, offset: 0 };
const idsFor = (query: string): string[] => searchCollection(collection, query, page).hits.map(({ id }) => id);

beforeAll(async () => {
  const feed = memoryFeed(2);
  feed.put(
    'ties',
    'Merging models by sign election',
    'Task vectors are trimmed, then merged where their signs agree.',
    'merging',
  );
  feed.put('soup', 'Averaging weights of fine-tuned models', 'The mean of many models beats the best one.', 'merging');
  feed.put('walk', 'Random walks on graphs', 'Vectors for nodes come from short walks. A task on graphs.', 'graphs');
  feed.put(
    'prune',
    'Pruning transformers',
    'Transformer layers are removed one by one; the sign of each weight is kept.',
    'compression',
  );
  feed.put('gone', 'Merging everything', 'merge merge merge', 'merging');
  feed.remove('gone');
  await followFeed(collection, feed, await feed.currentChange());
});

describe('search', () => {
  test('finds other forms of a word, a title before a body', () => {
    expect(idsFor('merge')).toEqual(['ties']);
    expect(idsFor('MODEL')).toEqual(['soup', 'ties']);
    expect(idsFor('weight')).toEqual(['soup', 'prune']);
    expect(idsFor('transformers')).toEqual(['prune']);
  });

  test('tells which words each paper has and how many papers each word finds', () => {
    const result = searchCollection(collection, 'Vectors, signs and weights', page);
    expect(result.hits.map(({ id, matched }) => [id, matched])).toEqual([
      ['ties', ['Vectors', 'signs']],
      ['prune', ['signs', 'weights']],
      ['soup', ['weights']],
      ['walk', ['Vectors']],
    ]);
    expect(result.words).toEqual([
      { word: 'Vectors', documents: 2 },
      { word: 'signs', documents: 2 },
      { word: 'weights', documents: 2 },
    ]);
    expect({
      total: result.total,
      complete: result.complete,
      ignored: result.ignored,
      unknown: result.unknown,
    }).toEqual({
      total: 4,
      complete: 0,
      ignored: ['and'],
      unknown: [],
    });
    expect(result.nearest).toEqual([
      { words: ['Vectors', 'signs'], without: ['weights'], documents: 1 },
      { words: ['signs', 'weights'], without: ['Vectors'], documents: 1 },
    ]);
  });

  test('has no need of the nearest when some paper has every word', () => {
    const result = searchCollection(collection, 'task vectors signs', page);
    expect({ complete: result.complete, nearest: result.nearest }).toEqual({ complete: 1, nearest: [] });
  });

  test('names words that occur nowhere and suggests what may be meant', () => {
    const result = searchCollection(collection, 'the Modles of zebras', page);
    expect(result.unknown).toEqual(['Modles', 'zebras']);
    expect(result.words).toEqual([
      { word: 'Modles', documents: 0 },
      { word: 'zebras', documents: 0 },
    ]);
    expect({ total: result.total, hits: result.hits, nearest: result.nearest, complete: result.complete }).toEqual({
      total: 0,
      hits: [],
      nearest: [],
      complete: 0,
    });
    expect(result.suggestion).toBe('the models of zebras');
  });

  test('counts within the family asked for', () => {
    const result = searchCollection(collection, 'models weights walks', { ...page, family: 'merging' });
    expect(result.words).toEqual([
      { word: 'models', documents: 2 },
      { word: 'weights', documents: 1 },
      { word: 'walks', documents: 0 },
    ]);
    expect(result.unknown).toEqual([]);
    expect(searchCollection(collection, 'models', { ...page, family: 'nonesuch' }).total).toBe(0);
  });

  test('neighbouring words rank higher than the same words apart', () => {
    const score = (query: string, id: string): number =>
      searchCollection(collection, query, page).hits.find((hit) => hit.id === id)?.score ?? 0;
    expect(score('task vectors', 'ties')).toBeGreaterThan(score('vectors task', 'ties'));
    expect(score('task vectors', 'walk')).toBe(score('vectors task', 'walk'));
  });

  test('an unfinished last word is finished when asked for and when no paper has it', () => {
    const unfinished = searchCollection(collection, 'random transf', { ...page, unfinished: true });
    expect({ completed: unfinished.completed, words: unfinished.words.map(({ word }) => word) }).toEqual({
      completed: 'transformer',
      words: ['random', 'transformer'],
    });
    expect(searchCollection(collection, 'random transf', page).unknown).toEqual(['transf']);
    expect(searchCollection(collection, 'random walk', { ...page, unfinished: true }).completed).toBeNull();
    expect(searchCollection(collection, 'random transf ', { ...page, unfinished: true }).completed).toBeNull();
  });

  test('nothing but stop words, nothing at all', () => {
    expect(searchCollection(collection, 'of the', page)).toMatchObject({
      total: 0,
      words: [],
      unknown: [],
      ignored: ['of', 'the'],
    });
    expect(searchCollection(collection, ' ?! ', page)).toMatchObject({
      total: 0,
      words: [],
      unknown: [],
      ignored: [],
      suggestion: null,
    });
  });

  test('a page that cannot be given is refused', () => {
    for (const [limit, offset] of [
      [-1, 0],
      [1.5, 0],
      [1001, 0],
      [10, -1],
      [10, Number.NaN],
    ]) {
      expect(() => searchCollection(collection, 'models', { limit, offset })).toThrow(
        expect.objectContaining({ code: 'search/invalid-page', kind: 'input' }),
      );
    }
    expect(searchCollection(collection, 'models', { limit: 0, offset: 0 })).toMatchObject({ total: 2, hits: [] });
  });

  test('of more words than can be ranked by the rarest are searched', async () => {
    const wide = emptyCollection();
    const feed = memoryFeed();
    const words = Array.from({ length: 20 }, (_, number) => `w${String.fromCharCode(97 + number)}x`);
    for (const [number] of words.entries()) feed.put(`p${number}`, '', words.slice(number).join(' '));
    await followFeed(wide, feed, await feed.currentChange());
    const result = searchCollection(wide, words.join(' '), page);
    // Word number n is in n + 1 papers.
    expect(result.words.map(({ documents }) => documents)).toEqual(
      Array.from({ length: 16 }, (_, number) => number + 1),
    );
    expect(result.ignored).toEqual(words.slice(16));
  });
});

describe('explanation', () => {
  test('adds up to the score of the hit', () => {
    const query = 'task vectors merged models';
    for (const { id, score } of searchCollection(collection, query, page).hits) {
      expect(explainScore(collection, query, id)?.score).toBeCloseTo(score, 12);
    }
    const explained = explainScore(collection, query, 'ties');
    expect(explained?.words.map(({ word, documents, frequency }) => [word, documents, frequency])).toEqual([
      ['task', 2, 1],
      ['vectors', 2, 1],
      ['merged', 1, 4],
      ['models', 2, 3],
    ]);
    expect(explained?.neighbours.map(({ words, times }) => [...words, times])).toEqual([
      ['task', 'vectors', 1],
      ['vectors', 'merged', 0],
      ['merged', 'models', 1],
    ]);
    expect(explainScore(collection, query, 'gone')).toBeNull();
  });
});

describe('similar papers', () => {
  test('share words, which are named as the first paper writes them', () => {
    expect(similarPapers(collection, 'ties', 3).map(({ id, sharedWords }) => [id, sharedWords.toSorted()])).toEqual([
      ['walk', ['task', 'vectors']],
      ['soup', ['models']],
      ['prune', ['sign']],
    ]);
    expect(similarPapers(collection, 'ties', 1).map(({ id }) => id)).toEqual(['walk']);
  });

  test('of a paper that is not there are none', () => {
    expect(similarPapers(collection, 'gone', 3)).toEqual([]);
    expect(similarPapers(collection, 'ties', 0)).toEqual([]);
  });
});

describe('completions', () => {
  test('are words that begin so, one form each, those in most papers first', () => {
    expect(completionsOf(collection, 'fine we', 5)).toEqual([{ word: 'weight', documents: 2 }]);
    expect(completionsOf(collection, 'tr', 5)).toEqual([
      { word: 'transformer', documents: 1 },
      { word: 'trimmed', documents: 1 },
    ]);
    expect(completionsOf(collection, 'mo', 1)).toEqual([{ word: 'models', documents: 2 }]);
  });

  test('need two letters and an unfinished word', () => {
    expect(completionsOf(collection, 't', 5)).toEqual([]);
    expect(completionsOf(collection, 'tr ', 5)).toEqual([]);
    expect(completionsOf(collection, '', 5)).toEqual([]);
  });
});
