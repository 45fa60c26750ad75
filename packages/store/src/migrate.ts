import { ConflictError, IntegrityError } from '@offprint/errors';
import { type Kysely, sql, type Transaction } from 'kysely';
import { type Migration, postgresWords, sqliteWords, type Words } from './migrations/migration.ts';
import type { Database } from './schema.ts';

/** What migrating needs of a store. */
export interface Migrating {
  readonly dialect: 'sqlite' | 'postgres';
  readonly db: Kysely<Database>;
  write<T>(work: (trx: Transaction<Database>) => Promise<T>): Promise<T>;
  /** What a person calls the database: its path or address. */
  readonly place: string;
}

/** The advisory lock on PostgreSQL under which one process at a time migrates: "Offp" in ASCII. */
const migrationLock = 0x4f666670;

/**
 * Brings the tables to the newest version, each step in a transaction of its own. Processes that start at once take
 * turns, and whoever comes second finds the step done. Reads only if there is nothing to do.
 * @throws IntegrityError `data/newer`
 */
export async function migrate(store: Migrating, migrations: readonly Migration[]): Promise<void> {
  let version = await tablesVersion(store.dialect, store.db);
  while (version !== migrations.length) {
    refuseNewer(version, migrations.length, store.place);
    version = await store.write((trx) => applyNext(store, trx, migrations));
  }
}

/** @throws IntegrityError `data/newer`; ConflictError `data/older` if the tables need migrating */
export async function requireNewest(store: Migrating, newest: number): Promise<void> {
  const version = await tablesVersion(store.dialect, store.db);
  refuseNewer(version, newest, store.place);
  if (version === newest) return;
  throw new ConflictError(
    'data/older',
    `The database ${store.place} is of version ${version}; this Offprint reads version ${newest}.`,
    {
      hint: 'Run `offprint serve` once: it brings the database up to date.',
      where: { version, newest },
    },
  );
}

/** The version of the tables; 0 if there are none yet. */
export async function tablesVersion(dialect: 'sqlite' | 'postgres', db: Kysely<Database>): Promise<number> {
  const exists =
    dialect === 'sqlite'
      ? sql<{ found: string | null }>`select max(name) as found from sqlite_schema where name = 'migrations'`
      : sql<{ found: string | null }>`select to_regclass('migrations')::text as found`;
  const { rows } = await exists.execute(db);
  if ((rows[0]?.found ?? null) === null) return 0;
  const row = await db.selectFrom('migrations').select(db.fn.max('version').as('version')).executeTakeFirst();
  return row?.version ?? 0;
}

/** Applies the step after the version found under the lock. Returns the version reached. */
async function applyNext(
  store: Migrating,
  trx: Transaction<Database>,
  migrations: readonly Migration[],
): Promise<number> {
  const words = store.dialect === 'sqlite' ? sqliteWords : postgresWords;
  if (store.dialect === 'postgres') {
    await sql`set local statement_timeout = 0`.execute(trx);
    await sql`set local lock_timeout = 0`.execute(trx);
    await sql`select pg_advisory_xact_lock(${migrationLock})`.execute(trx);
  }
  await sql.raw(migrationsTable(words)).execute(trx);
  const version = await tablesVersion(store.dialect, trx);
  const next = migrations[version];
  if (next === undefined) return version;
  for (const statement of next.statements(words)) await sql.raw(statement).execute(trx);
  await trx
    .insertInto('migrations')
    .values({ version: next.version, name: next.name, applied_at: Date.now() })
    .execute();
  return next.version;
}

function migrationsTable({ integer, text, big, endOfTable }: Words): string {
  return `create table if not exists migrations (
    version ${integer} primary key not null, name ${text} not null, applied_at ${big} not null
  ) ${endOfTable}`;
}

function refuseNewer(version: number, newest: number, place: string): void {
  if (version <= newest) return;
  throw new IntegrityError(
    'data/newer',
    `The database ${place} was written by a newer Offprint: it is of version ${version}, and this one knows ${newest}.`,
    {
      hint: 'Use the newer Offprint, or name another data folder.',
      where: { version, newest },
    },
  );
}
