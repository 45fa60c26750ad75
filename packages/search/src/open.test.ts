import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DocumentFeed } from './document.ts';
import { highlight, openIndex, snippet } from './index.ts';
import { openIndexIn } from './open.ts';
import type { IndexProgress, SearchIndex } from './search-index.ts';
import { event } from './testing/corpus.ts';
import { type MemoryFeed, memoryFeed } from './testing/memory-feed.ts';
import { memoryFolder } from './testing/memory-folder.ts';

const page = { limit: 20, offset: 0 };

/** All that an index answers on a few questions, to the last bit; only the time taken is left out. */
function answersOf(index: SearchIndex): unknown {
  const queries = ['merging', 'sparse task vector', 'models graph', 'the model of zeta', 'nothing', 'modle'];
  return {
    documents: index.documents,
    searches: queries.map((query) => ({ ...index.search(query, page), seconds: 0 })),
    family: { ...index.search('model task', { ...page, family: 'graphs' }), seconds: 0 },
    similar: Array.from({ length: 12 }, (_, number) => index.similar(`paper-${number}`, 5)),
    explanations: Array.from({ length: 12 }, (_, number) => index.explain('sparse models', `paper-${number}`)),
    completions: index.completions('m', 5).concat(index.completions('me', 5)),
  };
}

function fill(feed: MemoryFeed, count: number): void {
  for (let number = 0; number < count; number += 1)
    feed.put(`paper-${number}`, `Merging model ${number}`, 'Sparse task vectors.', 'merging');
}

test('added, changed, deleted, saved, opened again and rebuilt in any order, it answers as one made from scratch', async () => {
  const action = fc.oneof(
    { weight: 8, arbitrary: event },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('follow' as const) }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constantFrom('save' as const, 'reopen' as const, 'rebuild' as const) }),
    },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), async (actions, most) => {
      const feed = memoryFeed(most);
      const folder = memoryFolder();
      let index = await openIndexIn(folder, { feed });
      for (const happening of actions) {
        if (happening.kind === 'put') feed.put(happening.id, happening.title, happening.body, happening.family);
        else if (happening.kind === 'remove') feed.remove(happening.id);
        else if (happening.kind === 'follow') await index.follow();
        else if (happening.kind === 'save') await index.save();
        else if (happening.kind === 'rebuild') await index.rebuild();
        else index = await openIndexIn(folder, { feed });
      }
      expect(await index.follow()).toBe(await feed.currentChange());
      const scratch = await openIndexIn(memoryFolder(), { feed });
      expect(answersOf(index)).toEqual(answersOf(scratch));
      expect(index.findings).toEqual([]);
      expect((await index.check()).filter(({ ok }) => !ok)).toEqual([]);
    }),
    { numRuns: 120 },
  );
});

test('following asks one question when nothing is new, and reads only what is new otherwise', async () => {
  const feed = memoryFeed();
  fill(feed, 30);
  const index = await openIndexIn(memoryFolder(), { feed });
  expect(index.change).toBe(30);

  Object.assign(feed.asked, { changes: 0, current: 0 });
  expect(await index.follow()).toBe(30);
  expect(feed.asked).toEqual({ changes: 0, current: 1 });

  feed.put('paper-3', 'Graphs', 'Changed.');
  expect(index.search('changed', page).total).toBe(0);
  expect(await index.follow()).toBe(31);
  expect(feed.asked).toEqual({ changes: 1, current: 2 });
  expect(index.search('changed', page).hits.map(({ id }) => id)).toEqual(['paper-3']);
});

test('calls at once wait for each other', async () => {
  const feed = memoryFeed(3);
  fill(feed, 20);
  const index = await openIndexIn(memoryFolder(), { feed });
  feed.put('paper-40', 'Zeta', 'New.');
  const reached = await Promise.all([
    index.follow(),
    index.follow(),
    index.save(),
    index.rebuild(),
    index.follow(),
    index.save(),
  ]);
  expect([reached[0], reached[1], reached[4]]).toEqual([21, 21, 21]);
  expect((await index.check()).every(({ ok }) => ok)).toBe(true);
  expect(index.search('zeta', page).total).toBe(1);
});

test('a feed that is behind the index is another one: it is read from the beginning, and the finding says so', async () => {
  const folder = memoryFolder();
  const old = memoryFeed();
  fill(old, 10);
  const index = await openIndexIn(folder, { feed: old });
  await index.save();

  const restored = memoryFeed();
  restored.put('only', 'Graphs', 'From an older copy.');
  const opened = await openIndexIn(folder, { feed: restored });
  expect(opened.findings.map(({ code }) => code)).toEqual(['index/ahead']);
  expect({ documents: opened.documents, change: opened.change }).toEqual({ documents: 1, change: 1 });
  // The state on disk is of a later change, but of another feed, so it must not keep this one from being saved.
  await opened.save();
  expect((await openIndexIn(folder, { feed: restored })).findings).toEqual([]);
});

test('the old index serves while a new one is built, and changes meanwhile are in it', async () => {
  const feed = memoryFeed(2);
  fill(feed, 9);
  const index = await openIndexIn(memoryFolder(), { feed });
  const seen: IndexProgress[] = [];
  await index.rebuild({
    onProgress(progress) {
      seen.push(progress);
      expect(index.search('merge', page).total).toBeGreaterThanOrEqual(9);
      if (seen.length === 2) feed.put('paper-20', 'Merging late', 'Came in meanwhile.');
    },
  });
  expect(seen[0]).toEqual({ documents: 2, change: 2, of: 9 });
  expect(index.search('merge', page).total).toBe(10);
  expect(index.change).toBe(10);
});

test('cancelling a rebuild leaves the old index', async () => {
  const feed = memoryFeed(2);
  fill(feed, 9);
  const folder = memoryFolder();
  const index = await openIndexIn(folder, { feed });
  await index.save();
  const before = { answers: answersOf(index), files: await folder.list() };
  const controller = new AbortController();
  const rebuilding = index.rebuild({ signal: controller.signal, onProgress: () => controller.abort() });
  await expect(rebuilding).rejects.toMatchObject({ kind: 'cancelled' });
  expect({ answers: answersOf(index), files: await folder.list() }).toEqual(before);

  await expect(openIndexIn(memoryFolder(), { feed, signal: AbortSignal.abort() })).rejects.toMatchObject({
    kind: 'cancelled',
  });
});

test('a failing feed leaves what was read, and the next following goes on from there', async () => {
  const feed = memoryFeed(2);
  fill(feed, 4);
  let broken = false;
  const failing: DocumentFeed = {
    currentChange: feed.currentChange,
    changesSince: async (change, limit) => {
      if (broken && change >= 6) throw new Error('The database went away.');
      return feed.changesSince(change, limit);
    },
  };
  const index = await openIndexIn(memoryFolder(), { feed: failing });
  for (let number = 4; number < 10; number += 1) feed.put(`paper-${number}`, 'Merging', 'More.');
  broken = true;
  await expect(index.follow()).rejects.toThrow('went away');
  expect({ change: index.change, found: index.search('merge', page).total }).toEqual({ change: 6, found: 6 });
  broken = false;
  expect(await index.follow()).toBe(10);
  expect(index.search('merge', page).total).toBe(10);
});

test('a feed that does not advance is an error, not an endless loop', async () => {
  const stuck: DocumentFeed = {
    currentChange: async () => 5,
    changesSince: async (change) => ({ documents: [], reached: change, more: true }),
  };
  await expect(openIndexIn(memoryFolder(), { feed: stuck })).rejects.toMatchObject({ code: 'internal/fault' });
});

test('checking finds a feed that says something else', async () => {
  const feed = memoryFeed(4);
  fill(feed, 10);
  const index = await openIndexIn(memoryFolder(), { feed });
  const codes = async (): Promise<unknown> => (await index.check()).map(({ ok, code }) => [ok, code]);
  expect(await codes()).toEqual([
    [true, 'index/not-saved'],
    [true, 'index/arrays'],
    [true, 'index/agrees'],
  ]);

  // What the index has not followed yet is no disagreement.
  feed.put('paper-3', 'Changed', 'Since.');
  feed.remove('paper-4');
  expect(await codes()).toContainEqual([true, 'index/agrees']);
  await index.follow();
  expect(await codes()).toContainEqual([true, 'index/agrees']);

  // A text that changed without a new change number.
  const silent: DocumentFeed = {
    currentChange: feed.currentChange,
    changesSince: async (change, limit) => {
      const answer = await feed.changesSince(change, limit);
      return {
        ...answer,
        documents: answer.documents.map((document) =>
          document.id === 'paper-7' ? { ...document, body: 'other' } : document,
        ),
      };
    },
  };
  const folder = memoryFolder();
  await (await openIndexIn(folder, { feed })).save();
  const misled = await openIndexIn(folder, { feed: silent });
  const [disagreement] = (await misled.check()).filter(({ ok }) => !ok);
  expect(disagreement).toMatchObject({ code: 'index/disagrees', message: expect.stringContaining('"paper-7"') });
});

test('a closed index refuses', async () => {
  const index = await openIndexIn(memoryFolder(), { feed: memoryFeed() });
  await index.close();
  for (const call of [index.follow, index.save, index.check, index.rebuild]) {
    await expect(call()).rejects.toMatchObject({ code: 'index/closed' });
  }
});

test('the example of the README', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'offprint-search-'));
  try {
    const feed = memoryFeed();
    feed.put('2306.01708', 'TIES-Merging', 'Task vectors are trimmed, then merged where their signs agree.', 'merging');
    const index = await openIndex({ folder, feed });
    await index.save();
    const { hits } = index.search('merge vectors', { limit: 10, offset: 0 });
    expect(hits.map(({ id, matched }) => ({ id, matched }))).toEqual([
      { id: '2306.01708', matched: ['merge', 'vectors'] },
    ]);
    expect(highlight('Models are merged.', 'merge').filter(({ marked }) => marked)).toEqual([
      { text: 'merged', marked: true },
    ]);
    expect(
      snippet('Short. Vectors are merged.', 'merge', 20)
        .map(({ text }) => text)
        .join(''),
    ).toBe('…Vectors are merged.');
    await index.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
