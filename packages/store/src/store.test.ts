import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from './id.ts';
import { openStore } from './open.ts';
import { readSetting, writeSetting } from './settings.ts';
import type { Store } from './store.ts';
import { dialects, startDatabases, type TestDatabases, type TestPlace } from './testing/databases.ts';
import { paperRow } from './testing/paper-row.ts';

describe.each(dialects)('a store on %s', (dialect) => {
  let databases: TestDatabases;
  let place: TestPlace;
  let store: Store;

  beforeAll(async () => {
    databases = await startDatabases(dialect);
    place = await databases.createPlace();
    store = await openStore(place);
  });
  afterAll(async () => {
    await store.close();
    await databases.stop();
  });

  it('says which database it is on', () => {
    expect(store.dialect).toBe(dialect);
  });

  it('keeps what a transaction wrote', async () => {
    await store.write((trx) => writeSetting(trx, 'mark', 'first'));
    await store.write((trx) => writeSetting(trx, 'mark', 'second'));
    expect(await readSetting(store.db, 'mark')).toBe('second');
    expect(await readSetting(store.db, 'no such mark')).toBeNull();
  });

  it('forgets the whole transaction when its work throws', async () => {
    const failing = store.write(async (trx) => {
      await writeSetting(trx, 'rolled back', 'yes');
      await store.nextChange(trx);
      throw new Error('on purpose');
    });
    await expect(failing).rejects.toThrow('on purpose');
    expect(await readSetting(store.db, 'rolled back')).toBeNull();
    expect(await store.currentChange()).toBe(0);
  });

  it('returns what the work returned', async () => {
    expect(await store.write(async () => 'done')).toBe('done');
  });

  it('does not show what is not committed', async () => {
    const { wait, release } = gate();
    const writing = store.write(async (trx) => {
      await writeSetting(trx, 'uncommitted', 'x');
      await wait;
    });
    expect(await readSetting(store.db, 'uncommitted')).toBeNull();
    release();
    await writing;
    expect(await readSetting(store.db, 'uncommitted')).toBe('x');
  });

  it('loses no update of 40 callers at once that read, wait and write', async () => {
    await store.write((trx) => writeSetting(trx, 'sum', '0'));
    await Promise.all(
      Array.from({ length: 40 }, () =>
        store.write(async (trx) => {
          await store.lockChanges(trx);
          const before = Number(await readSetting(trx, 'sum'));
          await nextTurn();
          await writeSetting(trx, 'sum', String(before + 1));
        }),
      ),
    );
    expect(await readSetting(store.db, 'sum')).toBe('40');
  });

  it('runs a transaction again that was the victim of a deadlock', async () => {
    await store.write(async (trx) => {
      await writeSetting(trx, 'left', '0');
      await writeSetting(trx, 'right', '0');
    });
    const bothHoldOne = meeting(dialect === 'postgres' ? 2 : 1);
    const inOrder = (first: string, second: string) =>
      store.write(async (trx) => {
        await add(trx, first);
        await bothHoldOne();
        await add(trx, second);
      });
    await Promise.all([inOrder('left', 'right'), inOrder('right', 'left')]);
    expect([await readSetting(store.db, 'left'), await readSetting(store.db, 'right')]).toEqual(['2', '2']);
  });

  it('gives several reads in one transaction the same moment', async () => {
    await store.write((trx) => writeSetting(trx, 'moment', 'before'));
    const seen = await store.db
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (trx) => {
        const first = await readSetting(trx, 'moment');
        await outside(() => store.write((other) => writeSetting(other, 'moment', 'after')));
        return [first, await readSetting(trx, 'moment')];
      });
    expect(seen).toEqual(['before', 'before']);
    expect(await readSetting(store.db, 'moment')).toBe('after');
  });

  it('serves more reading transactions at once than it has connections', async () => {
    const all = Array.from({ length: 30 }, (_, index) =>
      store.db.transaction().execute(async (trx) => {
        await nextTurn();
        const { rows } = await sql<{ value: number }>`select cast(${index} as integer) as value`.execute(trx);
        return rows[0]?.value;
      }),
    );
    expect(await Promise.all(all)).toEqual(Array.from({ length: 30 }, (_, index) => index));
  });

  it('refuses a write through the reading side', async () => {
    const writing = store.db.insertInto('settings').values({ key: 'k', value: 'v', updated_at: 0 }).execute();
    await expect(writing).rejects.toMatchObject({
      code: 'internal/fault',
      message: expect.stringContaining('store.write'),
    });
    expect(await readSetting(store.db, 'k')).toBeNull();
  });

  it('refuses a second transaction and the outer handle inside a transaction, instead of hanging', async () => {
    await expect(store.write(() => store.write(async () => 1))).rejects.toMatchObject({ code: 'internal/fault' });
    await expect(store.write(() => store.currentChange())).rejects.toMatchObject({ code: 'internal/fault' });
    expect(await store.write(async () => 'still works')).toBe('still works');
  });

  it('lets what was started inside a transaction use the store once that has ended', async () => {
    const { wait, release } = gate();
    const late = await store.write(async () => {
      const started = wait.then(() => store.write(async () => 'late'));
      return { started };
    });
    release();
    expect(await late.started).toBe('late');
  });

  it('gives whole numbers back as numbers, as wide as JavaScript has them', async () => {
    const widest = Number.MAX_SAFE_INTEGER;
    await store.write((trx) =>
      trx
        .insertInto('papers')
        .values(paperRow({ created_at: widest, change: widest - 1 }))
        .execute(),
    );
    const row = await store.db
      .selectFrom('papers')
      .select(({ fn }) => [
        'created_at',
        fn.sum<number>('year').as('years'),
        fn.countAll<number>().as('count'),
        fn.max('change').as('change'),
      ])
      .groupBy('created_at')
      .executeTakeFirst();
    expect({ ...row }).toEqual({ created_at: widest, years: 2023, count: 1, change: widest - 1 });
  });

  it('keeps text as it came: accents, emoji, quotes, line ends, 1 MB', async () => {
    const texts = ['Poincaré', "🧮 “quoted” 'single'", 'a\r\nb\tc\\d', '', 'x'.repeat(1_000_000)];
    for (const text of texts) {
      await store.write((trx) => writeSetting(trx, 'text', text));
      expect(await readSetting(store.db, 'text')).toBe(text);
    }
  });

  it('sorts text by its bytes', async () => {
    const keys = ['Zebra', 'apple', 'Äpfel', 'a-b', 'a b', 'A', 'a', 'zebra', 'É'];
    await store.write(async (trx) => {
      for (const key of keys) await writeSetting(trx, `sort:${key}`, '');
    });
    const rows = await store.db
      .selectFrom('settings')
      .select('key')
      .where('key', 'like', 'sort:%')
      .orderBy('key')
      .execute();
    const byBytes = keys.toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
    expect(rows.map(({ key }) => key.slice('sort:'.length))).toEqual(byBytes);
  });

  it('refuses two papers of one slug, arXiv identifier or change number', async () => {
    const first = paperRow({ slug: 'twice', arxiv_id: '2306.01708', change: 7 });
    await store.write((trx) => trx.insertInto('papers').values(first).execute());
    for (const clash of [{ slug: 'twice' }, { arxiv_id: '2306.01708' }, { change: 7 }, { id: first.id }]) {
      const second = paperRow({ change: 8, ...clash });
      const writing = store.write((trx) => trx.insertInto('papers').values(second).execute());
      await expect(writing).rejects.toThrow(/unique/i);
    }
    const count = await store.db.selectFrom('papers').select('id').where('change', 'in', [7, 8]).execute();
    expect(count.map(({ id }) => id)).toEqual([first.id]);
  });

  it('takes 500 papers in one insert', async () => {
    const rows = Array.from({ length: 500 }, (_, index) => paperRow({ change: 1000 + index }));
    await store.write((trx) => trx.insertInto('papers').values(rows).execute());
    const found = await store.db
      .selectFrom('papers')
      .select('id')
      .where('change', '>=', 1000)
      .where('change', '<', 1500)
      .orderBy('change')
      .execute();
    expect(found.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
  });

  it.each(['read', 'write'] as const)('lets timers be heard during a long run of %ss', async (kind) => {
    let heard = 0;
    const timer = setInterval(() => heard++, 1);
    while (heard < 3) {
      if (kind === 'read') await store.currentChange();
      else await store.write((trx) => writeSetting(trx, 'run', String(heard)));
    }
    clearInterval(timer);
    expect(heard).toBeGreaterThanOrEqual(3);
  });

  it('waits at close for the transactions that were asked for, then refuses more', async () => {
    const other = await openStore(place);
    const key = newId();
    const { wait, release } = gate();
    const first = other.write(() => wait);
    const second = other.write((trx) => writeSetting(trx, key, 'kept'));
    await nextTurn();
    const closing = other.close();
    release();
    await Promise.all([first, second, closing]);
    expect(await readSetting(store.db, key)).toBe('kept');
    await expect(other.currentChange()).rejects.toThrow(/destroyed|end/i);
  });
});

/** Something to wait for, and how to let it go. */
function gate(): { wait: Promise<void>; release: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { wait: promise, release: resolve };
}

/** Resolves for everybody once `count` callers have come; whoever comes later passes. */
function meeting(count: number): () => Promise<void> {
  const { wait, release } = gate();
  let come = 0;
  return () => {
    come++;
    if (come >= count) release();
    return wait;
  };
}

/** A call on behalf of somebody else, from outside the transaction around it. */
function outside<T>(work: () => Promise<T>): Promise<T> {
  return work();
}

async function add(trx: Parameters<Parameters<Store['write']>[0]>[0], key: string): Promise<void> {
  await trx
    .updateTable('settings')
    .set((row) => ({ value: sql<string>`cast(cast(${row.ref('value')} as integer) + 1 as text)` }))
    .where('key', '=', key)
    .execute();
}
