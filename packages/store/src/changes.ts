import { InternalError } from '@offprint/errors';
import type { Kysely, Transaction } from 'kysely';
import type { Database } from './schema.ts';

/**
 * The change counter is one row, raised in the transaction of the change. On PostgreSQL the row stays locked until that
 * transaction ends, so numbers are committed in the order in which they were taken; a sequence would give a smaller
 * number to a transaction that commits later, and whoever follows the numbers would miss it. On SQLite one transaction
 * writes at a time.
 *
 * Takes `count` successive numbers and returns the first.
 */
export async function takeChanges(trx: Transaction<Database>, count: number): Promise<number> {
  if (!Number.isSafeInteger(count) || count < 1) throw new InternalError(`Cannot take ${count} change numbers.`);
  const { value } = await trx
    .updateTable('change_counter')
    .set((row) => ({ value: row('value', '+', count) }))
    .where('id', '=', 1)
    .returning('value')
    .executeTakeFirstOrThrow();
  return value - count + 1;
}

/** Makes other transactions wait with `takeChanges` until this one ends. */
export async function lockChanges(trx: Transaction<Database>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  if (dialect === 'sqlite') return;
  await trx.selectFrom('change_counter').select('value').where('id', '=', 1).forUpdate().executeTakeFirstOrThrow();
}

/** The last number committed; 0 before the first. */
export async function lastChange(db: Kysely<Database>): Promise<number> {
  const { value } = await db.selectFrom('change_counter').select('value').where('id', '=', 1).executeTakeFirstOrThrow();
  return value;
}
