import { ConflictError } from '@offprint/errors';
import { Kysely } from 'kysely';
import { createTransactionScope } from '../one-transaction.ts';
import type { Connected } from '../open.ts';
import type { Database } from '../schema.ts';
import { sqliteDialect } from './dialect.ts';
import { prepareSqliteFile } from './file.ts';

/**
 * Opens the SQLite file at `path`; makes it unless `readonly`.
 * @throws what `prepareSqliteFile` throws
 */
export async function openSqlite(path: string, readonly: boolean): Promise<Connected> {
  await prepareSqliteFile(path, !readonly);
  const scope = createTransactionScope();
  const db = new Kysely<Database>({
    dialect: sqliteDialect(path, 'read', () => scope.requireOutside('A query through `db`')),
  });
  const writer = new Kysely<Database>({ dialect: sqliteDialect(path, 'write') });
  return {
    dialect: 'sqlite',
    place: path,
    db,
    async write(work) {
      if (readonly) throw openedForReading(path);
      scope.requireOutside('A second `write`');
      return writer.transaction().execute((trx) => scope.run(work, trx));
    },
    async close() {
      // Readers first: the last connection to close tidies the write-ahead log away, which a reader cannot.
      await db.destroy();
      await writer.destroy();
    },
  };
}

/** `write` on a store that was opened with `readonly`. */
export function openedForReading(place: string): ConflictError {
  return new ConflictError('data/readonly', `The database ${place} was opened for reading only.`, {
    hint: 'Open it without `readonly` to write.',
  });
}
