import { Kysely } from 'kysely';
import { type Connected, openedForReading } from '../connected.ts';
import { createTransactionScope } from '../one-transaction.ts';
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
