import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { CompiledQuery } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseFile } from '../folder.ts';
import { openStore } from '../open.ts';
import { paperRow } from '../testing/paper-row.ts';
import { busyTimeoutMs, connect } from './connection.ts';

/** Of the sound database that the tests damage. */
const papers = 200;

let root: string;
let sound: string;
let folder: string;
let file: string;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'offprint-sqlite-'));
  const store = await openStore({ folder: path.join(root, 'sound') });
  await store.write(async (trx) => {
    const first = await store.nextChange(trx, papers);
    const rows = Array.from({ length: papers }, (_, index) =>
      paperRow({ change: first + index, slug: `paper-${index}`, abstract: 'word '.repeat(40) }),
    );
    await trx.insertInto('papers').values(rows).execute();
  });
  await store.close();
  sound = path.join(root, 'sound', databaseFile);
});
afterAll(() => rm(root, { recursive: true, force: true }));
beforeEach(async () => {
  folder = await mkdtemp(path.join(root, 'data-'));
  file = path.join(folder, databaseFile);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** How many papers the store in `folder` gives, or the code of the error that it is refused with. */
async function papersOrCode(): Promise<number | string> {
  try {
    const store = await openStore({ folder });
    try {
      const rows = await store.db.selectFrom('papers').select(['id', 'abstract']).execute();
      return rows.length;
    } finally {
      await store.close();
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
    throw error;
  }
}

describe('the settings of SQLite', () => {
  it('are those that keep every acknowledged commit', async () => {
    const store = await openStore({ folder });
    const connection = connect(file, 'write');
    const setting = (name: string) => Object.values(connection.database.prepare(`pragma ${name}`).get() ?? {})[0];
    const full = 2;
    expect(setting('journal_mode')).toBe('wal');
    expect(setting('synchronous')).toBe(full);
    expect(setting('foreign_keys')).toBe(1);
    expect(setting('busy_timeout')).toBe(busyTimeoutMs);
    expect(
      connection.database
        .prepare('select count(*) as count from pragma_table_list where schema = ? and strict = 0 and name not like ?')
        .get('main', 'sqlite_%'),
    ).toEqual({ count: 0 });
    connection.close();
    await store.close();
  });
});

describe('opening a database file', () => {
  it('takes an empty file for a new database', async () => {
    await writeFile(file, '');
    expect(await papersOrCode()).toBe(0);
  });

  it('refuses a file that is something else, and leaves it as it is', async () => {
    await writeFile(file, 'Not a database at all, but a letter to a friend.\n');
    await expect(openStore({ folder })).rejects.toMatchObject({
      kind: 'integrity',
      code: 'data/damaged',
      message: `The database file ${file} is damaged: it is not an SQLite file.`,
      hint: expect.stringContaining('backup'),
    });
    expect(await readFile(file, 'utf8')).toMatch(/^Not a database/);
  });

  it('refuses a folder of that name', async () => {
    await mkdir(file);
    await expect(openStore({ folder })).rejects.toMatchObject({ code: 'data/unwritable' });
  });

  it('refuses a database of another program, and leaves it as it is', async () => {
    const other = new DatabaseSync(file);
    other.exec('create table bookmarks (address text)');
    other.close();
    const before = await readFile(file);
    await expect(openStore({ folder })).rejects.toMatchObject({ kind: 'conflict', code: 'data/foreign' });
    expect(await readFile(file)).toEqual(before);
  });

  it('refuses to read where there is none, and makes none', async () => {
    await expect(openStore({ folder, readonly: true })).rejects.toMatchObject({
      kind: 'not-found',
      code: 'data/missing',
    });
    await expect(readFile(file)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('finds a file that was cut off, wherever', async () => {
    const whole = await readFile(sound);
    const cuts = [
      1,
      15,
      16,
      99,
      100,
      511,
      4095,
      4096,
      4097,
      ...Array.from({ length: 12 }, (_, i) => Math.floor((whole.length * (i + 1)) / 13)),
      whole.length - 4096,
      whole.length - 1,
    ];
    for (const cut of cuts) {
      await writeFile(file, whole.subarray(0, cut));
      expect({ cut, outcome: await papersOrCode() }).toEqual({ cut, outcome: 'data/damaged' });
    }
  });

  it('gives all papers or a named error, whatever page is overwritten', async () => {
    const whole = await readFile(sound);
    const pages = whole.length / 4096;
    await fc.assert(
      fc.asyncProperty(
        fc.nat(pages - 1),
        fc.nat(4000),
        fc.uint8Array({ minLength: 1, maxLength: 96 }),
        async (page, at, bytes) => {
          const harmed = Buffer.from(whole);
          harmed.set(bytes, page * 4096 + at);
          await rm(folder, { recursive: true });
          await mkdir(folder);
          await writeFile(file, harmed);
          // Text inside a row may change unseen: SQLite keeps no checksums. What counts is that nothing is lost unseen.
          expect([papers, 'data/damaged', 'data/foreign', 'data/newer']).toContain(await papersOrCode());
        },
      ),
      { numRuns: 120 },
    );
  });

  it.each([
    ['a name in the description of a table', 4000],
    ['the first page, at many places', 0],
  ])('names damage of %s', async (_what, from) => {
    const whole = await readFile(sound);
    const places = from === 0 ? Array.from({ length: 40 }, (_unused, i) => 1500 + i * 60) : [from, from + 3, from + 6];
    for (const at of places) {
      const harmed = Buffer.from(whole);
      harmed[at] = 65;
      await rm(folder, { recursive: true });
      await mkdir(folder);
      await writeFile(file, harmed);
      expect([papers, 'data/damaged']).toContain(await papersOrCode());
    }
  });

  it('finds a commit in the log that the file does not have yet', async () => {
    const store = await openStore({ folder });
    await store.write((trx) =>
      trx
        .insertInto('papers')
        .values(paperRow({ change: 1 }))
        .execute(),
    );
    // As a kill leaves it: the log is there, and nobody has tidied it away.
    const copy = path.join(root, 'copy');
    await mkdir(copy);
    await copyFile(file, path.join(copy, databaseFile));
    await copyFile(`${file}-wal`, path.join(copy, `${databaseFile}-wal`));
    await store.close();
    const again = await openStore({ folder: copy });
    expect(await again.db.selectFrom('papers').select('change').execute()).toEqual([{ change: 1 }]);
    await again.close();
  });
});

describe('a full disk', () => {
  it('is named, undoes the transaction, and ends when there is space again', async () => {
    const store = await openStore({ folder });
    await store.close();
    const connection = connect(file, 'write');
    const insert = (id: string) =>
      connection.executeQuery(
        CompiledQuery.raw('insert into settings (key, value, updated_at) values (?, ?, 0)', [id, 'x'.repeat(50_000)]),
      );
    connection.database.exec('pragma max_page_count = 60');
    connection.database.exec('begin immediate');
    const filling = (async () => {
      for (let index = 0; ; index++) await insert(String(index));
    })();
    await expect(filling).rejects.toMatchObject({
      kind: 'storage',
      code: 'disk/full',
      hint: 'Free some space and try again.',
    });
    if (connection.database.isTransaction) connection.database.exec('rollback');
    expect(connection.database.prepare('select count(*) as count from settings').get()).toEqual({ count: 0 });
    connection.database.exec('pragma max_page_count = 100000');
    await insert('after');
    connection.close();
  });

  it('loses nothing that was acknowledged when the system refuses to let the file grow', async () => {
    // A limit of the system on the size of files, in blocks of 512 bytes, met in the midst of a commit loop.
    const program = path.join(import.meta.dirname, '..', 'testing', 'commit-loop.ts');
    const command = `ulimit -f 4000; exec "$0" "$@"`;
    const child = spawn('/bin/sh', ['-c', command, process.execPath, program, JSON.stringify({ folder }), 'p', '0'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let complaint = '';
    child.stdout.on('data', (bytes) => {
      output += bytes;
    });
    child.stderr.on('data', (bytes) => {
      complaint += bytes;
    });
    const [code] = await once(child, 'close');
    expect(code).toBe(1);
    expect(complaint).toMatch(/code: 'disk\/(refused|full)'/);
    const acknowledged = output.split('\n').slice(0, -1);
    expect(acknowledged.length).toBeGreaterThan(10);

    const store = await openStore({ folder });
    const rows = await store.db.selectFrom('papers').select('id').orderBy('change').execute();
    expect(rows.map(({ id }) => id).slice(0, acknowledged.length)).toEqual(acknowledged);
    expect((await store.inspect()).filter(({ ok }) => !ok)).toEqual([]);
    await store.close();
  });
});

describe('a database that another process holds', () => {
  it('is waited for without blocking the thread', async () => {
    const store = await openStore({ folder });
    const other = connect(file, 'write');
    other.database.exec('begin immediate');
    let turns = 0;
    const counting = setInterval(() => turns++, 1);
    const writing = store.write((trx) => store.nextChange(trx));
    while (turns < 20) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await store.currentChange()).toBe(0);
    other.database.exec('commit');
    expect(await writing).toBe(1);
    clearInterval(counting);
    other.close();
    await store.close();
  });
});
