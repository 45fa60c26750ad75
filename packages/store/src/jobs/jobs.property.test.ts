import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../open.ts';
import type { JobState } from '../schema.ts';
import type { Store } from '../store.ts';
import { dialects, startDatabases, type TestDatabases } from '../testing/databases.ts';
import { backOff } from './back-off.ts';
import type { ClaimedJob, Jobs } from './jobs.ts';

const lease = 10_000;
const maxAttempts = 3;

/** What a caller may do. `pick` chooses among the latest claims, held still or no more. */
type Step =
  | { readonly do: 'enqueue'; readonly key: string | null; readonly delay: number }
  | { readonly do: 'claim' }
  | { readonly do: 'reap' }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'complete' | 'fail' | 'release' | 'heartbeat'; readonly pick: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('enqueue' as const),
    key: fc.constantFrom(null, 'one', 'one', 'one', 'two'),
    delay: fc.constantFrom(0, 0, 5_000),
  }),
  fc.constant({ do: 'claim' } as const),
  fc.constant({ do: 'claim' } as const),
  fc.constant({ do: 'reap' } as const),
  fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(1, 700, 4_000, 11_000) }),
  fc.record({ do: fc.constantFrom('complete', 'fail', 'release', 'heartbeat'), pick: fc.nat(2) } as const),
);

/** What a job is, told plainly: the rules that the SQL must follow. */
interface Modelled {
  readonly id: string;
  readonly key: string | null;
  state: JobState;
  runAt: number;
  attempts: number;
  again: boolean;
  lease: string | null;
  leaseUntil: number;
  payload: number;
}

function createModel() {
  const jobs = new Map<string, Modelled>();
  const byTime = (one: Modelled, other: Modelled) => one.runAt - other.runAt || (one.id < other.id ? -1 : 1);

  function settle(job: Modelled, now: number): 'ready' | 'dead' {
    const isLast = job.attempts >= maxAttempts;
    const retryAt = now + backOff(job.id, job.attempts);
    job.runAt = job.again ? Math.max(job.runAt, retryAt) : retryAt;
    job.state = isLast && !job.again ? 'dead' : 'ready';
    if (isLast && job.again) job.attempts = 0;
    job.again = false;
    job.lease = null;
    return job.state;
  }

  return {
    jobs,
    enqueue(id: string, key: string | null, runAt: number, payload: number): void {
      const live = [...jobs.values()].find((job) => key !== null && job.key === key && job.state !== 'dead');
      if (live === undefined) {
        jobs.set(id, {
          id,
          key,
          state: 'ready',
          runAt,
          attempts: 0,
          again: false,
          lease: null,
          leaseUntil: 0,
          payload,
        });
        return;
      }
      expect(id).toBe(live.id);
      live.payload = payload;
      live.runAt = live.state === 'running' && !live.again ? runAt : Math.min(live.runAt, runAt);
      live.again = live.state === 'running';
    },
    /** The one that must be claimed now, or none. */
    due: (now: number) =>
      [...jobs.values()].filter((job) => job.state === 'ready' && job.runAt <= now).toSorted(byTime)[0],
    held: (claim: ClaimedJob) => [...jobs.values()].find((job) => job.id === claim.id && job.lease === claim.lease),
    settle,
    reap(now: number): number {
      const expired = [...jobs.values()].filter((job) => job.state === 'running' && job.leaseUntil < now);
      for (const job of expired) settle(job, now);
      return expired.length;
    },
  };
}

type Model = ReturnType<typeof createModel>;

describe.each(dialects)('any course of events on %s', (dialect) => {
  let databases: TestDatabases;
  let store: Store;
  let now = Date.UTC(2026, 0, 1);

  beforeAll(async () => {
    databases = await startDatabases(dialect);
    store = await openStore({ ...(await databases.createPlace()), clock: () => now });
  });
  afterAll(async () => {
    await store.close();
    await databases.stop();
  });

  it('leaves the jobs as the rules say', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        await store.write((trx) => trx.deleteFrom('jobs').execute());
        const model = createModel();
        const claims: ClaimedJob[] = [];
        for (const [index, each] of steps.entries()) await take(each, index, store.jobs, model, claims);
        const rows = await store.db.selectFrom('jobs').selectAll().orderBy('id').execute();
        expect(
          rows.map((row) => ({
            id: row.id,
            key: row.unique_key,
            state: row.state,
            runAt: row.run_at,
            attempts: row.attempts,
            again: row.again === 1,
            lease: row.lease,
            payload: JSON.parse(row.payload),
          })),
        ).toEqual(
          [...model.jobs.values()]
            .map(({ leaseUntil, ...job }) => job)
            .toSorted((one, other) => (one.id < other.id ? -1 : 1)),
        );
      }),
      { numRuns: dialect === 'sqlite' ? 200 : 40 },
    );
  });

  async function take(each: Step, index: number, jobs: Jobs, model: Model, claims: ClaimedJob[]): Promise<void> {
    if (each.do === 'pass') {
      now += each.ms;
    } else if (each.do === 'enqueue') {
      const runAt = now + each.delay;
      const unique = each.key === null ? {} : { uniqueKey: each.key };
      const id = await jobs.enqueue(null, { kind: 'work', payload: index, runAt, maxAttempts, ...unique });
      model.enqueue(id, each.key, runAt, index);
    } else if (each.do === 'claim') {
      const expected = model.due(now);
      const claim = await jobs.claim(['work'], 'worker', lease);
      expect(claim?.id).toBe(expected?.id);
      if (claim === null || expected === undefined) return;
      Object.assign(expected, {
        state: 'running',
        attempts: expected.attempts + 1,
        lease: claim.lease,
        leaseUntil: now + lease,
      });
      expect(claim).toMatchObject({ payload: expected.payload, attempt: expected.attempts });
      claims.push(claim);
    } else if (each.do === 'reap') {
      expect(await jobs.reap()).toBe(model.reap(now));
    } else {
      const claim = claims.at(-1 - each.pick);
      if (claim !== undefined) await finish(each.do, claim, jobs, model);
    }
  }

  async function finish(
    how: 'complete' | 'fail' | 'release' | 'heartbeat',
    claim: ClaimedJob,
    jobs: Jobs,
    model: Model,
  ) {
    const job = model.held(claim);
    if (how === 'heartbeat') {
      expect(await jobs.heartbeat(claim, lease)).toBe(job !== undefined);
      if (job !== undefined) job.leaseUntil = now + lease;
    } else if (how === 'fail') {
      expect(await jobs.fail(claim, new Error('on purpose'))).toBe(job === undefined ? null : model.settle(job, now));
    } else if (how === 'release') {
      expect(await jobs.release(claim)).toBe(job !== undefined);
      if (job !== undefined)
        Object.assign(job, { state: 'ready', again: false, lease: null, attempts: job.attempts - 1, runAt: now });
    } else {
      expect(await jobs.complete(null, claim)).toBe(job !== undefined);
      if (job?.again === false) model.jobs.delete(job.id);
      else if (job !== undefined) Object.assign(job, { state: 'ready', again: false, lease: null, attempts: 0 });
    }
  }
});
