import { type Dialect, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import { createSqliteDriver } from './driver.ts';

/** Kysely's own SQLite parts, save that our driver does the queueing. */
class PooledSqliteAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

/**
 * Kysely on one side, `read` or `write`, of the SQLite file at `path`.
 * @param guard called before a connection is handed out; may throw
 */
export function sqliteDialect(path: string, mode: 'read' | 'write', guard: () => void = () => undefined): Dialect {
  return {
    createAdapter: () => new PooledSqliteAdapter(),
    createDriver: () => createSqliteDriver(path, mode, guard),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}
