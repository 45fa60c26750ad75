import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from './open.ts';
import type { Store } from './store.ts';
import { dialects, startDatabases, type TestDatabases } from './testing/databases.ts';
import { paperRow } from './testing/paper-row.ts';

describe.each(dialects)('change numbers on %s', (dialect) => {
  let databases: TestDatabases;
  /** Two stores on one place, as two processes have them. */
  let one: Store;
  let other: Store;

  beforeAll(async () => {
    databases = await startDatabases(dialect);
  });
  afterAll(() => databases.stop());
  beforeEach(async () => {
    const place = await databases.createPlace();
    one = await openStore(place);
    other = await openStore(place);
  });
  afterEach(async () => {
    await one.close();
    await other.close();
  });

  it('begin at 1 and go up by one', async () => {
    expect(await one.currentChange()).toBe(0);
    expect(await one.write((trx) => one.nextChange(trx))).toBe(1);
    expect(await other.write((trx) => other.nextChange(trx))).toBe(2);
    expect(await one.currentChange()).toBe(2);
  });

  it('can be taken many at a time', async () => {
    expect(await one.write((trx) => one.nextChange(trx, 500))).toBe(1);
    expect(await one.write((trx) => one.nextChange(trx, 2))).toBe(501);
    expect(await one.currentChange()).toBe(502);
  });

  it.each([0, -1, 1.5, Number.NaN])('cannot be taken %s at a time', async (count) => {
    await expect(one.write((trx) => one.nextChange(trx, count))).rejects.toMatchObject({ code: 'internal/fault' });
    expect(await one.currentChange()).toBe(0);
  });

  it.each(['nextChange', 'lockChanges'] as const)('wait for a transaction that has called %s', async (call) => {
    const held = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const order: string[] = [];
    const first = one.write(async (trx) => {
      await one[call](trx);
      held.resolve();
      await release.promise;
      order.push('first ends');
    });
    await held.promise;
    const second = other.write(async (trx) => {
      await other.nextChange(trx);
      order.push('second has a number');
    });
    // Time enough for the second to run into the lock, and to pass if there were none.
    await wait(100);
    release.resolve();
    await Promise.all([first, second]);
    expect(order).toEqual(['first ends', 'second has a number']);
  });

  it('hide no late commit behind a larger number from whoever follows them', async () => {
    const writers = 60;
    const rolledBack = (index: number) => index % 7 === 3;
    let writing = true;

    // Remembers the largest number seen and asks for larger ones only, as an index does.
    async function follow(store: Store): Promise<number[]> {
      const seen: number[] = [];
      for (;;) {
        const last = !writing;
        const rows = await store.db
          .selectFrom('papers')
          .select('change')
          .where('change', '>', seen.at(-1) ?? 0)
          .orderBy('change')
          .limit(10)
          .execute();
        seen.push(...rows.map(({ change }) => change));
        if (last && rows.length === 0) return seen;
        await wait(1);
      }
    }

    async function write(index: number): Promise<void> {
      const store = index % 2 === 0 ? one : other;
      await store.write(async (trx) => {
        const change = await store.nextChange(trx);
        // The longer a transaction sleeps, the sooner a later one would overtake it.
        await wait((index * 7) % 5);
        await trx.insertInto('papers').values(paperRow({ change })).execute();
        if (rolledBack(index)) throw new Error('rolled back on purpose');
      });
    }

    const following = [follow(one), follow(other)];
    const outcomes = await Promise.allSettled(Array.from({ length: writers }, (_, index) => write(index)));
    writing = false;
    const committed = outcomes.filter(({ status }) => status === 'fulfilled').length;
    expect(committed).toBe(writers - Array.from({ length: writers }, (_, index) => index).filter(rolledBack).length);
    const all = Array.from({ length: committed }, (_, index) => index + 1);
    expect(await Promise.all(following)).toEqual([all, all]);
    expect(await one.currentChange()).toBe(committed);
  });
});
