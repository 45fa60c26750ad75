import { stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { asOffprintError } from '@offprint/errors';
import { type Kysely, sql } from 'kysely';
import { databaseFile } from './folder.ts';
import { tablesVersion } from './migrate.ts';
import { serverFacts } from './postgres/server.ts';
import type { Database } from './schema.ts';
import { keptLogBytes } from './sqlite/connection.ts';
import { checkIntegrity } from './sqlite/integrity.ts';
import type { Finding } from './store.ts';

/** What there is to look at. */
export interface Inspected {
  readonly dialect: 'sqlite' | 'postgres';
  readonly folder: string;
  readonly place: string;
  readonly db: Kysely<Database>;
  /** The newest version of the tables that this program knows. */
  readonly newest: number;
  /** Milliseconds UTC. */
  readonly clock: () => number;
}

/** What a check found: what is well, or what is wrong and how to mend it. */
type Found = { readonly well: string } | { readonly wrong: string; readonly hint: string };

/** Below this much free space, in bytes, the disk counts as nearly full: an import and a new index need about so much. */
const littleSpaceBytes = 512 * 1024 * 1024;

/** A job that has been due, or whose lease has been over, for so long, in milliseconds, waits for a worker that is not there. */
const longWaitMs = 60 * 60 * 1_000;

/** All findings, in a fixed order. A fault met while looking is a finding too. */
export async function inspectStore(store: Inspected): Promise<readonly Finding[]> {
  const checks: [area: string, check: (store: Inspected) => Promise<Found>][] = [
    ['disk', freeSpace],
    ['database', store.dialect === 'sqlite' ? soundFile : server],
    ['migrations', tables],
    ['changes', changeCounter],
    ['jobs', jobs],
  ];
  if (store.dialect === 'sqlite') checks.push(['write-ahead log', writeAheadLog]);
  const findings: Finding[] = [];
  for (const [area, check] of checks) {
    const found = await check(store).catch(fault);
    findings.push(
      'well' in found
        ? { area, ok: true, message: found.well, hint: null }
        : { area, ok: false, message: found.wrong, hint: found.hint },
    );
  }
  return findings;
}

function fault(thrown: unknown): Found {
  const error = asOffprintError(thrown);
  return { wrong: error.message, hint: error.hint ?? 'Mend this, then run `offprint doctor` again.' };
}

async function freeSpace({ folder }: Inspected): Promise<Found> {
  const { bavail, bsize } = await statfs(folder, { bigint: true });
  const free = Number(bavail * bsize);
  if (free >= littleSpaceBytes) return { well: `${inBytes(free)} are free on the disk of ${folder}.` };
  return { wrong: `Only ${inBytes(free)} are free on the disk of ${folder}.`, hint: 'Free some space on that disk.' };
}

async function soundFile({ place }: Inspected): Promise<Found> {
  const problems = await checkIntegrity(place);
  const { size } = await stat(place);
  if (problems.length === 0) return { well: `${place} is sound (${inBytes(size)}).` };
  return {
    wrong: `${place} is damaged: ${problems.join('; ')}.`,
    hint: 'Stop Offprint, keep a copy of the folder, and put back a backup of the file.',
  };
}

async function server({ place, db }: Inspected): Promise<Found> {
  const { version, bytes } = await serverFacts(db);
  return { well: `${place} answers (PostgreSQL ${version}, ${inBytes(bytes)}).` };
}

async function tables({ dialect, db, newest }: Inspected): Promise<Found> {
  const version = await tablesVersion(dialect, db);
  if (version === newest) return { well: `The tables are of version ${version}, the newest.` };
  return {
    wrong: `The tables are of version ${version}; this Offprint works with version ${newest}.`,
    hint: version < newest ? 'Restart Offprint: it brings them up to date.' : 'Restart with the newer Offprint.',
  };
}

async function changeCounter({ db }: Inspected): Promise<Found> {
  const { given, used } = await db
    .selectFrom('change_counter')
    .select((row) => [
      'value as given',
      row
        .selectFrom('papers')
        .select(({ fn }) => fn.max('change').as('used'))
        .as('used'),
    ])
    .executeTakeFirstOrThrow();
  if ((used ?? 0) <= given) return { well: `The change counter stands at ${given}.` };
  return {
    wrong: `The change counter stands at ${given}, but a paper has change ${used}: whoever follows the changes may miss some.`,
    hint: 'Put back a backup of the whole database, or export the papers and import them into a new data folder.',
  };
}

async function jobs({ db, clock }: Inspected): Promise<Found> {
  const longAgo = clock() - longWaitMs;
  const { dead, overdue, abandoned, all } = await db
    .selectFrom('jobs')
    .select(({ fn }) => [
      fn.countAll<number>().as('all'),
      fn.count<number>(sql`case when state = 'dead' then 1 end`).as('dead'),
      fn.count<number>(sql`case when state = 'ready' and run_at < ${longAgo} then 1 end`).as('overdue'),
      fn.count<number>(sql`case when state = 'running' and lease_until < ${longAgo} then 1 end`).as('abandoned'),
    ])
    .executeTakeFirstOrThrow();
  const waiting = overdue + abandoned;
  const wrong: string[] = [];
  if (waiting > 0)
    wrong.push(`${waiting} ${waiting === 1 ? 'job has' : 'jobs have'} waited for a worker for over an hour`);
  if (dead > 0) wrong.push(`${dead} ${dead === 1 ? 'job has' : 'jobs have'} failed for good`);
  if (wrong.length === 0) return { well: `${all} ${all === 1 ? 'job waits or runs' : 'jobs wait or run'}.` };
  return {
    wrong: `${wrong.join(', and ')}.`,
    hint:
      waiting > 0
        ? 'Start `offprint serve`: it works through the jobs.'
        : 'Look at their errors, then revive or remove them.',
  };
}

async function writeAheadLog({ folder }: Inspected): Promise<Found> {
  const log = path.join(folder, `${databaseFile}-wal`);
  const size = await stat(log).then(
    ({ size }) => size,
    () => 0,
  );
  if (size <= 2 * keptLogBytes) return { well: `The write-ahead log holds ${inBytes(size)}.` };
  return {
    wrong: `The write-ahead log ${log} has grown to ${inBytes(size)}: some process has been reading for very long.`,
    hint: 'Restart the Offprint processes that use this folder.',
  };
}

/** 1234567 as "1.2 MB". */
function inBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}
