import path from 'node:path';
import { lastChange, lockChanges, takeChanges } from './changes.ts';
import type { Connected } from './connected.ts';
import { databaseFile, existingFolder, prepareFolder, refuseNetworkFolder } from './folder.ts';
import { inspectStore } from './inspect.ts';
import { createJobs } from './jobs/jobs.ts';
import { migrate, requireNewest } from './migrate.ts';
import { migrations } from './migrations/migrations.ts';
import { openPostgres } from './postgres/open.ts';
import { openSqlite } from './sqlite/open.ts';
import type { Store } from './store.ts';

export interface StoreOptions {
  /** The data folder; made if it is not there. */
  readonly folder: string;
  /** `postgresql://…`; without it the database is the SQLite file in the folder. */
  readonly databaseUrl?: string;
  /** Only read: nothing is made or migrated, and `write` is refused. */
  readonly readonly?: boolean;
  /** Milliseconds UTC, for jobs and schedules; default `Date.now`. Tests set it. */
  readonly clock?: () => number;
}

/**
 * Opens the store and brings its tables to the newest version.
 *
 * @throws StorageError `data/unwritable`, `data/network-folder`, `disk/full`, `database/unreachable`, `database/busy`
 * @throws IntegrityError `data/damaged`, `data/newer`
 * @throws ConflictError `data/foreign`, `data/older` (only reading), `database/unsupported`
 * @throws NotFoundError `data/missing` (only reading); InputError `database/address`
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const readonly = options.readonly ?? false;
  const folder = readonly ? await existingFolder(options.folder) : await prepareFolder(options.folder);
  const connected = await connectTo(folder, options.databaseUrl, readonly);
  try {
    if (readonly) await requireNewest(connected, migrations.length);
    else await migrate(connected, migrations);
  } catch (error) {
    await connected.close();
    throw error;
  }
  const { dialect, db, write, place } = connected;
  const clock = options.clock ?? Date.now;
  return {
    dialect,
    folder,
    db,
    write,
    nextChange: (trx, count = 1) => takeChanges(trx, count),
    lockChanges: (trx) => lockChanges(trx, dialect),
    currentChange: () => lastChange(db),
    jobs: createJobs({ dialect, db, write, clock }),
    inspect: () => inspectStore({ dialect, folder, place, db, newest: migrations.length, clock }),
    close: () => connected.close(),
  };
}

async function connectTo(folder: string, databaseUrl: string | undefined, readonly: boolean): Promise<Connected> {
  if (databaseUrl !== undefined) return openPostgres(databaseUrl, readonly);
  await refuseNetworkFolder(folder);
  return openSqlite(path.join(folder, databaseFile), readonly);
}
