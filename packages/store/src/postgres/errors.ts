import { LimitError, OffprintError, StorageError } from '@offprint/errors';
import { writeThroughReader } from '../connected.ts';

/** The SQLSTATE of an error of PostgreSQL or the code of an error of the socket; null for any other error. */
export function postgresCodeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  return error.code;
}

/** Two transactions met, and this one was undone: serialization_failure, deadlock_detected. Running it again is the cure. */
export function isConflict(error: unknown): boolean {
  const code = postgresCodeOf(error);
  return code === '40001' || code === '40P01';
}

/** Other transactions were in the way for too long, or too often. */
export function postgresBusy(place: string, cause: unknown): StorageError {
  return new StorageError('database/busy', `The database ${place} is held by other processes.`, {
    hint: 'Wait until the other Offprint processes have finished their imports, and try again.',
    where: { database: place },
    cause,
  });
}

/** Why the server cannot be reached, in words. Keys are SQLSTATEs and socket codes. */
const unreachable: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the host name cannot be looked up now',
  ETIMEDOUT: 'it does not answer',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that network',
  ECONNRESET: 'it closed the connection',
  EPIPE: 'it closed the connection',
  ENOENT: 'there is no socket at that path',
  EACCES: 'the socket may not be used by this user',
  '28P01': 'it refused the password',
  '28000': 'it refused this user',
  '3D000': 'it has no database of that name',
  '53300': 'it has no connection left to give',
  '57P01': 'it is being shut down',
  '57P02': 'it has crashed and is starting again',
  '57P03': 'it is starting up',
};

/** What `pg` says, without a code, when the server goes away or does not answer. */
const lostConnection =
  /connection terminated|connection error|timeout exceeded when trying to connect|timeout expired|server does not support SSL/i;

/**
 * The error of Offprint that explains an error of PostgreSQL or of the way to it.
 * What only the caller can explain, a violated constraint or a conflict to be tried again, comes back as it is.
 * @param place the server's address without its password
 */
export function explainPostgres(error: unknown, place: string): unknown {
  if (error instanceof OffprintError) return error;
  const code = postgresCodeOf(error) ?? '';
  const said = error instanceof Error ? error.message : String(error);
  const why = unreachable[code] ?? (code.startsWith('08') || lostConnection.test(said) ? said : undefined);
  const facts = { where: { database: place }, cause: error };
  if (why !== undefined) {
    return new StorageError('database/unreachable', `The database ${place} cannot be reached: ${why}.`, {
      ...facts,
      hint: 'Check DATABASE_URL and that the PostgreSQL server is running.',
    });
  }
  switch (code) {
    case '57014':
      return new LimitError('database/timeout', 'A query took too long and was stopped.', {
        ...facts,
        hint: 'Try again; if it stays so, run `offprint doctor`.',
      });
    case '55P03':
      return postgresBusy(place, error);
    case '53100':
      return new StorageError(
        'disk/full',
        `The disk of the database ${place} is full. Nothing of this change was kept.`,
        {
          ...facts,
          hint: 'Free some space on the server and try again.',
        },
      );
    case '42501':
      return new StorageError('data/unwritable', `The user of ${place} may not do that: ${said}.`, {
        ...facts,
        hint: 'Grant the user the right to create tables in the schema, and to read and write them.',
      });
    case '25006':
      return writeThroughReader(error);
    default:
      return error;
  }
}
