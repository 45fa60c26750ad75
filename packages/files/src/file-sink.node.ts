import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { StorageError } from '@offprint/errors';
import { closeKept, openKept } from './kept-handle.node.ts';
import { sinkOver } from './sink-over.ts';
import type { ByteSink } from './source.ts';
import { storageFault } from './storage-fault.ts';

/** A file name may have 255 bytes; this many characters of it leave room for the ending of the partial file. */
const KEPT_NAME_LENGTH = 48;

/**
 * Makes a file on disk. It is written beside its place as `.name.partial-…`, synced, and renamed, and the folder is
 * synced: after `commit` it survives a power cut, before it nothing stands under the final name. A process that is
 * killed leaves at most the partial file.
 *
 * @param file Path of the file to make; an existing file is replaced at `commit`. The folder must exist.
 * @throws StorageError `disk/refused` or `disk/full`.
 */
export async function fileSink(file: string): Promise<ByteSink> {
  const final = path.resolve(file);
  const name = path.basename(final);
  const folder = path.dirname(final);
  const ending = randomBytes(6).toString('hex');
  const partial = path.join(folder, `.${name.slice(0, KEPT_NAME_LENGTH)}.partial-${ending}`);
  const handle = await create(partial, final, name);
  let standsAt = partial;
  return sinkOver(name, {
    write: (bytes, at) => writeAll(handle, bytes, at),
    async finish() {
      await handle.sync();
      await closeKept(handle);
      await rename(partial, final);
      standsAt = final;
      await syncFolder(folder);
      return { kind: 'path', path: final };
    },
    async remove() {
      // A failure to close says that bytes were lost; they are about to be removed anyway.
      await closeKept(handle).catch(() => undefined);
      await rm(standsAt, { force: true });
    },
  });
}

async function create(partial: string, final: string, name: string): Promise<FileHandle> {
  try {
    await refuseTaken(final);
    return await openKept(partial, 'wx');
  } catch (thrown) {
    throw storageFault(thrown, name);
  }
}

/** @throws StorageError `disk/refused` if a folder, say, has the name of a file to be */
export async function refuseTaken(final: string): Promise<void> {
  const existing = await stat(final, { throwIfNoEntry: false });
  if (existing === undefined || existing.isFile()) return;
  const name = path.basename(final);
  throw new StorageError('disk/refused', `${name} cannot be written: something that is not a file has that name.`, {
    hint: 'Choose another name.',
    where: { file: name },
  });
}

export async function writeAll(handle: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.byteLength; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.byteLength - done, at + done);
    done += bytesWritten;
  }
}

/** Makes the rename itself durable. Windows has no such call for folders and orders the journal by itself. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
