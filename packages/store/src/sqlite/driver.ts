import { InternalError } from '@offprint/errors';
import { CompiledQuery, type DatabaseConnection, type Driver } from 'kysely';
import { connect, execWhenFree, type SqliteConnection } from './connection.ts';
import { turnIfDue } from './turns.ts';

/** Connections that read: one serves every single query; more are opened only while reading transactions are open. */
const mostReaders = 4;

/**
 * The driver of Kysely for `node:sqlite`.
 *
 * `write`: one connection, handed from caller to caller in the order they asked, so that no two transactions mix.
 * `read`: a few connections that cannot write, for queries beside it.
 */
export function createSqliteDriver(path: string, mode: 'read' | 'write', guard: () => void): Driver {
  const most = mode === 'write' ? 1 : mostReaders;
  const idle: SqliteConnection[] = [];
  const waiting: ((connection: SqliteConnection) => void)[] = [];
  let opened = 0;
  let whenAllIdle: (() => void) | undefined;

  return {
    async init() {},
    async acquireConnection() {
      guard();
      await turnIfDue();
      const ready = idle.pop();
      if (ready !== undefined) return ready;
      if (opened < most) {
        const connection = connect(path, mode);
        opened++;
        return connection;
      }
      return new Promise((give) => waiting.push(give));
    },
    async releaseConnection(connection) {
      const give = waiting.shift();
      if (give !== undefined) give(ours(connection));
      else idle.push(ours(connection));
      if (idle.length === opened) whenAllIdle?.();
    },
    async beginTransaction(connection) {
      if (mode === 'write') await execWhenFree(ours(connection).database, path, 'begin immediate');
      else await connection.executeQuery(CompiledQuery.raw('begin'));
    },
    async commitTransaction(connection) {
      await connection.executeQuery(CompiledQuery.raw('commit'));
    },
    async rollbackTransaction(connection) {
      // After a full disk or an I/O error SQLite has rolled back by itself.
      if (ours(connection).database.isTransaction) await connection.executeQuery(CompiledQuery.raw('rollback'));
    },
    async destroy() {
      if (idle.length < opened) {
        await new Promise<void>((resolve) => {
          whenAllIdle = resolve;
        });
      }
      for (const connection of idle) connection.close();
    },
  };
}

/** Kysely hands back what `acquireConnection` gave it. */
function ours(connection: DatabaseConnection): SqliteConnection {
  if (!('database' in connection)) throw new InternalError('This connection is not one of SQLite.');
  return connection as SqliteConnection;
}
