import { mkdtemp, open, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseFile } from './folder.ts';
import { type Inspected, inspectStore } from './inspect.ts';
import { migrations } from './migrations/migrations.ts';
import { openStore } from './open.ts';
import type { Finding, Store } from './store.ts';
import { dialects, startDatabases, type TestDatabases } from './testing/databases.ts';
import { paperRow } from './testing/paper-row.ts';

const hour = 3_600_000;

describe.each(dialects)('inspecting on %s', (dialect) => {
  let databases: TestDatabases;
  let store: Store;
  let now: number;

  beforeAll(async () => {
    databases = await startDatabases(dialect);
  });
  afterAll(() => databases.stop());
  beforeEach(async () => {
    now = Date.UTC(2026, 0, 1);
    store = await openStore({ ...(await databases.createPlace()), clock: () => now });
  });
  afterEach(() => store.close());

  const wrong = async () => (await store.inspect()).filter(({ ok }) => !ok);
  const inspected = (change: Partial<Inspected>): Inspected => ({
    dialect,
    folder: store.folder,
    place: path.join(store.folder, databaseFile),
    db: store.db,
    newest: migrations.length,
    clock: () => now,
    ...change,
  });
  const found = async (area: string, change: Partial<Inspected>): Promise<Finding | undefined> =>
    (await inspectStore(inspected(change))).find((finding) => finding.area === area);

  it('finds a new store sound, and says what it looked at', async () => {
    const findings = await store.inspect();
    const areas = ['disk', 'database', 'migrations', 'changes', 'jobs'];
    expect(findings.map(({ area }) => area)).toEqual(dialect === 'sqlite' ? [...areas, 'write-ahead log'] : areas);
    expect(findings.filter(({ ok, hint }) => !ok || hint !== null)).toEqual([]);
  });

  it('finds a change counter that was set back', async () => {
    await store.write((trx) =>
      trx
        .insertInto('papers')
        .values(paperRow({ change: 12 }))
        .execute(),
    );
    expect(await wrong()).toMatchObject([
      { area: 'changes', message: expect.stringContaining('stands at 0, but a paper has change 12') },
    ]);
    await store.write((trx) => store.nextChange(trx, 12));
    expect(await wrong()).toEqual([]);
  });

  it('finds jobs that nobody does: due for over an hour, under a lease long over', async () => {
    await store.jobs.enqueue(null, { kind: 'work', payload: 1 });
    await store.jobs.enqueue(null, { kind: 'work', payload: 2 });
    await store.jobs.claim(['work'], 'gone', 1_000);
    now += hour;
    expect(await wrong()).toEqual([]);
    now += 2_000;
    expect(await wrong()).toMatchObject([
      {
        area: 'jobs',
        message: '2 jobs have waited for a worker for over an hour.',
        hint: expect.stringContaining('offprint serve'),
      },
    ]);
  });

  it('finds jobs that have failed for good', async () => {
    await store.jobs.enqueue(null, { kind: 'work', payload: 1, maxAttempts: 1 });
    const job = await store.jobs.claim(['work'], 'tester', 1_000);
    if (job !== null) await store.jobs.fail(job, new Error('on purpose'));
    expect(await wrong()).toMatchObject([{ area: 'jobs', message: '1 job has failed for good.' }]);
  });

  it('finds tables of another version', async () => {
    expect(await found('migrations', { newest: migrations.length + 1 })).toMatchObject({
      ok: false,
      hint: expect.stringContaining('brings them up to date'),
    });
    expect(await found('migrations', { newest: migrations.length - 1 })).toMatchObject({
      ok: false,
      hint: expect.stringContaining('newer Offprint'),
    });
  });

  it.skipIf(process.platform !== 'linux')('finds a full disk (needs /proc, a file system without space)', async () => {
    expect(await found('disk', { folder: '/proc' })).toMatchObject({
      ok: false,
      message: 'Only 0 bytes are free on the disk of /proc.',
    });
  });

  it('makes a finding of a fault met while looking', async () => {
    expect(await found('disk', { folder: path.join(store.folder, 'gone') })).toMatchObject({
      ok: false,
      message: expect.stringContaining('ENOENT'),
    });
  });
});

describe('inspecting an SQLite file', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'offprint-inspect-'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('finds a page that was overwritten while the store was open', async () => {
    const store = await openStore({ folder: root });
    const rows = Array.from({ length: 200 }, (_, index) => paperRow({ change: index + 1, slug: `paper-${index}` }));
    await store.write(async (trx) => {
      await store.nextChange(trx, rows.length);
      await trx.insertInto('papers').values(rows).execute();
    });
    await store.close();
    const again = await openStore({ folder: root });
    const file = await open(path.join(root, databaseFile), 'r+');
    const { size } = await file.stat();
    await file.write(Buffer.alloc(4096, 0xa5), 0, 4096, Math.floor(size / 4096 / 2) * 4096);
    await file.close();
    const finding = (await again.inspect()).find(({ area }) => area === 'database');
    expect(finding).toMatchObject({ ok: false, hint: expect.stringContaining('backup') });
    expect(finding?.message).toContain('is damaged');
    await again.close();
  });

  it('finds a write-ahead log that has grown out of hand', async () => {
    const store = await openStore({ folder: path.join(root, 'data') });
    const log = path.join(root, `${databaseFile}-wal`);
    await writeFile(log, '');
    await truncate(log, 300_000_000);
    const findings = await inspectStore({
      dialect: 'sqlite',
      folder: root,
      place: path.join(store.folder, databaseFile),
      db: store.db,
      newest: migrations.length,
      clock: Date.now,
    });
    expect(findings.filter(({ ok }) => !ok)).toMatchObject([
      { area: 'write-ahead log', message: expect.stringContaining('has grown to 300.0 MB') },
    ]);
    await store.close();
  });
});
