import type { OffprintError } from '@offprint/errors';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../open.ts';
import type { Store } from '../store.ts';
import { dialects, startDatabases, type TestDatabases } from '../testing/databases.ts';
import type { Json } from './jobs.ts';
import { type JobContext, type JobWorker, startWorker } from './worker.ts';

describe.each(dialects)('a worker on %s', (dialect) => {
  let databases: TestDatabases;
  let store: Store;
  let worker: JobWorker | null;
  let ahead: number;

  beforeAll(async () => {
    databases = await startDatabases(dialect);
  });
  afterAll(() => databases.stop());
  beforeEach(async () => {
    worker = null;
    ahead = 0;
    store = await openStore({ ...(await databases.createPlace()), clock: () => Date.now() + ahead });
  });
  afterEach(async () => {
    await worker?.stop();
    await store.close();
  });

  it('runs the jobs of its kinds, in order, and leaves the others', async () => {
    for (const payload of [1, 2, 3]) await store.jobs.enqueue(null, { kind: 'work', payload });
    await store.jobs.enqueue(null, { kind: 'other', payload: null });
    const seen: Json[] = [];
    const all = Promise.withResolvers<void>();
    worker = startWorker(store.jobs, {
      handlers: {
        async work(payload) {
          seen.push(payload);
          if (seen.length === 3) all.resolve();
        },
      },
    });
    await all.promise;
    await worker.stop();
    expect(seen).toEqual([1, 2, 3]);
    expect(await store.jobs.counts()).toEqual([{ kind: 'other', state: 'ready', count: 1 }]);
  });

  it('looks at once when woken, though its next look is an hour away', async () => {
    const ran = Promise.withResolvers<Json>();
    worker = startWorker(store.jobs, {
      pollMs: 3_600_000,
      handlers: { work: async (payload) => ran.resolve(payload) },
    });
    await store.jobs.enqueue(null, { kind: 'work', payload: 'now' });
    worker.wake();
    expect(await ran.promise).toBe('now');
  });

  it('tells of a failed attempt and tries again', async () => {
    const errors: string[] = [];
    const done = Promise.withResolvers<number>();
    worker = startWorker(store.jobs, {
      pollMs: 5,
      onError: (error, job) => {
        errors.push(`${job?.kind} ${job?.attempt}: ${error.message}`);
        // Past the back-off of the first attempts.
        ahead += 10_000;
      },
      handlers: {
        async work(_, { job }: JobContext) {
          if (job.attempt < 3) throw new Error('not yet');
          done.resolve(job.attempt);
        },
      },
    });
    await store.jobs.enqueue(null, { kind: 'work', payload: null });
    expect(await done.promise).toBe(3);
    await worker.stop();
    expect(errors).toEqual(['work 1: not yet', 'work 2: not yet']);
    expect(await store.jobs.counts()).toEqual([]);
  });

  it('fires schedules and takes back the jobs of workers that died', async () => {
    await store.jobs.enqueue(null, { kind: 'work', payload: 'abandoned' });
    await store.jobs.claim(['work'], 'a worker that dies', 1_000);
    await store.jobs.schedule('hourly', '0 * * * *', 'work', 'scheduled');
    ahead = 2 * 3_600_000;
    const seen = new Set<Json>();
    const both = Promise.withResolvers<void>();
    worker = startWorker(store.jobs, {
      pollMs: 5,
      handlers: {
        async work(payload) {
          seen.add(payload);
          ahead += 10_000;
          if (seen.size === 2) both.resolve();
        },
      },
    });
    // The abandoned job comes back after a back-off.
    const passing = setInterval(() => {
      ahead += 1_000;
    }, 5);
    await both.promise;
    clearInterval(passing);
    expect([...seen].toSorted()).toEqual(['abandoned', 'scheduled']);
  });

  it('gives its job back when it is stopped, untried', async () => {
    const started = Promise.withResolvers<void>();
    worker = startWorker(store.jobs, {
      handlers: {
        work: (_, { signal }) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason));
            started.resolve();
          }),
      },
    });
    await store.jobs.enqueue(null, { kind: 'work', payload: null, maxAttempts: 1 });
    worker.wake();
    await started.promise;
    await worker.stop();
    expect(await store.jobs.list({ limit: 9 })).toMatchObject([{ state: 'ready', attempts: 0, error: null }]);
  });

  it('keeps its lease while it works, and is told when it has lost it', async () => {
    const started = Promise.withResolvers<JobContext>();
    const lost = Promise.withResolvers<void>();
    worker = startWorker(store.jobs, {
      leaseMs: 300,
      pollMs: 5,
      handlers: {
        work: (_, context) =>
          new Promise((resolve) => {
            context.signal.addEventListener('abort', () => {
              lost.resolve();
              resolve();
            });
            started.resolve(context);
          }),
      },
    });
    await store.jobs.enqueue(null, { kind: 'work', payload: null });
    const { job } = await started.promise;
    let until = job.leaseUntil;
    while (until === job.leaseUntil) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      until = (await store.jobs.list({ limit: 1 }))[0]?.leaseUntil ?? 0;
    }
    expect(until).toBeGreaterThan(job.leaseUntil);
    await store.jobs.release(job);
    await store.jobs.remove(job.id);
    await lost.promise;
  });

  it('outlives a failure of the database', async () => {
    const errors: OffprintError[] = [];
    const failing = { ...store.jobs, claim: failOnce(store.jobs.claim) };
    const ran = Promise.withResolvers<Json>();
    await store.jobs.enqueue(null, { kind: 'work', payload: 'after all' });
    worker = startWorker(failing, {
      pollMs: 5,
      onError: (error) => errors.push(error),
      handlers: { work: async (payload) => ran.resolve(payload) },
    });
    expect(await ran.promise).toBe('after all');
    expect(errors.map(({ message }) => message)).toEqual(['the database failed']);
  });
});

function failOnce<A extends unknown[], R>(call: (...given: A) => Promise<R>): (...given: A) => Promise<R> {
  let failed = false;
  return (...given) => {
    if (failed) return call(...given);
    failed = true;
    return Promise.reject(new Error('the database failed'));
  };
}
