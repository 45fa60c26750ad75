import { ConflictError, InternalError } from '@offprint/errors';
import type { Kysely, Transaction } from 'kysely';
import type { Database } from './schema.ts';

/** Both sides of an open database; `sqlite/open.ts` and `postgres/open.ts` each give one. */
export interface Connected {
  readonly dialect: 'sqlite' | 'postgres';
  /** What a person calls it: its path or address, without a password. */
  readonly place: string;
  readonly db: Kysely<Database>;
  write<T>(work: (trx: Transaction<Database>) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** `write` on a store that was opened with `readonly`. */
export function openedForReading(place: string): ConflictError {
  return new ConflictError('data/readonly', `The database ${place} was opened for reading only.`, {
    hint: 'Open it without `readonly` to write.',
  });
}

/** A write reached a connection that only reads: a fault of the code, the same on either database. */
export function writeThroughReader(cause: unknown): InternalError {
  return new InternalError('A write was sent to the reading side of the store; writes go through `store.write`.', {
    cause,
  });
}
