import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openIndex } from '../open.ts';
import type { SearchIndex } from '../search-index.ts';
import { type MemoryFeed, memoryFeed } from '../testing/memory-feed.ts';

let folder: string;
let feed: MemoryFeed;
let expected: unknown;

const answersOf = (index: SearchIndex): unknown =>
  ['merge', 'sparse vectors'].map((query) => ({ ...index.search(query, { limit: 50, offset: 0 }), seconds: 0 }));

/** The files of the index; the lock is none of them. */
const filesOf = async (): Promise<string[]> => (await readdir(folder)).filter((name) => name !== 'writer.lock').sort();

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'offprint-search-'));
  feed = memoryFeed();
  for (let number = 0; number < 30; number += 1)
    feed.put(`paper-${number}`, 'Merging models', `Sparse vectors ${number}`, 'merging');
  const index = await openIndex({ folder, feed });
  await index.save();
  feed.put('paper-2', 'Changed', 'merge twice, merge');
  feed.remove('paper-9');
  await index.follow();
  await index.save();
  expected = answersOf(index);
  await index.close();
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** The index opens, says what it found, and answers as ever. */
async function expectRebuilt(codes: readonly string[]): Promise<void> {
  const index = await openIndex({ folder, feed });
  expect(index.findings.map(({ ok, area }) => ({ ok, area }))).toEqual([{ ok: false, area: 'index' }]);
  expect(codes).toContain(index.findings[0].code);
  expect(answersOf(index)).toEqual(expected);
  await index.close();
}

test('whole files give no finding', async () => {
  expect(await filesOf()).toHaveLength(3);
  const index = await openIndex({ folder, feed });
  expect({ findings: index.findings, answers: answersOf(index) }).toEqual({ findings: [], answers: expected });
  expect((await index.check()).map(({ code }) => code)).toEqual(['index/files', 'index/arrays', 'index/agrees']);
});

test('a flipped bit anywhere is found', async () => {
  for (const name of await filesOf()) {
    const file = path.join(folder, name);
    const whole = await readFile(file);
    // Every byte of the manifest; of the segments, which are longer, bytes all over.
    const stride = name === 'manifest' ? 1 : 37;
    for (let at = 0; at < whole.length; at += stride) {
      const damaged = Uint8Array.from(whole);
      damaged[at] ^= 1 << (at % 8);
      await writeFile(file, damaged);
      await expectRebuilt(['index/damaged', 'index/other-version']);
    }
    await writeFile(file, whole);
  }
});

test('a file that was cut short anywhere, or emptied, is found', async () => {
  for (const name of await filesOf()) {
    const file = path.join(folder, name);
    const whole = await readFile(file);
    for (const length of [0, 1, 3, 4, whole.length >> 1, whole.length - 1]) {
      await writeFile(file, whole);
      await truncate(file, length);
      await expectRebuilt(['index/damaged']);
    }
    await writeFile(file, Buffer.concat([whole, Buffer.from([0])]));
    await expectRebuilt(['index/damaged']);
    await writeFile(file, whole);
  }
});

test('a missing file is found, and the next save mends the folder', async () => {
  for (const missing of ['segment-', 'manifest']) {
    const [name] = (await filesOf()).filter((file) => file.startsWith(missing));
    await rm(path.join(folder, name));
    await expectRebuilt(['index/damaged', 'index/unfinished']);
    const index = await openIndex({ folder, feed });
    expect(index.findings).toHaveLength(1);
    await index.save();
    const again = await openIndex({ folder, feed });
    expect({ findings: again.findings, answers: answersOf(again) }).toEqual({ findings: [], answers: expected });
  }
});

test('an index of another version is read anew, and replaced', async () => {
  const file = path.join(folder, 'manifest');
  await writeFile(file, (await readFile(file, 'utf8')).replace('offprint-index 1', 'offprint-index 2'));
  await expectRebuilt(['index/other-version']);
  const index = await openIndex({ folder, feed });
  await index.save();
  expect((await openIndex({ folder, feed })).findings).toEqual([]);
});

test('a folder where the manifest should be is no reason to crash', async () => {
  const file = path.join(folder, 'manifest');
  await rm(file);
  await mkdir(file);
  await expectRebuilt(['index/unreadable']);
});

test('a folder that cannot be made is refused with a sentence', async () => {
  const file = path.join(folder, 'a-file');
  await writeFile(file, '');
  await expect(openIndex({ folder: path.join(file, 'index'), feed })).rejects.toMatchObject({
    kind: 'storage',
    code: 'disk/refused',
  });
});
