import { Kysely } from 'kysely';
import { type Connected, openedForReading } from '../connected.ts';
import type { Database } from '../schema.ts';
import { createWriteGate } from '../write-gate.ts';
import { sqliteDialect } from './dialect.ts';
import { prepareSqliteFile } from './file.ts';

/**
 * Opens the SQLite file at `path`; makes it unless `readonly`.
 * @throws what `prepareSqliteFile` throws
 */
export async function openSqlite(path: string, readonly: boolean): Promise<Connected> {
  await prepareSqliteFile(path, !readonly);
  const gate = createWriteGate();
  const db = new Kysely<Database>({
    dialect: sqliteDialect(path, 'read', () => gate.requireOutside('A query through `db`')),
  });
  const writer = new Kysely<Database>({ dialect: sqliteDialect(path, 'write') });
  return {
    dialect: 'sqlite',
    place: path,
    db,
    async write(work) {
      if (readonly) throw openedForReading(path);
      return gate.pass(() => writer.transaction().execute((trx) => gate.inside(work, trx)));
    },
    async close() {
      await gate.close();
      // Readers first: the last connection to close tidies the write-ahead log away, which a reader cannot.
      await db.destroy();
      await writer.destroy();
    },
  };
}
