import { firstTables } from './0001-first-tables.ts';
import type { Migration } from './migration.ts';

/** All steps, in order; the version of the tables is the number of steps applied. */
export const migrations: readonly Migration[] = [firstTables];
