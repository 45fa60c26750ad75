import { open, stat } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';
import { ConflictError, NotFoundError, StorageError } from '@offprint/errors';
import { connect, execWhenFree, type SqliteConnection } from './connection.ts';
import { cannotOpen, damaged, explainSqlite } from './errors.ts';

/** Marks the file as ours in its header: "Offp" in ASCII. */
const applicationId = 0x4f666670;

/** The first 16 bytes of every SQLite file. */
const magic = 'SQLite format 3\0';

/**
 * Files up to this size, in bytes, are read through at every start (25 ms for the largest, on the machine measured). Larger
 * ones are checked by `inspect`; damage that a query meets is reported at any size.
 */
const checkedAtStartBytes = 64 * 1024 * 1024;

/**
 * Makes sure that there is a sound SQLite file of ours at `path`, in write-ahead-log mode; creates it if `create`.
 * @throws IntegrityError `data/damaged`; NotFoundError `data/missing`; ConflictError `data/foreign`;
 *   StorageError `data/unwritable`, `data/network-folder`, `database/busy`
 */
export async function prepareSqliteFile(path: string, create: boolean): Promise<void> {
  const size = await sizeOf(path);
  if (size === null && !create) {
    throw new NotFoundError('data/missing', `There is no database at ${path}.`, {
      hint: 'Start Offprint once to make it, or name the data folder.',
      where: { file: path },
    });
  }
  if (size !== null && size > 0) await checkMagic(path);
  const connection = connect(path, create ? 'write' : 'read');
  try {
    checkApplication(connection, path);
    if (size !== null && size <= checkedAtStartBytes) quickCheck(connection, path);
    if (create) await setUp(connection, path);
  } catch (error) {
    throw explainSqlite(error, path);
  } finally {
    connection.close();
  }
}

/** In bytes; null if there is no such file. */
async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw cannotOpen(path, error);
  }
}

async function checkMagic(path: string): Promise<void> {
  const file = await open(path, 'r').catch((error) => {
    throw cannotOpen(path, error);
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(magic.length), 0, magic.length, 0);
    if (buffer.toString('latin1', 0, bytesRead) !== magic) throw damaged(path, 'it is not an SQLite file');
  } finally {
    await file.close();
  }
}

/** Whoever makes a file marks it before it makes tables, so tables are looked for first and the mark second. */
function checkApplication({ database }: SqliteConnection, path: string): void {
  const tables = database.prepare('select count(*) as count from sqlite_schema').get()?.['count'];
  if (tables === 0 || applicationIdOf(database) === applicationId) return;
  throw new ConflictError('data/foreign', `The file ${path} is an SQLite database of another program.`, {
    hint: 'Name another data folder, or move the file away.',
    where: { file: path },
  });
}

function applicationIdOf(database: DatabaseSync): unknown {
  return database.prepare('pragma application_id').get()?.['application_id'];
}

function quickCheck({ database }: SqliteConnection, path: string): void {
  const finding = database.prepare('pragma quick_check(1)').get()?.['quick_check'];
  if (finding !== 'ok') throw damaged(path, String(finding));
}

async function setUp({ database }: SqliteConnection, path: string): Promise<void> {
  if (applicationIdOf(database) !== applicationId) {
    await execWhenFree(database, path, `pragma application_id = ${applicationId}`);
  }
  await execWhenFree(database, path, 'pragma journal_mode = wal');
  const mode = database.prepare('pragma journal_mode').get()?.['journal_mode'];
  if (mode === 'wal') return;
  throw new StorageError('data/network-folder', `The file system of ${path} cannot share memory between processes.`, {
    hint: 'Put the data folder on a local disk, or set DATABASE_URL to a PostgreSQL server.',
    where: { file: path, journalMode: String(mode) },
  });
}
