import { IntegrityError, OffprintError, StorageError } from '@offprint/errors';
import { writeThroughReader } from '../connected.ts';

/** Primary result codes of SQLite (sqlite.org/rescode.html); the low byte of an extended code. */
export const sqliteCode = {
  error: 1,
  busy: 5,
  locked: 6,
  readonly: 8,
  inputOutput: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;

/** The primary result code of an error from `node:sqlite`, or null for any other error. */
export function sqliteCodeOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null;
  return error.errcode & 0xff;
}

/** What a person is told about a damaged database file. */
export function damaged(path: string, finding: string, cause?: unknown): IntegrityError {
  return new IntegrityError('data/damaged', `The database file ${path} is damaged: ${finding}.`, {
    hint: 'Stop Offprint, keep a copy of the folder, and put back a backup of the file, or move the folder away to start afresh.',
    where: { file: path },
    cause,
  });
}

/**
 * How SQLite says that a statement does not fit the tables. Every statement is ours and fits the tables as we make them,
 * so it is their description in the file that has changed.
 */
const tablesDiffer = /no such (table|column|index|function)|unknown function|has no column named|no such collation/;

/**
 * The error of Offprint that explains an error of SQLite.
 * What only the caller can explain, a violated constraint for instance, comes back as it is.
 */
export function explainSqlite(error: unknown, path: string): unknown {
  if (error instanceof OffprintError) return error;
  const facts = { where: { file: path }, cause: error };
  const said = error instanceof Error ? error.message : String(error);
  switch (sqliteCodeOf(error)) {
    case sqliteCode.corrupt:
    case sqliteCode.notADatabase:
      return damaged(path, said, error);
    case sqliteCode.error:
      return tablesDiffer.test(said)
        ? damaged(path, `its tables are not as Offprint made them (${said})`, error)
        : error;
    case sqliteCode.busy:
    case sqliteCode.locked:
      return new StorageError('database/busy', `The database file ${path} is held by another process.`, {
        ...facts,
        hint: 'Wait until the other Offprint process has finished its import, or end it.',
      });
    case sqliteCode.full:
      return new StorageError('disk/full', `The disk is full: ${path} cannot grow. Nothing of this change was kept.`, {
        ...facts,
        hint: 'Free some space and try again.',
      });
    case sqliteCode.inputOutput:
      return new StorageError('disk/refused', `The disk refused to read or write ${path}: ${said}.`, {
        ...facts,
        hint: 'Check the disk, then run `offprint doctor`.',
      });
    case sqliteCode.cannotOpen:
      return cannotOpen(path, error);
    case sqliteCode.readonly:
      return writeThroughReader(error);
    default:
      return error;
  }
}

/** The file, or one that belongs to it, may not be read or written. */
export function cannotOpen(path: string, cause: unknown): StorageError {
  return new StorageError('data/unwritable', `The database file ${path} cannot be opened.`, {
    hint: 'Check that the user who runs Offprint may read and write the data folder and every file in it.',
    where: { file: path },
    cause,
  });
}
