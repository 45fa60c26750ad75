import { InputError } from '@offprint/errors';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../open.ts';
import type { Store } from '../store.ts';
import { dialects, startDatabases, type TestDatabases, type TestPlace } from '../testing/databases.ts';
import { backOff } from './back-off.ts';
import type { ClaimedJob, Jobs } from './jobs.ts';

const minute = 60_000;

describe.each(dialects)('jobs on %s', (dialect) => {
  let databases: TestDatabases;
  let place: TestPlace;
  let store: Store;
  let jobs: Jobs;
  let now: number;

  beforeAll(async () => {
    databases = await startDatabases(dialect);
  });
  afterAll(() => databases.stop());
  beforeEach(async () => {
    now = Date.UTC(2026, 0, 1);
    place = await databases.createPlace();
    store = await openStore({ ...place, clock: () => now });
    jobs = store.jobs;
  });
  afterEach(() => store.close());

  async function claimed(kind = 'work'): Promise<ClaimedJob> {
    const job = await jobs.claim([kind], 'tester', minute);
    if (job === null) throw new Error('There was nothing to claim.');
    return job;
  }
  const states = async () => (await jobs.list({ limit: 100 })).map(({ state, attempts }) => ({ state, attempts }));

  it('come back as they were enqueued, in order, and are gone when done', async () => {
    const first = await jobs.enqueue(null, { kind: 'work', payload: { of: 'ä', list: [1, null, true] } });
    await jobs.enqueue(null, { kind: 'work', payload: 'second' });
    await jobs.enqueue(null, { kind: 'other', payload: 'not this one' });
    const job = await claimed();
    expect(job).toEqual({
      id: first,
      kind: 'work',
      payload: { of: 'ä', list: [1, null, true] },
      uniqueKey: null,
      attempt: 1,
      maxAttempts: 10,
      lease: job.lease,
      leaseUntil: now + minute,
    });
    expect((await claimed()).payload).toBe('second');
    expect(await jobs.claim(['work'], 'tester', minute)).toBeNull();
    expect(await jobs.complete(null, job)).toBe(true);
    expect(await jobs.complete(null, job)).toBe(false);
    expect(await jobs.counts()).toEqual([
      { kind: 'other', state: 'ready', count: 1 },
      { kind: 'work', state: 'running', count: 1 },
    ]);
  });

  it('exist only if the transaction that enqueued them commits', async () => {
    const failing = store.write(async (trx) => {
      await jobs.enqueue(trx, { kind: 'work', payload: null });
      throw new Error('on purpose');
    });
    await expect(failing).rejects.toThrow('on purpose');
    expect(await jobs.counts()).toEqual([]);
    await store.write((trx) => jobs.enqueue(trx, { kind: 'work', payload: null }));
    expect(await states()).toEqual([{ state: 'ready', attempts: 0 }]);
  });

  it('stay when the transaction of their effect fails, and go with it when it commits', async () => {
    await jobs.enqueue(null, { kind: 'work', payload: null });
    const job = await claimed();
    const failing = store.write(async (trx) => {
      await jobs.complete(trx, job);
      throw new Error('the effect failed');
    });
    await expect(failing).rejects.toThrow('the effect failed');
    expect(await states()).toEqual([{ state: 'running', attempts: 1 }]);
    expect(await store.write((trx) => jobs.complete(trx, job))).toBe(true);
    expect(await states()).toEqual([]);
  });

  it('wait for their time, the earliest first', async () => {
    await jobs.enqueue(null, { kind: 'work', payload: 'later', runAt: now + 2 * minute });
    await jobs.enqueue(null, { kind: 'work', payload: 'sooner', runAt: now + minute });
    expect(await jobs.claim(['work'], 'tester', minute)).toBeNull();
    now += 3 * minute;
    expect((await claimed()).payload).toBe('sooner');
    expect((await claimed()).payload).toBe('later');
  });

  it('are tried again after a back-off, keep the last error, and are dead after the last attempt', async () => {
    const id = await jobs.enqueue(null, { kind: 'work', payload: null, maxAttempts: 3 });
    for (const attempt of [1, 2]) {
      const job = await claimed();
      expect(job.attempt).toBe(attempt);
      expect(await jobs.fail(job, new Error(`failure ${attempt}`))).toBe('ready');
      const [listed] = await jobs.list({ limit: 1 });
      expect(listed).toMatchObject({
        state: 'ready',
        runAt: now + backOff(id, attempt),
        error: { message: `failure ${attempt}` },
      });
      expect(await jobs.claim(['work'], 'tester', minute)).toBeNull();
      now += backOff(id, attempt);
    }
    expect(await jobs.fail(await claimed(), new Error('failure 3'))).toBe('dead');
    now += 365 * 24 * 60 * minute;
    expect(await jobs.claim(['work'], 'tester', minute)).toBeNull();
    expect(await jobs.list({ state: 'dead', limit: 10 })).toMatchObject([
      { id, attempts: 3, worker: null, error: { kind: 'internal', code: 'internal/fault', message: 'failure 3' } },
    ]);
  });

  it('are dead at once when their input is wrong: it would be wrong again', async () => {
    await jobs.enqueue(null, { kind: 'work', payload: null });
    const error = new InputError('import/not-json', 'Line 3 is not JSON.', { hint: 'Mend it.', where: { line: 3 } });
    expect(await jobs.fail(await claimed(), error)).toBe('dead');
    expect((await jobs.list({ limit: 1 }))[0]?.error).toEqual(error.toJSON());
  });

  it('can be revived or removed when dead', async () => {
    const id = await jobs.enqueue(null, { kind: 'work', payload: null, maxAttempts: 1 });
    expect(await jobs.revive(id)).toBe(false);
    const job = await claimed();
    expect(await jobs.remove(id)).toBe(false);
    await jobs.fail(job, new Error('once'));
    expect(await jobs.revive(id)).toBe(true);
    expect(await states()).toEqual([{ state: 'ready', attempts: 0 }]);
    await jobs.fail(await claimed(), new Error('twice'));
    expect(await jobs.remove(id)).toBe(true);
    expect(await jobs.remove(id)).toBe(false);
  });

  it('are not revived while another holds their key', async () => {
    const job = { kind: 'work', payload: null, uniqueKey: 'one', maxAttempts: 1 };
    const dead = await jobs.enqueue(null, job);
    await jobs.fail(await claimed(), new Error('dies'));
    const live = await jobs.enqueue(null, job);
    expect(live).not.toBe(dead);
    expect(await jobs.revive(dead)).toBe(false);
    await jobs.complete(null, await claimed());
    expect(await jobs.revive(dead)).toBe(true);
  });

  it('are given back by a worker that stops, as if it had never had them', async () => {
    await jobs.enqueue(null, { kind: 'work', payload: null, maxAttempts: 1 });
    const job = await claimed();
    expect(await jobs.release(job)).toBe(true);
    expect(await jobs.release(job)).toBe(false);
    expect((await claimed()).attempt).toBe(1);
  });

  it('refuse zero attempts', async () => {
    const enqueueing = jobs.enqueue(null, { kind: 'work', payload: null, maxAttempts: 0 });
    await expect(enqueueing).rejects.toMatchObject({ code: 'internal/fault' });
  });

  it('are listed by page, state and kind', async () => {
    const ids: string[] = [];
    for (const kind of ['a', 'b', 'a', 'a']) ids.push(await jobs.enqueue(null, { kind, payload: null }));
    const page = await jobs.list({ kind: 'a', limit: 2 });
    expect(page.map(({ id }) => id)).toEqual([ids[0], ids[2]]);
    const rest = await jobs.list({ kind: 'a', state: 'ready', after: ids[2] ?? '', limit: 2 });
    expect(rest.map(({ id }) => id)).toEqual([ids[3]]);
    expect(await jobs.list({ state: 'dead', limit: 2 })).toEqual([]);
  });

  describe('under a lease', () => {
    it('are taken back when it runs out, and the late worker is told', async () => {
      const id = await jobs.enqueue(null, { kind: 'work', payload: null });
      const late = await claimed();
      now += minute;
      expect(await jobs.reap()).toBe(0);
      now += 1;
      expect(await jobs.reap()).toBe(1);
      expect(await jobs.list({ limit: 1 })).toMatchObject([{ state: 'ready', error: { code: 'job/lease-expired' } }]);
      now += backOff(id, 1);
      const again = await claimed();
      expect(again.attempt).toBe(2);
      expect(await jobs.heartbeat(late, minute)).toBe(false);
      expect(await jobs.complete(null, late)).toBe(false);
      expect(await jobs.fail(late, new Error('late'))).toBeNull();
      expect(await jobs.complete(null, again)).toBe(true);
    });

    it('stay with a worker that prolongs it', async () => {
      await jobs.enqueue(null, { kind: 'work', payload: null });
      const job = await claimed();
      for (let beat = 0; beat < 5; beat++) {
        now += 0.9 * minute;
        expect(await jobs.heartbeat(job, minute)).toBe(true);
        expect(await jobs.reap()).toBe(0);
      }
      expect(await jobs.complete(null, job)).toBe(true);
    });

    it('are dead when their worker died at the last attempt', async () => {
      await jobs.enqueue(null, { kind: 'work', payload: null, maxAttempts: 1 });
      await claimed();
      now += minute + 1;
      await jobs.reap();
      expect(await states()).toEqual([{ state: 'dead', attempts: 1 }]);
    });
  });

  describe('under a unique key', () => {
    const job = (payload: number) => ({ kind: 'work', payload, uniqueKey: 'one' });

    it('wait only once, with the newest payload and the earliest time', async () => {
      const id = await jobs.enqueue(null, { ...job(1), runAt: now + minute });
      expect(await jobs.enqueue(null, { ...job(2), runAt: now + 2 * minute })).toBe(id);
      expect(await jobs.list({ limit: 9 })).toMatchObject([{ id, payload: 2, runAt: now + minute }]);
      expect(await jobs.enqueue(null, job(3))).toBe(id);
      expect(await jobs.list({ limit: 9 })).toMatchObject([{ id, payload: 3, runAt: now }]);
    });

    it('are apart from other keys, other kinds, and jobs without a key', async () => {
      await jobs.enqueue(null, job(1));
      await jobs.enqueue(null, { ...job(1), uniqueKey: 'two' });
      await jobs.enqueue(null, { ...job(1), kind: 'other' });
      await jobs.enqueue(null, { kind: 'work', payload: 1 });
      await jobs.enqueue(null, { kind: 'work', payload: 1 });
      expect(await states()).toHaveLength(5);
    });

    it('run once more, with the newest payload, when enqueued while they run', async () => {
      const id = await jobs.enqueue(null, job(1));
      const running = await claimed();
      expect(await jobs.enqueue(null, job(2))).toBe(id);
      expect(await jobs.enqueue(null, job(3))).toBe(id);
      expect(await jobs.claim(['work'], 'another', minute)).toBeNull();
      expect(await jobs.complete(null, running)).toBe(true);
      const second = await claimed();
      expect(second).toMatchObject({ id, payload: 3, attempt: 1 });
      expect(await jobs.complete(null, second)).toBe(true);
      expect(await states()).toEqual([]);
    });

    it('run once more at the time asked for', async () => {
      await jobs.enqueue(null, job(1));
      const running = await claimed();
      await jobs.enqueue(null, { ...job(2), runAt: now + 5 * minute });
      await jobs.enqueue(null, { ...job(3), runAt: now + 3 * minute });
      await jobs.complete(null, running);
      expect(await jobs.list({ limit: 9 })).toMatchObject([{ state: 'ready', runAt: now + 3 * minute }]);
    });

    it('do not die of the old attempt when enqueued while it ran', async () => {
      const id = await jobs.enqueue(null, { ...job(1), maxAttempts: 1 });
      const running = await claimed();
      await jobs.enqueue(null, { ...job(2), maxAttempts: 1 });
      expect(await jobs.fail(running, new Error('old'))).toBe('ready');
      expect(await jobs.list({ limit: 9 })).toMatchObject([
        { id, state: 'ready', payload: 2, attempts: 0, runAt: now + backOff(id, 1), error: { message: 'old' } },
      ]);
    });

    it('meet the completion of the running one: whoever comes second, the work is done', async () => {
      await jobs.enqueue(null, job(0));
      for (let round = 1; round <= 20; round++) {
        const running = await claimed();
        const [completed] = await Promise.all([jobs.complete(null, running), jobs.enqueue(null, job(round))]);
        expect(completed).toBe(true);
        expect(await jobs.list({ limit: 9 })).toMatchObject([{ state: 'ready', payload: round, attempts: 0 }]);
      }
    });
  });

  it('go to one worker each when many claim at once from several stores', async () => {
    const count = 60;
    await store.write(async (trx) => {
      for (let index = 0; index < count; index++) await jobs.enqueue(trx, { kind: 'work', payload: index });
    });
    const stores = await Promise.all([1, 2, 3].map(() => openStore({ ...place, clock: () => now })));
    const taken: unknown[] = [];
    await Promise.all(
      stores.flatMap((other, index) =>
        [1, 2, 3].map(async (part) => {
          for (;;) {
            const job = await other.jobs.claim(['work'], `worker ${index} ${part}`, minute);
            if (job === null) {
              // Others may be taking the rows just looked at; only an empty queue ends the work.
              const left = await other.jobs.list({ state: 'ready', limit: 1 });
              if (left.length === 0) return;
              continue;
            }
            taken.push(job.payload);
            expect(await other.jobs.complete(null, job)).toBe(true);
          }
        }),
      ),
    );
    for (const other of stores) await other.close();
    expect(taken.toSorted((one, other) => Number(one) - Number(other))).toEqual(
      Array.from({ length: count }, (_, i) => i),
    );
    expect(await states()).toEqual([]);
  });
});
