import { InternalError } from '@offprint/errors';
import { sql, type Transaction } from 'kysely';
import { newId } from '../id.ts';
import type { Database } from '../schema.ts';
import type { NewJob } from './jobs.ts';

/** Attempts over about 17 minutes with the back-off of `backOff`. */
const usualAttempts = 10;

/** Adds the job, or joins it to the live one under its key. Returns the id of the one that will run. */
export async function enqueue(trx: Transaction<Database>, job: NewJob, now: number): Promise<string> {
  const maxAttempts = job.maxAttempts ?? usualAttempts;
  if (!Number.isSafeInteger(maxAttempts) || maxAttempts < 1) {
    throw new InternalError(`A job of kind ${job.kind} cannot have ${maxAttempts} attempts.`);
  }
  const { id } = await trx
    .insertInto('jobs')
    .values({
      id: newId(),
      kind: job.kind,
      payload: JSON.stringify(job.payload),
      unique_key: job.uniqueKey ?? null,
      state: 'ready',
      run_at: job.runAt ?? now,
      attempts: 0,
      max_attempts: maxAttempts,
      again: 0,
      created_at: now,
      updated_at: now,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['kind', 'unique_key'])
        // Written out, not a parameter: both databases find the partial index by these very words.
        .where('state', '<>', sql.lit('dead'))
        .doUpdateSet((row) => ({
          payload: row.ref('excluded.payload'),
          max_attempts: row.ref('excluded.max_attempts'),
          // While it runs, `run_at` belongs to the run that follows: the first to ask sets it, later ones bring it forward.
          run_at: row
            .case()
            .when(row.and([row('jobs.state', '=', 'running'), row('jobs.again', '=', 0)]))
            .then(row.ref('excluded.run_at'))
            .when('excluded.run_at', '<', row.ref('jobs.run_at'))
            .then(row.ref('excluded.run_at'))
            .else(row.ref('jobs.run_at'))
            .end(),
          again: row.case().when('jobs.state', '=', 'running').then(sql.lit<1>(1)).else(sql.lit<0>(0)).end(),
          updated_at: now,
        })),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}
