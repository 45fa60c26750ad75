import { InputError } from '@offprint/errors';
import { Cron } from 'croner';
import type { Transaction } from 'kysely';
import type { Database } from '../schema.ts';
import { enqueue } from './enqueue.ts';
import type { JobsStore, Json } from './jobs.ts';

interface Schedule {
  readonly name: string;
  readonly cron: string;
  readonly kind: string;
  readonly payload: Json;
}

/** Stores or changes a schedule. A new pattern counts from now; with the same pattern the next occurrence stays. */
export async function storeSchedule(store: JobsStore, schedule: Schedule): Promise<void> {
  const { name, cron, kind } = schedule;
  const payload = JSON.stringify(schedule.payload);
  const next_at = nextOccurrence(cron, store.clock());
  const old = await store.db.selectFrom('schedules').selectAll().where('name', '=', name).executeTakeFirst();
  if (old?.cron === cron && old.kind === kind && old.payload === payload) return;
  await store.write((trx) =>
    trx
      .insertInto('schedules')
      .values({ name, cron, kind, payload, next_at })
      .onConflict((conflict) =>
        conflict.column('name').doUpdateSet((row) => ({
          cron,
          kind,
          payload,
          next_at: row.case().when('schedules.cron', '=', cron).then(row.ref('schedules.next_at')).else(next_at).end(),
        })),
      )
      .execute(),
  );
}

export async function removeSchedule(trx: Transaction<Database>, name: string): Promise<boolean> {
  const { numDeletedRows } = await trx.deleteFrom('schedules').where('name', '=', name).executeTakeFirstOrThrow();
  return numDeletedRows === 1n;
}

/**
 * Enqueues the job of every schedule that is due and moves the schedule on, both in one transaction. Of several
 * processes that see one occurrence, the first moves it on and the others find it moved.
 */
export async function fireSchedules(store: JobsStore): Promise<readonly string[]> {
  const now = store.clock();
  const due = await store.db.selectFrom('schedules').selectAll().where('next_at', '<=', now).orderBy('name').execute();
  if (due.length === 0) return [];
  return store.write(async (trx) => {
    const fired: string[] = [];
    for (const { name, cron, kind, payload, next_at } of due) {
      const { numUpdatedRows } = await trx
        .updateTable('schedules')
        .set({ next_at: nextOccurrence(cron, now) })
        .where('name', '=', name)
        .where('next_at', '=', next_at)
        .where('cron', '=', cron)
        .executeTakeFirstOrThrow();
      if (numUpdatedRows !== 1n) continue;
      await enqueue(trx, { kind, payload: JSON.parse(payload), uniqueKey: `schedule:${name}` }, now);
      fired.push(name);
    }
    return fired;
  });
}

/**
 * The first occurrence after `after`, both in milliseconds UTC.
 * @throws InputError `schedule/invalid`
 */
export function nextOccurrence(cron: string, after: number): number {
  const next = occurrenceAfter(cron, after);
  if (next !== null) return next.getTime();
  throw new InputError('schedule/invalid', `The schedule “${cron}” never occurs.`, {
    hint: 'Give a pattern with a day that exists, such as `0 6 * * *` for six in the morning UTC.',
    where: { cron },
  });
}

function occurrenceAfter(cron: string, after: number): Date | null {
  try {
    return new Cron(cron, { timezone: 'UTC', mode: '5-or-6-parts' }).nextRun(new Date(after));
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new InputError('schedule/invalid', `The schedule “${cron}” is not a cron pattern: ${said}`, {
      hint: 'Give minute, hour, day, month and weekday, such as `0 6 * * *` for six in the morning UTC.',
      where: { cron },
      cause: error,
    });
  }
}
