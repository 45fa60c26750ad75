import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { type CompiledQuery, type DatabaseConnection, type QueryResult, SelectQueryNode } from 'kysely';
import { explainSqlite, sqliteCode, sqliteCodeOf } from './errors.ts';

/** How long SQLite waits for another process's lock before it gives up, in milliseconds. It blocks the thread meanwhile. */
export const busyTimeoutMs = 5_000;

/** How long a transaction waits for another process to finish writing, in milliseconds; the thread stays free meanwhile. */
const writeWaitMs = 30_000;

/** Longest pause between two tries for the write lock, in milliseconds. A commit holds it for 0.5 to 50 ms on the disk measured. */
const longestTryPauseMs = 20;

/** Statements kept compiled on each connection; a page and its queries use about 20, a bulk import a handful more. */
const cachedStatements = 128;

/** The write-ahead log is cut back to this size after a checkpoint, in bytes, so that one bulk import does not keep the space. */
export const keptLogBytes = 64 * 1024 * 1024;

/** One connection to the database file. Its queries run at once, on this thread. */
export interface SqliteConnection extends DatabaseConnection {
  readonly database: DatabaseSync;
  close(): void;
}

/**
 * Opens a connection. A commit on it has reached the disk when it returns (`synchronous=FULL`).
 * @throws StorageError `data/unwritable`, `database/busy`; IntegrityError `data/damaged`
 */
export function connect(path: string, mode: 'read' | 'write'): SqliteConnection {
  const statements = new Map<string, StatementSync>();
  const database = explained(path, () => {
    const opened = new DatabaseSync(path, {
      readOnly: mode === 'read',
      timeout: busyTimeoutMs,
      enableForeignKeyConstraints: true,
    });
    try {
      opened.exec('pragma synchronous = full; pragma fullfsync = on; pragma checkpoint_fullfsync = on');
      if (mode === 'write') opened.exec(`pragma journal_size_limit = ${keptLogBytes}`);
    } catch (error) {
      opened.close();
      throw error;
    }
    return opened;
  });

  /** The compiled statement; the least recently used one makes room. */
  function prepare(sql: string): StatementSync {
    const statement = statements.get(sql) ?? database.prepare(sql);
    statements.delete(sql);
    statements.set(sql, statement);
    if (statements.size > cachedStatements) {
      for (const oldest of statements.keys()) {
        statements.delete(oldest);
        break;
      }
    }
    return statement;
  }

  return {
    database,
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      return explained(path, () => {
        const statement = prepare(query.sql);
        const parameters = query.parameters as readonly SQLInputValue[];
        if (statement.columns().length > 0) return { rows: statement.all(...parameters) as R[] };
        const { changes, lastInsertRowid } = statement.run(...parameters);
        return { numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid), rows: [] };
      });
    },
    async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
      if (!SelectQueryNode.is(query.query)) throw new Error('Only a select can be streamed.');
      // A statement of its own: a cached one would be reset when the same query runs in between.
      const rows = explained(path, () =>
        database.prepare(query.sql).iterate(...(query.parameters as readonly SQLInputValue[])),
      );
      for (;;) {
        const next = explained(path, () => rows.next());
        if (next.done === true) return;
        yield { rows: [next.value as R] };
      }
    },
    close() {
      statements.clear();
      database.close();
    },
  };
}

/**
 * Runs a statement that needs the write lock, trying again without blocking the thread while another process holds it.
 * @throws StorageError `database/busy` after 30 s
 */
export async function execWhenFree(database: DatabaseSync, path: string, sql: string): Promise<void> {
  const giveUpAt = performance.now() + writeWaitMs;
  for (let pause = 1; ; pause = Math.min(2 * pause, longestTryPauseMs)) {
    try {
      database.exec(`pragma busy_timeout = 0; ${sql}`);
      return;
    } catch (error) {
      if (sqliteCodeOf(error) !== sqliteCode.busy || performance.now() > giveUpAt) throw explainSqlite(error, path);
    } finally {
      database.exec(`pragma busy_timeout = ${busyTimeoutMs}`);
    }
    // Drawn, so that several waiting processes do not try in step.
    await wait(pause * (0.5 + Math.random()));
  }
}

function explained<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw explainSqlite(error, path);
  }
}
