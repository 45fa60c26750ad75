import { createServer } from 'node:net';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../open.ts';
import { startDatabases, type TestDatabases, type TestPlace } from '../testing/databases.ts';
import { startPostgres, type TestServer } from '../testing/postgres.ts';
import { placeOf, requireSupported } from './server.ts';

let server: TestServer;
let databases: TestDatabases;
let folder: string;

beforeAll(async () => {
  server = await startPostgres();
  databases = await startDatabases('sqlite');
});
afterAll(async () => {
  await server.stop();
  await databases.stop();
});
beforeEach(async () => {
  folder = (await databases.createPlace()).folder;
});

/** The address with something changed. */
function changed(databaseUrl: string, change: (url: URL) => void): string {
  const url = new URL(databaseUrl);
  change(url);
  return url.href;
}

describe('an address', () => {
  it.each(['', 'localhost', 'mysql://localhost/papers', '/var/data'])('“%s” is refused', async (databaseUrl) => {
    await expect(openStore({ folder, databaseUrl })).rejects.toMatchObject({ kind: 'input', code: 'database/address' });
  });

  it('is shown without user, password and options', () => {
    expect(placeOf('postgres://ada:se%40cret@db.lab:6432/papers?sslmode=require&password=other')).toBe(
      'postgres://db.lab:6432/papers',
    );
  });
});

describe('a server that does not let us in', () => {
  it.each([
    [
      'nothing listens there',
      (url: URL) => {
        url.port = '1';
      },
    ],
    [
      'it refused the password',
      (url: URL) => {
        url.password = 'wrong';
      },
    ],
    [
      'it refused the password',
      (url: URL) => {
        url.username = 'nobody-here';
      },
    ],
    [
      'it has no database of that name',
      (url: URL) => {
        url.pathname = '/no-such-database';
      },
    ],
    [
      'there is no such host',
      (url: URL) => {
        url.hostname = 'no-such-host.invalid';
      },
    ],
  ] as const)('is named: %s', async (why, change) => {
    const databaseUrl = changed(server.url, change);
    const error = await openStore({ folder, databaseUrl }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      kind: 'storage',
      code: 'database/unreachable',
      message: `The database ${placeOf(databaseUrl)} cannot be reached: ${why}.`,
      hint: expect.stringContaining('DATABASE_URL'),
    });
    expect(JSON.stringify(error)).not.toContain(new URL(server.url).password);
  });

  it('is named when it is no PostgreSQL and hangs up', async () => {
    const other = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const port = await new Promise<number>((resolve, reject) => {
      other.listen(0, '127.0.0.1', () => {
        const address = other.address();
        if (address === null || typeof address === 'string') reject(new Error('The system gave no port.'));
        else resolve(address.port);
      });
    });
    const databaseUrl = changed(server.url, (url) => {
      url.port = String(port);
    });
    await expect(openStore({ folder, databaseUrl })).rejects.toMatchObject({ code: 'database/unreachable' });
    other.close();
  });

  it('is refused when it is too old', () => {
    const facts = { version: '14.19', encoding: 'UTF8', bytes: 0 };
    expect(() => requireSupported(facts, 'postgresql://lab/papers')).toThrow(
      expect.objectContaining({
        code: 'database/unsupported',
        message: 'The server at postgresql://lab/papers is PostgreSQL 14.19.',
      }),
    );
    requireSupported({ ...facts, version: '15.0' }, 'postgresql://lab/papers');
  });

  it('is refused when its text is not UTF-8', async () => {
    const databaseUrl = await server.createDatabase(
      "template template0 encoding 'SQL_ASCII' locale_provider libc locale 'C'",
    );
    await expect(openStore({ folder, databaseUrl })).rejects.toMatchObject({
      kind: 'conflict',
      code: 'database/unsupported',
      message: expect.stringContaining('SQL_ASCII'),
    });
  });
});

describe('an open database', () => {
  let place: TestPlace & { databaseUrl: string };
  let admin: pg.Client;

  beforeEach(async () => {
    place = { folder, databaseUrl: await server.createDatabase() };
    admin = new pg.Client(place.databaseUrl);
    await admin.connect();
  });
  afterEach(() => admin.end());

  it('stops a query that takes too long', async () => {
    const databaseUrl = changed(place.databaseUrl, (url) => url.searchParams.set('statement_timeout', '200'));
    const store = await openStore({ folder, databaseUrl });
    await expect(sql`select pg_sleep(20)`.execute(store.db)).rejects.toMatchObject({
      kind: 'limit',
      code: 'database/timeout',
    });
    expect(await store.currentChange()).toBe(0);
    await store.close();
  });

  it('says that it is busy when a lock is held for too long', async () => {
    const databaseUrl = changed(place.databaseUrl, (url) => url.searchParams.set('lock_timeout', '200'));
    const store = await openStore({ folder, databaseUrl });
    await admin.query('begin; update change_counter set value = value');
    await expect(store.write((trx) => store.nextChange(trx))).rejects.toMatchObject({
      kind: 'storage',
      code: 'database/busy',
    });
    await admin.query('rollback');
    expect(await store.write((trx) => store.nextChange(trx))).toBe(1);
    await store.close();
  });

  it('says so when its connections are cut, and goes on with new ones', async () => {
    const store = await openStore(place);
    const cut = () =>
      admin.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()',
      );
    const writing = store.write(async (trx) => {
      await store.nextChange(trx);
      await cut();
      await store.nextChange(trx);
    });
    await expect(writing).rejects.toMatchObject({ code: 'database/unreachable' });
    expect(await onceReachable(() => store.currentChange())).toBe(0);
    // Cut while idle: the pool hears of it and must not bring the process down.
    await cut();
    expect(await onceReachable(() => store.write((trx) => store.nextChange(trx)))).toBe(1);
    await store.close();
  });

  it('runs a transaction again after a serialisation failure, and gives up after ten', async () => {
    const store = await openStore(place);
    const failing = (times: number) => {
      let runs = 0;
      return store.write(async (trx) => {
        runs++;
        if (runs <= times)
          await sql`do $$ begin raise exception 'met another' using errcode = '40001'; end $$`.execute(trx);
        await store.nextChange(trx);
        return runs;
      });
    };
    expect(await failing(9)).toBe(10);
    await expect(failing(10)).rejects.toMatchObject({ kind: 'storage', code: 'database/busy' });
    expect(await store.currentChange()).toBe(1);
    await store.close();
  });

  it('says that its user may not make tables', async () => {
    await admin.query("create role reader_only login password 'reads'");
    const databaseUrl = changed(place.databaseUrl, (url) => {
      url.username = 'reader_only';
      url.password = 'reads';
    });
    await expect(openStore({ folder, databaseUrl })).rejects.toMatchObject({
      kind: 'storage',
      code: 'data/unwritable',
    });
    await admin.query('drop role reader_only');
  });
});

/** The answer after as many refusals as there are dead connections in the pool; each must be the named one. */
async function onceReachable<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    const outcome = await ask().then(
      (answer) => ({ answer }),
      (error: unknown) => ({ error }),
    );
    if ('answer' in outcome) return outcome.answer;
    expect(outcome.error).toMatchObject({ code: 'database/unreachable' });
  }
}
