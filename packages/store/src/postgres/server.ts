import { ConflictError, InputError, InternalError } from '@offprint/errors';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../schema.ts';

/** The oldest PostgreSQL that the tests run on. */
const oldestVersion = 15;

/**
 * The address of a database without user and password, for messages: `postgresql://host:5432/name`.
 * @throws InputError `database/address`
 */
export function placeOf(databaseUrl: string): string {
  const url = URL.parse(databaseUrl);
  if (url === null || (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:')) {
    throw new InputError('database/address', 'DATABASE_URL is not the address of a PostgreSQL database.', {
      hint: 'Write it as postgresql://user:password@host:5432/name, with special characters of the password percent-encoded.',
    });
  }
  return `${url.protocol}//${url.host}${url.pathname}`;
}

/** What a server says of itself. */
export interface ServerFacts {
  /** Such as `18.4`. */
  readonly version: string;
  /** Encoding of the database's text. */
  readonly encoding: string;
  /** Size of the database. */
  readonly bytes: number;
}

/**
 * Refuses a server that is too old, or a database whose text is not UTF-8.
 * @throws ConflictError `database/unsupported`
 */
export function requireSupported({ version, encoding }: ServerFacts, place: string): void {
  const where = { database: place, version, encoding };
  if (Number.parseInt(version, 10) < oldestVersion) {
    throw new ConflictError('database/unsupported', `The server at ${place} is PostgreSQL ${version}.`, {
      hint: `Use PostgreSQL ${oldestVersion} or newer.`,
      where,
    });
  }
  if (encoding !== 'UTF8') {
    throw new ConflictError('database/unsupported', `The text of the database ${place} is encoded as ${encoding}.`, {
      hint: "Create the database with `encoding 'UTF8' template template0`.",
      where,
    });
  }
}

/** @throws StorageError `database/unreachable` */
export async function serverFacts(db: Kysely<Database>): Promise<ServerFacts> {
  const { rows } = await sql<ServerFacts>`
    select current_setting('server_version') as version, current_setting('server_encoding') as encoding,
      pg_database_size(current_database()) as bytes`.execute(db);
  const [facts] = rows;
  if (facts === undefined) throw new InternalError('PostgreSQL answered a select of one row with none.');
  return facts;
}
