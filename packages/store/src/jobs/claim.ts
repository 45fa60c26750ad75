import { sql } from 'kysely';
import { newId } from '../id.ts';
import type { ClaimedJob, JobsStore } from './jobs.ts';

/**
 * Gives the job of one of `kinds` that has been due longest to `worker`, until now + `leaseMs`; null if none is due.
 *
 * One statement finds and takes it. On PostgreSQL, workers that claim at once skip the rows that others are taking; on
 * SQLite the single writer keeps them apart.
 */
export async function claim(
  store: JobsStore,
  kinds: readonly string[],
  worker: string,
  leaseMs: number,
): Promise<ClaimedJob | null> {
  if (kinds.length === 0) return null;
  const now = store.clock();
  const due = store.db
    .selectFrom('jobs')
    .select('id')
    .where('state', '=', sql.lit('ready'))
    .where('kind', 'in', kinds)
    .where('run_at', '<=', now)
    .orderBy('run_at')
    .orderBy('id')
    .limit(1);
  // A look first: an idle worker must not take the write lock every second.
  if ((await due.executeTakeFirst()) === undefined) return null;

  const row = await store.write((trx) =>
    trx
      .updateTable('jobs')
      .set((job) => ({
        state: 'running' as const,
        attempts: job('attempts', '+', 1),
        worker,
        lease: newId(),
        lease_until: now + leaseMs,
        updated_at: now,
      }))
      .where('id', '=', store.dialect === 'postgres' ? due.forUpdate().skipLocked() : due)
      .returningAll()
      .executeTakeFirst(),
  );
  if (row === undefined || row.lease === null || row.lease_until === null) return null;
  return {
    id: row.id,
    kind: row.kind,
    payload: JSON.parse(row.payload),
    uniqueKey: row.unique_key,
    attempt: row.attempts,
    maxAttempts: row.max_attempts,
    lease: row.lease,
    leaseUntil: row.lease_until,
  };
}
