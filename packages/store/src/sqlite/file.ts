import { open, stat } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';
import { ConflictError, NotFoundError, StorageError } from '@offprint/errors';
import { connect, execWhenFree, type SqliteConnection } from './connection.ts';
import { cannotOpen, damaged, explainSqlite } from './errors.ts';

/** Marks the file as ours in its header: "Offp" in ASCII. */
const applicationId = 0x4f666670;

/** The first 16 bytes of every SQLite file. */
const magic = 'SQLite format 3\0';

const headerBytes = 100;

/**
 * Files up to this size, in bytes, are read through at every start (less than 1 ms a MB on the machine measured). Larger
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
  if (size !== null && size > 0) await checkShape(path, size);
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

/**
 * The file must begin as SQLite files do, and consist of whole pages: SQLite itself takes what is missing of the last
 * one for zeros. While there is a log, the file may be anything, since the log has the pages that count.
 */
async function checkShape(path: string, size: number): Promise<void> {
  const logged = ((await sizeOf(`${path}-wal`)) ?? 0) > 0;
  const header = await firstBytes(path, headerBytes);
  if (header.toString('latin1', 0, magic.length) !== magic) throw damaged(path, 'it is not an SQLite file');
  if (header.length < headerBytes) throw damaged(path, 'it ends within its header');
  // Two bytes at 16, in which 1 stands for 65536 (sqlite.org/fileformat2.html, 1.3.2).
  const stored = header.readUInt16BE(16);
  const pageSize = stored === 1 ? 65_536 : stored;
  if (!logged && size % pageSize !== 0) throw damaged(path, 'its last page is cut off');
}

async function firstBytes(path: string, count: number): Promise<Buffer> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw cannotOpen(path, error);
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
