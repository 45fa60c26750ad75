import { describe, expect, test } from 'vitest';
import { countDocuments } from '../collection/collection.ts';
import { openIndexIn } from '../open.ts';
import type { SearchIndex } from '../search-index.ts';
import { type MemoryFeed, memoryFeed } from '../testing/memory-feed.ts';
import { Died, type MemoryFolder, memoryFolder } from '../testing/memory-folder.ts';
import { loadCollection } from './load.ts';
import { decodeManifest } from './manifest.ts';

const queries = ['merge', 'sparse task vectors', 'model', 'graph models'];
const page = { limit: 20, offset: 0 };

const answersOf = (index: SearchIndex): unknown =>
  queries.map((query) => ({ ...index.search(query, page), seconds: 0 }));

/** A feed whose index has several parts, some documents of which are superseded or deleted. */
function feedOfMany(): MemoryFeed {
  const feed = memoryFeed(8);
  for (let number = 0; number < 13; number += 1)
    feed.put(`paper-${number}`, `Merging models ${number}`, `Sparse task vectors ${number}`);
  return feed;
}

function changeSome(feed: MemoryFeed): void {
  feed.put('paper-3', 'Graph models', 'Changed.');
  feed.remove('paper-5');
  feed.put('paper-20', 'A new graph', 'Of sparse vectors.');
}

/** An index that was saved, changed since, and is to be saved again. */
async function changedSinceSaved(): Promise<{ feed: MemoryFeed; folder: MemoryFolder; index: SearchIndex }> {
  const feed = feedOfMany();
  const folder = memoryFolder();
  const index = await openIndexIn(folder, { feed });
  await index.save();
  changeSome(feed);
  await index.follow();
  return { feed, folder, index };
}

/** The same, with so much changed that the saved parts were merged away: their files are to go. */
async function mergedSinceSaved(): Promise<{ feed: MemoryFeed; folder: MemoryFolder; index: SearchIndex }> {
  const prepared = await changedSinceSaved();
  for (let number = 30; number < 50; number += 1) prepared.feed.put(`paper-${number}`, 'Graphs', `Many more ${number}`);
  await prepared.index.follow();
  return prepared;
}

async function neverSaved(): Promise<{ feed: MemoryFeed; folder: MemoryFolder; index: SearchIndex }> {
  const feed = feedOfMany();
  const folder = memoryFolder();
  return { feed, folder, index: await openIndexIn(folder, { feed }) };
}

/** What is in the folder must open to an index that is whole, agrees with the feed, and can be saved. */
async function expectSound(folder: MemoryFolder, feed: MemoryFeed, codes: readonly string[]): Promise<void> {
  const index = await openIndexIn(folder, { feed });
  for (const { code } of index.findings) expect(codes).toContain(code);
  const checks = await index.check();
  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  expect(answersOf(index)).toEqual(answersOf(await openIndexIn(memoryFolder(), { feed })));
  await index.save();
  await expectTidy(folder);
}

/** The folder holds the manifest and the files it names, and nothing else. */
async function expectTidy(folder: MemoryFolder): Promise<void> {
  const bytes = await folder.read('manifest');
  const manifest = decodeManifest(bytes ?? new Uint8Array(0));
  if (typeof manifest === 'string') throw new Error(`The manifest is ${manifest}.`);
  expect((await folder.list()).sort()).toEqual(['manifest', ...manifest.segments.map(({ name }) => name)].sort());
}

const situations = [
  // Files without a manifest are what a first save leaves that never came to its end.
  { name: 'the first save', prepare: neverSaved, codes: ['index/unfinished'] },
  { name: 'a later save', prepare: changedSinceSaved, codes: [] },
  { name: 'a save after merging', prepare: mergedSinceSaved, codes: [] },
];

describe.each(situations)('$name', ({ prepare, codes }) => {
  test('when the process dies at any step, the folder opens to a sound index', async () => {
    let step = 1;
    for (let reached = true; reached; step += 1) {
      const { feed, folder, index } = await prepare();
      folder.failAt(step);
      // Once the new manifest is in place the save has done its work; what it cannot remove is left to the next.
      await index.save().catch((thrown: Error) => expect(thrown.cause).toBeInstanceOf(Died));
      reached = folder.steps() >= step;
      await expectSound(folder.afterKill(), feed, codes);
      for (let change = 0; change <= folder.unsynced(); change += 1) {
        const until = folder.afterPowerLoss((number) => number < change);
        const alone = folder.afterPowerLoss((number) => number === change);
        for (const found of [until, alone]) await expectSound(found, feed, codes);
      }
    }
    expect(step).toBeGreaterThan(20);
  });

  test('when the disk is full at any step, nothing is left behind and the save can be repeated', async () => {
    let step = 1;
    let failures = 0;
    for (let reached = true; reached; step += 1) {
      const { feed, folder, index } = await prepare();
      const before = (await folder.list()).sort();
      const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      folder.failAt(step, full);
      const failed = await index.save().then(
        () => false,
        (thrown: unknown) => {
          expect(thrown).toMatchObject({ kind: 'storage', code: 'disk/full' });
          return true;
        },
      );
      reached = folder.steps() >= step;
      folder.failAt(Number.POSITIVE_INFINITY);
      if (failed) {
        failures += 1;
        // Either the new state is in place, or the folder is as it was.
        const after = (await folder.list()).sort();
        if (JSON.stringify(after) !== JSON.stringify(before)) await expectSound(folder.afterKill(), feed, []);
      }
      await index.save();
      await expectTidy(folder);
      await expectSound(folder, feed, []);
    }
    expect(failures).toBeGreaterThan(20);
  });
});

test('a save with nothing new writes nothing', async () => {
  const { folder, index } = await changedSinceSaved();
  await index.save();
  folder.failAt(Number.POSITIVE_INFINITY);
  await index.save();
  await index.follow();
  await index.save();
  expect(folder.steps()).toBe(0);
});

test('a save writes only the parts that are new', async () => {
  const feed = memoryFeed();
  for (let number = 0; number < 50; number += 1)
    feed.put(`paper-${number}`, 'Merging models', `Sparse vectors ${number}`);
  const folder = memoryFolder();
  const index = await openIndexIn(folder, { feed });
  await index.save();
  const [first] = (await folder.list()).filter((name) => name !== 'manifest');
  feed.put('paper-7', 'Graphs', 'Changed.');
  await index.follow();
  await index.save();
  expect((await folder.list()).filter((name) => name !== 'manifest')).toHaveLength(2);
  expect(await folder.list()).toContain(first);
  const again = await openIndexIn(folder, { feed });
  expect(again.findings).toEqual([]);
  expect(answersOf(again)).toEqual(answersOf(index));
});

test('an index that is behind what another has saved leaves that alone, and catches up', async () => {
  const { feed, folder, index } = await changedSinceSaved();
  const other = await openIndexIn(folder, { feed });
  feed.put('paper-30', 'Zeta', 'Later.');
  await other.follow();
  await other.save();
  const saved = await folder.read('manifest');
  await index.save();
  expect(await folder.read('manifest')).toEqual(saved);

  // The files that it was loaded from are gone; what it saves next must not name them.
  await other.rebuild();
  feed.put('paper-31', 'Eta', 'Later still.');
  await index.follow();
  await index.save();
  await expectSound(folder, feed, []);
});

test('what changes during a save is not in it', async () => {
  const { feed, folder, index } = await changedSinceSaved();
  const before = { documents: index.documents, change: index.change };
  const saving = index.save();
  for (const number of [0, 1, 2, 6]) feed.remove(`paper-${number}`);
  await index.follow();
  await saving;
  const { collection } = await loadCollection(folder);
  expect(collection === null ? null : { documents: countDocuments(collection), change: collection.change }).toEqual(
    before,
  );
  await expectSound(folder, feed, []);
});
