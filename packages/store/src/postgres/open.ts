import { setTimeout as wait } from 'node:timers/promises';
import { Kysely } from 'kysely';
import { type Connected, openedForReading } from '../connected.ts';
import type { Database } from '../schema.ts';
import { createWriteGate } from '../write-gate.ts';
import { createPool, postgresDialect } from './dialect.ts';
import { isConflict, postgresBusy } from './errors.ts';
import { placeOf, requireSupported, serverFacts } from './server.ts';

/** Times a transaction is run before a conflict is reported; the pauses between add up to a quarter of a second. */
const mostTries = 10;

/** Pause before the second try, in milliseconds; each later one is longer by as much again. */
const firstPauseMs = 5;

/** Opens the PostgreSQL database at `databaseUrl`. @throws what `placeOf`, `serverFacts` and `requireSupported` throw */
export async function openPostgres(databaseUrl: string, readonly: boolean): Promise<Connected> {
  const place = placeOf(databaseUrl);
  const gate = createWriteGate();
  const pool = createPool(databaseUrl);
  const db = new Kysely<Database>({
    dialect: postgresDialect(pool, place, () => gate.requireOutside('A query through `db`')),
  });
  try {
    requireSupported(await serverFacts(db), place);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return {
    dialect: 'postgres',
    place,
    db,
    async write(work) {
      if (readonly) throw openedForReading(place);
      return gate.pass(() =>
        againOnConflict(place, () =>
          db
            .transaction()
            .setAccessMode('read write')
            .execute((trx) => gate.inside(work, trx)),
        ),
      );
    },
    async close() {
      await gate.close();
      await db.destroy();
    },
  };
}

/** @throws StorageError `database/busy` if every try met a conflict */
async function againOnConflict<T>(place: string, transact: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await transact();
    } catch (error) {
      if (!isConflict(error)) throw error;
      if (tries === mostTries) throw postgresBusy(place, error);
      await wait(firstPauseMs * tries * (0.5 + Math.random()));
    }
  }
}
