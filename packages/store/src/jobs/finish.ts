import { asOffprintError, ConflictError, type OffprintError } from '@offprint/errors';
import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Database, JobRow, JobsTable } from '../schema.ts';
import { backOff } from './back-off.ts';
import type { ClaimedJob, JobsStore } from './jobs.ts';

/** Expired leases taken back in one transaction, so that it stays short. */
const reapedAtOnce = 100;

/** What a job has when nobody holds it. */
const noLease = { worker: null, lease: null, lease_until: null } as const;

export async function heartbeat(trx: Transaction<Database>, job: ClaimedJob, until: number): Promise<boolean> {
  const { numUpdatedRows } = await held(trx, job).set({ lease_until: until }).executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

/**
 * Deletes the job; or, if it was enqueued again while it ran, makes it ready with all its attempts.
 *
 * Deleting comes first: `again` only ever rises while a job runs, so whoever raises it during the delete is waited for,
 * and seen by the update.
 */
export async function complete(trx: Transaction<Database>, job: ClaimedJob, now: number): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('jobs')
    .where('id', '=', job.id)
    .where('lease', '=', job.lease)
    .where('again', '=', 0)
    .executeTakeFirstOrThrow();
  if (numDeletedRows === 1n) return true;
  const { numUpdatedRows } = await held(trx, job)
    .set({ ...noLease, state: 'ready', again: 0, attempts: 0, error: null, updated_at: now })
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

export async function release(trx: Transaction<Database>, job: ClaimedJob, now: number): Promise<boolean> {
  const { numUpdatedRows } = await held(trx, job)
    .set((row) => ({
      ...noLease,
      state: 'ready' as const,
      again: 0 as const,
      attempts: row('attempts', '-', 1),
      run_at: now,
      updated_at: now,
    }))
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

export async function fail(
  trx: Transaction<Database>,
  dialect: JobsStore['dialect'],
  job: ClaimedJob,
  error: unknown,
  now: number,
): Promise<'ready' | 'dead' | null> {
  const row = await trx
    .selectFrom('jobs')
    .selectAll()
    .where('id', '=', job.id)
    .where('lease', '=', job.lease)
    .$if(dialect === 'postgres', (query) => query.forUpdate())
    .executeTakeFirst();
  return row === undefined ? null : settle(trx, row, asOffprintError(error), now);
}

export async function reap(store: JobsStore): Promise<number> {
  const now = store.clock();
  const expired = store.db
    .selectFrom('jobs')
    .where('state', '=', sql.lit('running'))
    .where('lease_until', '<', now)
    .orderBy('lease_until')
    .limit(reapedAtOnce);
  // A look first: nearly always there is nothing to take back.
  if ((await expired.select('id').executeTakeFirst()) === undefined) return 0;
  return store.write(async (trx) => {
    const rows = await trx
      .selectFrom('jobs')
      .selectAll()
      .where('state', '=', sql.lit('running'))
      .where('lease_until', '<', now)
      .orderBy('lease_until')
      .limit(reapedAtOnce)
      .$if(store.dialect === 'postgres', (query) => query.forUpdate().skipLocked())
      .execute();
    for (const row of rows) await settle(trx, row, leaseExpired(row), now);
    return rows.length;
  });
}

function leaseExpired(row: JobRow): OffprintError {
  return new ConflictError('job/lease-expired', `The worker ${row.worker} stopped without finishing the job.`, {
    hint: 'It runs again by itself; if it happens every time, look at the log of the worker.',
    where: { job: row.id, kind: row.kind },
  });
}

/**
 * What becomes of a job after a failed attempt. The row must be locked by `trx`.
 * One that was enqueued again while it ran does not die: the newer request has all its attempts before it.
 */
async function settle(
  trx: Transaction<Database>,
  row: JobRow,
  error: OffprintError,
  now: number,
): Promise<'ready' | 'dead'> {
  const isLast = row.attempts >= row.max_attempts || error.kind === 'input';
  const state = isLast && row.again === 0 ? 'dead' : 'ready';
  const retryAt = now + backOff(row.id, row.attempts);
  const change: Partial<JobsTable> = {
    ...noLease,
    state,
    again: 0,
    attempts: isLast && state === 'ready' ? 0 : row.attempts,
    run_at: row.again === 1 ? Math.max(row.run_at, retryAt) : retryAt,
    error: JSON.stringify(error),
    updated_at: now,
  };
  await trx.updateTable('jobs').set(change).where('id', '=', row.id).execute();
  return state;
}

/** The job, while the claim still holds it. */
function held(trx: Transaction<Database>, job: ClaimedJob) {
  return trx.updateTable('jobs').where('id', '=', job.id).where('lease', '=', job.lease);
}
