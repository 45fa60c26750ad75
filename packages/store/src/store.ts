import type { Kysely, Transaction } from 'kysely';
import type { Jobs } from './jobs/jobs.ts';
import type { Database } from './schema.ts';

/** What `offprint doctor` prints a line for. */
export interface Finding {
  /** What was looked at: `folder`, `disk`, `database`, `migrations`, `write-ahead log`, `changes`, `jobs`. */
  readonly area: string;
  readonly ok: boolean;
  /** One sentence. */
  readonly message: string;
  /** What to do about it; null where there is nothing to do. */
  readonly hint: string | null;
}

export interface Store {
  readonly dialect: 'sqlite' | 'postgres';
  /** Absolute path of the data folder. */
  readonly folder: string;
  /**
   * For reading. A write through it is refused on either database: writes go through `write`.
   * `db.transaction()` gives several reads one snapshot.
   */
  readonly db: Kysely<Database>;
  /**
   * Runs `work` in one writing transaction and commits; a throw rolls back and passes on.
   *
   * Callers queue: on SQLite one transaction runs at a time. On PostgreSQL (read committed) transactions run side by
   * side and one that met a serialisation failure or a deadlock is run again, so `work` may run more than once and must
   * have no effect besides its queries. Inside, use `trx` alone: `db` and a second `write` are refused.
   */
  write<T>(work: (trx: Transaction<Database>) => Promise<T>): Promise<T>;
  /**
   * The next change number (from 1), taken in the transaction of the change itself. With `count`, so many successive
   * numbers are taken and the first is returned.
   *
   * Numbers become visible in order: whoever reads change n finds every smaller number already there.
   * From this call to the end of the transaction, no other transaction takes a number.
   */
  nextChange(trx: Transaction<Database>, count?: number): Promise<number>;
  /**
   * Keeps other transactions from taking change numbers until this one ends, without taking one. Call it first where a
   * transaction reads papers in order to decide what to write: what it reads then stays true.
   */
  lockChanges(trx: Transaction<Database>): Promise<void>;
  /** The last change number committed; 0 before the first. */
  currentChange(): Promise<number>;
  readonly jobs: Jobs;
  /** Looks for what is wrong and says how to mend it. Reads the whole database; runs beside the request thread. */
  inspect(): Promise<readonly Finding[]>;
  close(): Promise<void>;
}
