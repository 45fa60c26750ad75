import { mkdir, open, realpath, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { StorageError } from '@offprint/errors';
import { newId } from './id.ts';
import { networkFileSystem } from './network-folder.ts';

/** The database file in the data folder. */
export const databaseFile = 'offprint.sqlite';

const noteFile = 'README.txt';

const note = `This folder belongs to Offprint.

offprint.sqlite   the database: papers, jobs, settings. With it belong the files whose names end in -wal and -shm.
index/            the search index. It can be deleted; \`offprint reindex\` makes it anew.
blobs/            files that were stored with papers.
runs/             what methods gave that ran here.

To back up, stop Offprint and copy the whole folder. Keep it on a local disk.
`;

/**
 * Makes the data folder if it is not there, and makes sure that files can be written in it.
 * Returns its absolute path, links resolved, so that all processes call the same file by the same name.
 * @throws StorageError `data/unwritable`, `disk/full`
 */
export async function prepareFolder(folder: string): Promise<string> {
  const asked = path.resolve(folder);
  try {
    const made = await mkdir(asked, { recursive: true });
    if (made !== undefined) await syncFolder(path.dirname(made));
    const real = await realpath(asked);
    await tryWriting(real);
    await writeFile(path.join(real, noteFile), note, { flag: 'wx' }).catch((error) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    });
    return real;
  } catch (error) {
    throw unwritable(asked, error);
  }
}

/**
 * The data folder as it is, for reading.
 * @throws StorageError `data/unwritable` if there is no such folder
 */
export async function existingFolder(folder: string): Promise<string> {
  const asked = path.resolve(folder);
  try {
    const real = await realpath(asked);
    if (!(await stat(real)).isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' });
    return real;
  } catch (error) {
    throw unwritable(asked, error);
  }
}

/** @throws StorageError `data/network-folder` where the system tells that the folder lies on another machine */
export async function refuseNetworkFolder(
  folder: string,
  fileSystemOf: (folder: string) => Promise<string | null> = networkFileSystem,
): Promise<void> {
  const found = await fileSystemOf(folder);
  if (found === null) return;
  throw new StorageError('data/network-folder', `The data folder ${folder} lies on a network file system (${found}).`, {
    hint: 'Put the data folder on a local disk, or set DATABASE_URL to a PostgreSQL server.',
    where: { folder, fileSystem: found },
  });
}

/** Writes a small file, syncs it and removes it. */
async function tryWriting(folder: string): Promise<void> {
  const trial = path.join(folder, `.writable-${newId()}`);
  const file = await open(trial, 'wx');
  try {
    await file.writeFile('Offprint checks that it can write here.\n');
    await file.sync();
  } finally {
    await file.close();
    await rm(trial, { force: true });
  }
}

/** Makes a new name in the folder survive a power cut, where the system has such a call and lets this user make it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r').catch((error) => {
    if (codeOf(error) === 'EACCES') return null;
    throw error;
  });
  if (handle === null) return;
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the disk is mounted for reading only',
  ENOTDIR: 'part of the path is a file, not a folder',
  EEXIST: 'there is a file of that name',
  ENOENT: 'there is no such folder, and it cannot be made there',
  ELOOP: 'its links go round in a circle',
  ENAMETOOLONG: 'the path is too long',
};

function unwritable(folder: string, cause: unknown): StorageError {
  const code = codeOf(cause);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new StorageError('disk/full', `The disk of the data folder ${folder} is full.`, {
      hint: 'Free some space, or name a folder on another disk.',
      where: { folder },
      cause,
    });
  }
  const why = reasons[code] ?? (cause instanceof Error ? cause.message : String(cause));
  return new StorageError('data/unwritable', `The data folder ${folder} cannot be used: ${why}.`, {
    hint: 'Name another folder with OFFPRINT_DATA, or give the user who runs Offprint the right to write there.',
    where: { folder, reason: code },
    cause,
  });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
