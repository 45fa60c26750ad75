import { CompiledQuery, type Dialect, PostgresDialect } from 'kysely';
import pg from 'pg';
import { explainPostgres } from './errors.ts';

/** Connections a process opens at most. PostgreSQL allows 100 in all by default. */
const mostConnections = 10;

/** A query that runs longer is stopped by the server, in milliseconds. */
const statementTimeoutMs = 30_000;

/** How long a statement waits for another transaction's lock, in milliseconds; the same patience as on SQLite. */
const lockTimeoutMs = 30_000;

/** A transaction whose process has gone quiet loses its locks after this time, in milliseconds. */
const idleTransactionMs = 60_000;

const connectTimeoutMs = 10_000;

/**
 * A pool whose transactions only read unless they ask for more (`read write`).
 * Whole numbers come back as numbers, whatever their width.
 */
export function createPool(databaseUrl: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: 'offprint',
    max: mostConnections,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    lock_timeout: lockTimeoutMs,
    idle_in_transaction_session_timeout: idleTransactionMs,
    types: { getTypeParser },
  });
  // A connection that is cut off tells so by an event, which would end the process if nobody heard it. There is nothing
  // more to do: the pool drops the connection, and the query under way fails with the reason.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** bigint and numeric (what `sum` of bigint gives) as numbers, as on SQLite. */
function getTypeParser(oid: number, format?: 'text' | 'binary') {
  if (oid === pg.types.builtins.INT8 || oid === pg.types.builtins.NUMERIC) return Number;
  return format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : pg.types.getTypeParser(oid, 'text');
}

/**
 * Kysely's PostgreSQL dialect, with every error explained.
 * @param place the server's address for messages
 * @param guard called before a connection is handed out; may throw
 */
export function postgresDialect(pool: pg.Pool, place: string, guard: () => void): Dialect {
  async function explained<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw explainPostgres(error, place);
    }
  }
  return new PostgresDialect({
    pool: {
      async connect() {
        guard();
        return explained(pool.connect());
      },
      end: () => pool.end(),
      options: pool.options,
    },
    async onCreateConnection(connection) {
      const execute = connection.executeQuery.bind(connection);
      connection.executeQuery = (query, options) => explained(execute(query, options));
      await connection.executeQuery(CompiledQuery.raw('set session characteristics as transaction read only'));
    },
  });
}
