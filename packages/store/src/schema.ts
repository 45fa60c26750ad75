import type { Selectable } from 'kysely';

/**
 * The tables, as Kysely sees them on either database.
 *
 * One rule for each kind of value, the same on SQLite and PostgreSQL: instants are integer milliseconds UTC, days are
 * text `YYYY-MM-DD`, JSON is text that the code reads, booleans are the integers 0 and 1, and all text compares by its
 * bytes (collation `BINARY` and `"C"`), so that both databases sort alike.
 */
export interface Database {
  papers: PapersTable;
  change_counter: ChangeCounterTable;
  jobs: JobsTable;
  schedules: SchedulesTable;
  settings: SettingsTable;
  migrations: MigrationsTable;
}

/** A boolean column: 0 is false, 1 is true. */
export type Flag = 0 | 1;

/** One paper a row. Deleted papers stay as rows with `deleted_at`, so that whoever follows the changes hears of it. */
export interface PapersTable {
  /** 26 characters from `newId`; never changes, never reused. */
  id: string;
  /** The readable address, unique where there is one. */
  slug: string | null;
  /** arXiv identifier without its version, unique where there is one. */
  arxiv_id: string | null;
  title: string;
  /** The title normalised for joining records of one paper; not unique. */
  title_key: string;
  /** JSON array of strings. */
  authors: string;
  year: number | null;
  venue: string | null;
  /** In our own words. */
  summary: string | null;
  abstract: string | null;
  family: string | null;
  code_url: string | null;
  submitted_on: string | null;
  listed_on: string | null;
  featured_on: string | null;
  /** Place on the day it was featured, 1 is the first. */
  featured_rank: number | null;
  /** JSON object: which source gave what. */
  sources: string;
  created_at: number;
  updated_at: number;
  deleted_at: number | null;
  /** The change number of the last change to this row, from `Store.nextChange`; unique. */
  change: number;
}

/** One row, `id` 1: the last change number given. */
export interface ChangeCounterTable {
  id: number;
  value: number;
}

/** `ready` waits for `run_at`, `running` is held under a lease, `dead` has used up its attempts. Done jobs are deleted. */
export type JobState = 'ready' | 'running' | 'dead';

/** Work to be done outside the request. */
export interface JobsTable {
  id: string;
  kind: string;
  /** JSON. */
  payload: string;
  /** At most one job of a kind that is ready or running has a given key. */
  unique_key: string | null;
  state: JobState;
  run_at: number;
  /** How often it was claimed since it was enqueued. */
  attempts: number;
  max_attempts: number;
  /** 1 if it was enqueued again under its unique key while running: it then runs once more. */
  again: Flag;
  worker: string | null;
  /** Drawn anew at each claim; only who holds it may complete, fail or prolong. */
  lease: string | null;
  lease_until: number | null;
  /** JSON of an `ErrorRecord`: what the last attempt died of. */
  error: string | null;
  created_at: number;
  updated_at: number;
}

/** What is to be enqueued when. */
export interface SchedulesTable {
  name: string;
  /** Cron pattern of five or six fields, read in UTC. */
  cron: string;
  kind: string;
  /** JSON. */
  payload: string;
  /** The next occurrence that has not fired. */
  next_at: number;
}

/** Marks that outlive a process, such as how far a derived file has got. */
export interface SettingsTable {
  key: string;
  value: string;
  updated_at: number;
}

/** Which migrations were applied, when. */
export interface MigrationsTable {
  version: number;
  name: string;
  applied_at: number;
}

export type PaperRow = Selectable<PapersTable>;
export type JobRow = Selectable<JobsTable>;
