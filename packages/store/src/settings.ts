import type { Kysely, Transaction } from 'kysely';
import type { Database } from './schema.ts';

/** The value under `key`, or null. */
export async function readSetting(db: Kysely<Database>, key: string): Promise<string | null> {
  const row = await db.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirst();
  return row?.value ?? null;
}

/** Writes `value` under `key`, whatever was there. */
export async function writeSetting(trx: Transaction<Database>, key: string, value: string): Promise<void> {
  const updated_at = Date.now();
  await trx
    .insertInto('settings')
    .values({ key, value, updated_at })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value, updated_at }))
    .execute();
}
