import { setTimeout as wait } from 'node:timers/promises';
import { InternalError } from '@offprint/errors';
import { CompiledQuery, type DatabaseConnection, type Driver, type TransactionSettings } from 'kysely';
import { busyTimeoutMs, connect, type SqliteConnection } from './connection.ts';
import { explainSqlite, sqliteCode, sqliteCodeOf } from './errors.ts';

/** Connections that read: one serves every single query; more are opened only while reading transactions are open. */
const mostReaders = 4;

/** How long a transaction waits for another process to finish writing, in milliseconds; the thread stays free meanwhile. */
const writeWaitMs = 30_000;

/** Between two tries for the write lock, in milliseconds. Commits take 1 to 50 ms on the disks measured. */
const longestTryPauseMs = 20;

/**
 * The driver of Kysely for `node:sqlite`.
 *
 * `write`: one connection, handed from caller to caller in the order they asked, so that no two transactions mix.
 * `read`: a few connections that cannot write, for queries beside it.
 */
export function createSqliteDriver(path: string, mode: 'read' | 'write'): Driver {
  const most = mode === 'write' ? 1 : mostReaders;
  const idle: SqliteConnection[] = [];
  const opened = new Set<SqliteConnection>();
  const waiting: { give(connection: SqliteConnection): void; refuse(error: Error): void }[] = [];
  let closed = false;

  return {
    async init() {},
    async acquireConnection() {
      if (closed) throw storeClosed();
      const ready = idle.pop();
      if (ready !== undefined) return ready;
      if (opened.size < most) {
        const connection = connect(path, mode);
        opened.add(connection);
        return connection;
      }
      return new Promise((give, refuse) => waiting.push({ give, refuse }));
    },
    async releaseConnection(connection) {
      const own = ours(connection);
      const next = waiting.shift();
      if (next !== undefined) next.give(own);
      else if (closed) drop(own);
      else idle.push(own);
    },
    async beginTransaction(connection, settings) {
      await begin(ours(connection), settings);
    },
    async commitTransaction(connection) {
      await connection.executeQuery(CompiledQuery.raw('commit'));
    },
    async rollbackTransaction(connection) {
      // SQLite has rolled back by itself after a full disk or an I/O error.
      if (ours(connection).database.isTransaction) await connection.executeQuery(CompiledQuery.raw('rollback'));
    },
    async savepoint(connection, name) {
      await connection.executeQuery(CompiledQuery.raw(`savepoint "${name}"`));
    },
    async rollbackToSavepoint(connection, name) {
      await connection.executeQuery(CompiledQuery.raw(`rollback to "${name}"`));
    },
    async releaseSavepoint(connection, name) {
      await connection.executeQuery(CompiledQuery.raw(`release "${name}"`));
    },
    async destroy() {
      closed = true;
      for (const connection of idle.splice(0)) drop(connection);
    },
  };

  function drop(connection: SqliteConnection): void {
    opened.delete(connection);
    connection.close();
  }

  async function begin(connection: SqliteConnection, settings: TransactionSettings): Promise<void> {
    if (mode === 'write' && settings.accessMode !== 'read only') return beginImmediate(connection, path);
    await connection.executeQuery(CompiledQuery.raw('begin'));
  }
}

/** Takes the write lock, trying again and again without blocking the thread while another process has it. */
export async function beginImmediate(connection: SqliteConnection, path: string): Promise<void> {
  const { database } = connection;
  const giveUp = performance.now() + writeWaitMs;
  for (let pause = 1; ; pause = Math.min(2 * pause, longestTryPauseMs)) {
    try {
      database.exec('pragma busy_timeout = 0; begin immediate');
      return;
    } catch (error) {
      if (sqliteCodeOf(error) !== sqliteCode.busy || performance.now() > giveUp) throw explainSqlite(error, path);
    } finally {
      database.exec(`pragma busy_timeout = ${busyTimeoutMs}`);
    }
    // Drawn, so that several waiting processes do not try in step.
    await wait(pause * (0.5 + Math.random()));
  }
}

function ours(connection: DatabaseConnection): SqliteConnection {
  return connection as SqliteConnection;
}

export function storeClosed(): InternalError {
  return new InternalError('The store is closed.');
}
