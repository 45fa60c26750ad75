import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openIndex } from '../open.ts';
import { endlessFeed } from '../testing/endless-feed.ts';
import { openFolder } from './folder.ts';
import { loadCollection } from './load.ts';
import { lockFolder } from './lock.ts';

let folder: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'offprint-search-'));
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** Starts a file of `testing` as a process of its own; `lines` are what it printed so far. */
function start(
  file: string,
  ...args: string[]
): { child: ChildProcess; lines: string[]; printed(count: number): Promise<void>; kill(): Promise<void> } {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, '../testing', file), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const lines: string[] = [];
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  createInterface({ input: child.stdout ?? process.stdin }).on('line', (line) => lines.push(line));
  return {
    child,
    lines,
    async printed(count) {
      while (lines.length < count) {
        if (child.exitCode !== null) throw new Error(`${file} ended with ${child.exitCode}.`);
        await setTimeout(5);
      }
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

test('kill -9 while saving: what was saved is there, and the index agrees with the database', async () => {
  let acknowledged = 100;
  for (let round = 0; round < 8; round += 1) {
    const writer = start('saving-child.ts', folder, String(acknowledged));
    await writer.printed(2);
    // A different moment within a save each time.
    await setTimeout(round * 3);
    await writer.kill();
    acknowledged = Number(writer.lines.at(-1));

    const { collection, finding } = await loadCollection(await openFolder(folder));
    expect(finding).toBeNull();
    expect(collection?.change).toBeGreaterThanOrEqual(acknowledged);
    acknowledged = Math.max(acknowledged, collection?.change ?? 0);
    const index = await openIndex({ folder, feed: endlessFeed(acknowledged + 5) });
    expect(index.findings).toEqual([]);
    expect((await index.check()).map(({ ok, code }) => ({ ok, code }))).toEqual(
      ['index/files', 'index/arrays', 'index/agrees'].map((code) => ({ ok: true, code })),
    );
    await index.close();
  }
});

test('readers open the folder at any moment while another process writes', async () => {
  const writer = start('saving-child.ts', folder, '100');
  await writer.printed(1);
  for (let round = 0; round < 40; round += 1) {
    const { collection, finding } = await loadCollection(await openFolder(folder));
    expect(finding).toBeNull();
    expect(collection?.parts.length).toBeGreaterThan(0);
  }
});

test('several processes and indexes write the same folder: it stays sound and keeps no file that nothing names', async () => {
  const first = start('saving-child.ts', folder, '100');
  const second = start('saving-child.ts', folder, '100');
  const feed = endlessFeed(100);
  const index = await openIndex({ folder, feed });
  for (let round = 0; round < 20; round += 1) {
    feed.advance(3);
    await index.follow();
    await index.save();
  }
  await first.printed(5);
  await second.printed(5);
  await Promise.all([first.kill(), second.kill()]);

  const reached = Math.max(index.change, ...[...first.lines, ...second.lines].map(Number));
  const last = endlessFeed(reached + 20);
  const again = await openIndex({ folder, feed: last });
  expect(again.findings).toEqual([]);
  last.advance(1);
  await again.follow();
  await again.save();
  expect((await again.check()).every(({ ok }) => ok)).toBe(true);
  const { collection } = await loadCollection(await openFolder(folder));
  const named = collection?.parts.map(({ file }) => file?.name ?? '') ?? [];
  expect((await readdir(folder)).sort()).toEqual(['manifest', 'writer.lock', ...named].sort());
});

test('one writer at a time; the lock goes with its holder', async () => {
  const held = await lockFolder(folder);
  await expect(lockFolder(folder, 0)).rejects.toMatchObject({ kind: 'conflict', code: 'index/locked' });
  held.release();
  (await lockFolder(folder, 0)).release();

  const holder = start('locking-child.ts', folder);
  await holder.printed(1);
  await expect(lockFolder(folder, 0)).rejects.toMatchObject({ code: 'index/locked' });
  await holder.kill();
  (await lockFolder(folder, 0)).release();
});

test('whoever waits for the lock gets it when it is free', async () => {
  const held = await lockFolder(folder);
  const waiting = lockFolder(folder);
  await setTimeout(80);
  held.release();
  (await waiting).release();
});
