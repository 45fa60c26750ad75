import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../open.ts';
import type { Store } from '../store.ts';
import { dialects, startDatabases, type TestDatabases, type TestPlace } from '../testing/databases.ts';
import { nextOccurrence } from './schedules.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

describe('nextOccurrence', () => {
  const from = Date.UTC(2026, 2, 28, 12, 30, 15);

  it.each([
    ['* * * * *', Date.UTC(2026, 2, 28, 12, 31)],
    ['*/10 * * * * *', Date.UTC(2026, 2, 28, 12, 30, 20)],
    ['0 6 * * *', Date.UTC(2026, 2, 29, 6)],
    // The night in which clocks go forward in Europe: UTC knows nothing of it.
    ['30 1 * * *', Date.UTC(2026, 2, 29, 1, 30)],
    ['0 0 29 2 *', Date.UTC(2028, 1, 29)],
    ['0 7 * * MON', Date.UTC(2026, 2, 30, 7)],
  ])('of %s', (cron, expected) => {
    expect(nextOccurrence(cron, from)).toBe(expected);
  });

  it('comes after, never at, the given instant', () => {
    const at = Date.UTC(2026, 0, 1, 6);
    expect(nextOccurrence('0 6 * * *', at)).toBe(at + day);
    expect(nextOccurrence('0 6 * * *', at - 1)).toBe(at);
  });

  it.each(['', 'daily', '61 * * * *', '* * * *', '0 0 31 2 *'])('refuses “%s”', (cron) => {
    expect(() => nextOccurrence(cron, from)).toThrow(expect.objectContaining({ code: 'schedule/invalid' }));
  });
});

describe.each(dialects)('schedules on %s', (dialect) => {
  let databases: TestDatabases;
  let place: TestPlace;
  let stores: Store[];
  let store: Store;
  let now: number;

  beforeAll(async () => {
    databases = await startDatabases(dialect);
  });
  afterAll(() => databases.stop());
  beforeEach(async () => {
    now = Date.UTC(2026, 0, 1, 0, 0, 30);
    place = await databases.createPlace();
    store = await openStore({ ...place, clock: () => now });
    stores = [store, await openStore({ ...place, clock: () => now }), await openStore({ ...place, clock: () => now })];
  });
  afterEach(async () => {
    for (const each of stores) await each.close();
  });

  /** Takes and completes all that is due; returns the payloads. */
  async function drain(): Promise<unknown[]> {
    const payloads: unknown[] = [];
    for (;;) {
      const job = await store.jobs.claim(['send-digest'], 'tester', minute);
      if (job === null) return payloads;
      payloads.push(job.payload);
      await store.jobs.complete(null, job);
    }
  }

  it('fire each occurrence once, however many processes look', async () => {
    await store.jobs.schedule('digest', '*/5 * * * *', 'send-digest', { list: 'daily' });
    let fired = 0;
    for (let step = 0; step < 30; step++) {
      now += minute;
      const names = await Promise.all(stores.map((each) => each.jobs.fireSchedules()));
      fired += names.flat().length;
      expect(await drain()).toEqual(names.flat().map(() => ({ list: 'daily' })));
    }
    expect(fired).toBe(6);
  });

  it('stored again unchanged neither skip an occurrence nor repeat one', async () => {
    for (let start = 0; start < 3; start++) await store.jobs.schedule('digest', '0 * * * *', 'send-digest');
    now += hour;
    await stores[1]?.jobs.schedule('digest', '0 * * * *', 'send-digest');
    expect(await store.jobs.fireSchedules()).toEqual(['digest']);
    await store.jobs.schedule('digest', '0 * * * *', 'send-digest');
    expect(await store.jobs.fireSchedules()).toEqual([]);
    expect(await drain()).toEqual([null]);
  });

  it('stored by several processes at once are one', async () => {
    await Promise.all(stores.map((each) => each.jobs.schedule('digest', '0 * * * *', 'send-digest')));
    now += hour;
    await Promise.all(stores.map((each) => each.jobs.fireSchedules()));
    expect(await drain()).toEqual([null]);
  });

  it('fire once for all that was missed while nobody looked', async () => {
    await store.jobs.schedule('digest', '0 * * * *', 'send-digest');
    now += 3 * day;
    expect(await store.jobs.fireSchedules()).toEqual(['digest']);
    expect(await store.jobs.fireSchedules()).toEqual([]);
    expect(await drain()).toEqual([null]);
    now += hour;
    expect(await store.jobs.fireSchedules()).toEqual(['digest']);
  });

  it('do not pile up jobs when none are done', async () => {
    await store.jobs.schedule('digest', '0 * * * *', 'send-digest');
    for (let step = 0; step < 10; step++) {
      now += hour;
      expect(await store.jobs.fireSchedules()).toEqual(['digest']);
    }
    expect(await drain()).toEqual([null]);
  });

  it('count from now when their pattern changes, and keep their time when only the payload does', async () => {
    await store.jobs.schedule('digest', '0 * * * *', 'send-digest', 'first');
    await store.jobs.schedule('digest', '0 * * * *', 'send-digest', 'second');
    now += hour;
    await store.jobs.fireSchedules();
    expect(await drain()).toEqual(['second']);
    await store.jobs.schedule('digest', '0 0 1 1 *', 'send-digest', 'third');
    now += hour;
    expect(await store.jobs.fireSchedules()).toEqual([]);
  });

  it('end when they are removed', async () => {
    await store.jobs.schedule('digest', '0 * * * *', 'send-digest');
    expect(await store.jobs.unschedule('digest')).toBe(true);
    expect(await store.jobs.unschedule('digest')).toBe(false);
    now += day;
    expect(await store.jobs.fireSchedules()).toEqual([]);
  });

  it('refuse a pattern that is none', async () => {
    await expect(store.jobs.schedule('digest', 'often', 'send-digest')).rejects.toMatchObject({
      code: 'schedule/invalid',
    });
  });
});
