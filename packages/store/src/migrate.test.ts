import path from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Connected } from './connected.ts';
import { databaseFile } from './folder.ts';
import { migrate, requireNewest, tablesVersion } from './migrate.ts';
import type { Migration } from './migrations/migration.ts';
import { migrations } from './migrations/migrations.ts';
import { openStore } from './open.ts';
import { openPostgres } from './postgres/open.ts';
import { openSqlite } from './sqlite/open.ts';
import { dialects, startDatabases, type TestDatabases, type TestPlace } from './testing/databases.ts';

const second: Migration = {
  version: 2,
  name: 'notes',
  statements: ({ text, big, endOfTable }) => [
    `create table notes (id ${text} primary key not null, at ${big} not null) ${endOfTable}`,
    `insert into notes (id, at) values ('first', 1)`,
  ],
};
const broken: Migration = {
  version: 2,
  name: 'fails half way',
  statements: ({ text, endOfTable }) => [
    `create table notes (id ${text} primary key not null) ${endOfTable}`,
    'insert into no_such_table (id) values (1)',
  ],
};

describe('the list of migrations', () => {
  it('counts up from 1 without holes', () => {
    expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, index) => index + 1));
  });
});

describe.each(dialects)('migrating on %s', (dialect) => {
  let databases: TestDatabases;
  let place: TestPlace;

  beforeAll(async () => {
    databases = await startDatabases(dialect);
  });
  afterAll(() => databases.stop());
  beforeEach(async () => {
    place = await databases.createPlace();
  });

  async function withDatabase<T>(work: (connected: Connected) => Promise<T>): Promise<T> {
    const connected =
      place.databaseUrl === undefined
        ? await openSqlite(path.join(place.folder, databaseFile), false)
        : await openPostgres(place.databaseUrl, false);
    try {
      return await work(connected);
    } finally {
      await connected.close();
    }
  }

  it('starts from nothing, applies each step once, and notes it', async () => {
    await withDatabase(async (connected) => {
      expect(await tablesVersion(dialect, connected.db)).toBe(0);
      await migrate(connected, migrations);
      await migrate(connected, migrations);
      await migrate(connected, [...migrations, second]);
      await migrate(connected, [...migrations, second]);
      expect(await tablesVersion(dialect, connected.db)).toBe(migrations.length + 1);
      const notes = await sql<{ id: string }>`select id from notes`.execute(connected.db);
      expect(notes.rows.map(({ id }) => id)).toEqual(['first']);
      const applied = await connected.db
        .selectFrom('migrations')
        .select(['version', 'name'])
        .orderBy('version')
        .execute();
      expect(applied.map(({ name }) => name)).toEqual([...migrations, second].map(({ name }) => name));
    });
  });

  it('makes the same tables and columns on both databases', async () => {
    const store = await openStore(place);
    const tables = await store.db.introspection.getTables();
    await store.close();
    expect(tables.map(({ name }) => name).toSorted()).toEqual([
      'change_counter',
      'jobs',
      'migrations',
      'papers',
      'schedules',
      'settings',
    ]);
    const papers = tables.find(({ name }) => name === 'papers');
    expect(papers?.columns.map(({ name, isNullable }) => `${name}${isNullable ? ' null' : ''}`)).toEqual([
      'id',
      'slug null',
      'arxiv_id null',
      'title',
      'title_key',
      'authors',
      'year null',
      'venue null',
      'summary null',
      'abstract null',
      'family null',
      'code_url null',
      'submitted_on null',
      'listed_on null',
      'featured_on null',
      'featured_rank null',
      'sources',
      'created_at',
      'updated_at',
      'deleted_at null',
      'change',
    ]);
  });

  it('leaves nothing of a step that fails half way, and applies it when it is mended', async () => {
    await withDatabase(async (connected) => {
      await migrate(connected, migrations);
      await expect(migrate(connected, [...migrations, broken])).rejects.toThrow(/no_such_table/);
      expect(await tablesVersion(dialect, connected.db)).toBe(migrations.length);
      await expect(sql`select id from notes`.execute(connected.db)).rejects.toThrow(/notes/);
      await migrate(connected, [...migrations, second]);
      expect(await tablesVersion(dialect, connected.db)).toBe(migrations.length + 1);
    });
  });

  it('is done once when many start at once', async () => {
    const stores = await Promise.all(Array.from({ length: 6 }, () => openStore(place)));
    const applied = await stores[0]?.db.selectFrom('migrations').select('version').execute();
    expect(applied?.map(({ version }) => version)).toEqual(migrations.map(({ version }) => version));
    for (const store of stores) await store.close();
  });

  it('refuses a database of a newer version, for writing and for reading, and leaves it as it is', async () => {
    await withDatabase((connected) => migrate(connected, [...migrations, second]));
    for (const readonly of [false, true]) {
      await expect(openStore({ ...place, readonly })).rejects.toMatchObject({
        kind: 'integrity',
        code: 'data/newer',
        message: expect.stringContaining(
          `it is of version ${migrations.length + 1}, and this one knows ${migrations.length}`,
        ),
        hint: expect.stringContaining('newer Offprint'),
      });
    }
    await withDatabase(async (connected) => {
      expect(await tablesVersion(dialect, connected.db)).toBe(migrations.length + 1);
    });
  });

  it('refuses to only read a database that needs migrating', async () => {
    await withDatabase(async (connected) => {
      await migrate(connected, migrations);
      const reading = requireNewest(connected, migrations.length + 1);
      await expect(reading).rejects.toMatchObject({ code: 'data/older', where: { version: migrations.length } });
    });
  });

  it('reads without writing when opened for reading', async () => {
    const writer = await openStore(place);
    await writer.write((trx) => writer.nextChange(trx));
    await writer.close();
    const reader = await openStore({ ...place, readonly: true });
    expect(await reader.currentChange()).toBe(1);
    await expect(reader.write(async () => 1)).rejects.toMatchObject({ kind: 'conflict', code: 'data/readonly' });
    await reader.close();
  });
});
