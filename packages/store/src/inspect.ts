import { stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { type Kysely, sql } from 'kysely';
import { lastChange } from './changes.ts';
import { databaseFile } from './folder.ts';
import { tablesVersion } from './migrate.ts';
import { serverFacts } from './postgres/server.ts';
import type { Database } from './schema.ts';
import { keptLogBytes } from './sqlite/connection.ts';
import { checkIntegrity } from './sqlite/integrity.ts';
import type { Finding } from './store.ts';

export interface Inspected {
  readonly dialect: 'sqlite' | 'postgres';
  readonly folder: string;
  readonly place: string;
  readonly db: Kysely<Database>;
  /** The newest version of the tables that this program knows. */
  readonly newest: number;
}

/** Below this much free space, in bytes, the disk counts as nearly full: a rebuilt index and a bulk import need about so much. */
const littleSpaceBytes = 512 * 1024 * 1024;

/** A job that has been due for so long, in milliseconds, is waiting for a worker that is not there. */
const longDueMs = 60 * 60 * 1_000;

/** All findings, in a fixed order. A fault met while looking is a finding too. */
export async function inspectStore(store: Inspected): Promise<readonly Finding[]> {
  const checks: readonly [area: string, check: (store: Inspected) => Promise<Finding>][] = [
    ['disk', disk],
    ['database', database],
    ['migrations', migrationsApplied],
    ...(store.dialect === 'sqlite' ? [['write-ahead log', writeAheadLog] as const] : []),
    ['changes', changes],
    ['jobs', jobs],
  ];
  const findings: Finding[] = [];
  for (const [area, check] of checks) {
    findings.push(await check(store).catch((error) => bad(area, explain(error), hintOf(error))));
  }
  return findings;
}
