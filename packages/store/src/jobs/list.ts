import type { Kysely, Transaction } from 'kysely';
import type { Database } from '../schema.ts';
import type { JobCount, JobFilter, JobSummary } from './jobs.ts';

/** How many jobs there are of each kind in each state, by kind and state. */
export function countJobs(db: Kysely<Database>): Promise<readonly JobCount[]> {
  return db
    .selectFrom('jobs')
    .select(({ fn }) => ['kind', 'state', fn.countAll<number>().as('count')])
    .groupBy(['kind', 'state'])
    .orderBy('kind')
    .orderBy('state')
    .execute();
}

export async function listJobs(db: Kysely<Database>, filter: JobFilter): Promise<readonly JobSummary[]> {
  const { state, kind, after } = filter;
  let query = db.selectFrom('jobs').selectAll().orderBy('id').limit(filter.limit);
  if (state !== undefined) query = query.where('state', '=', state);
  if (kind !== undefined) query = query.where('kind', '=', kind);
  if (after !== undefined) query = query.where('id', '>', after);
  const rows = await query.execute();
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    payload: JSON.parse(row.payload),
    uniqueKey: row.unique_key,
    state: row.state,
    runAt: row.run_at,
    attempts: row.attempts,
    maxAttempts: row.max_attempts,
    worker: row.worker,
    leaseUntil: row.lease_until,
    error: row.error === null ? null : JSON.parse(row.error),
    createdAt: row.created_at,
  }));
}

export async function reviveJob(trx: Transaction<Database>, id: string, now: number): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('jobs')
    .set({ state: 'ready', attempts: 0, run_at: now, updated_at: now })
    .where('id', '=', id)
    .where('state', '=', 'dead')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('jobs as live')
            .select('live.id')
            .whereRef('live.kind', '=', 'jobs.kind')
            .whereRef('live.unique_key', '=', 'jobs.unique_key')
            .where('live.state', '<>', 'dead'),
        ),
      ),
    )
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

export async function removeJob(trx: Transaction<Database>, id: string): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('jobs')
    .where('id', '=', id)
    .where('state', '<>', 'running')
    .executeTakeFirstOrThrow();
  return numDeletedRows === 1n;
}
