import { appendFile, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { JournalRecord, RunIdentity } from '../method.ts';
import { readJournal, writeJournal } from './journal-file.node.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'offprint-journal-'));
});
afterAll(() => rm(folder, { recursive: true }));

const identity: RunIdentity = { method: { id: 'm', version: '1.0.0' }, settings: { text: 'a\nb  c' }, inputs: [] };
const record = (entry: JournalRecord['entry']): JournalRecord => ({
  entry,
  files: { sum: { name: 'sum', bytes: 1, sha256: null } },
});

async function withRecords(name: string, entries: readonly JournalRecord['entry'][]): Promise<string> {
  const file = path.join(folder, name);
  const journal = await writeJournal(file, { identity, records: [] });
  for (const entry of entries) await journal.append(record(entry));
  await journal.close();
  return file;
}

it('gives back what it was told, in order, and grows on', async () => {
  const file = await withRecords('whole', [1, 'two\n', { three: [3] }]);
  const kept = await readJournal(file);
  expect(kept).toEqual({ identity, records: [1, 'two\n', { three: [3] }].map(record) });
  const journal = await writeJournal(file, kept ?? expect.unreachable());
  await journal.append(record(4));
  await journal.close();
  expect((await readJournal(file))?.records.map(({ entry }) => entry)).toEqual([1, 'two\n', { three: [3] }, 4]);
});

it('is none where there is no file', async () => {
  expect(await readJournal(path.join(folder, 'none'))).toBeUndefined();
});

it('ignores a last line that is torn, wherever it is torn', async () => {
  const file = await withRecords('torn', [1, 2]);
  const before = await readFile(file);
  const last = before.lastIndexOf('\n', before.length - 2) + 1;
  for (const end of [before.length - 2, before.length - 20, last + 64, last + 1, last]) {
    await writeFile(file, before);
    await truncate(file, end);
    expect((await readJournal(file))?.records.map(({ entry }) => entry)).toEqual([1]);
  }
  await writeFile(file, before);
  // Only the last line break is missing: the record itself is whole.
  await truncate(file, before.length - 1);
  expect((await readJournal(file))?.records).toHaveLength(2);
  // A disk may leave zeros where it had not written yet.
  await appendFile(file, new Uint8Array(100));
  expect((await readJournal(file))?.records.map(({ entry }) => entry)).toEqual([1]);
});

it('says so if not even its first line is whole', async () => {
  const file = await withRecords('damaged', [1]);
  const bytes = await readFile(file);
  bytes[70] = (bytes[70] ?? 0) ^ 1;
  await writeFile(file, bytes);
  await expect(readJournal(file)).rejects.toMatchObject({ code: 'resume/journal-damaged', kind: 'integrity' });
});

it('does not grow without end: the last record stays', async () => {
  const long = 'x'.repeat(2 ** 22);
  const file = await withRecords(
    'long',
    Array.from({ length: 9 }, (_, index) => `${index}${long}`),
  );
  const records = (await readJournal(file))?.records ?? [];
  expect(records.at(-1)?.entry).toBe(`8${long}`);
  expect(records.length).toBeLessThan(4);
  expect((await stat(file)).size).toBeLessThan(2 ** 24);
});
