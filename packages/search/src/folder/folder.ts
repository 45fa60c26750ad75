import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { lockFolder } from './lock.ts';

/**
 * The folder of an index, as the few operations that the index needs. Saving is written against this interface alone,
 * so that a test can fail, or stop for good, at each operation in turn.
 */
export interface Folder {
  /** Names of the files. */
  list(): Promise<string[]>;
  /** A whole file, or null when there is none of that name. */
  read(name: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Makes a file that must not exist, and returns when its bytes are on the disk. */
  write(name: string, pieces: Iterable<Uint8Array>): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** No error when there is no such file. */
  remove(name: string): Promise<void>;
  /** Returns when renames and removals are on the disk. */
  sync(): Promise<void>;
  /** Waits until nobody else holds the folder for writing. @throws ConflictError `index/locked` */
  lock(): Promise<{ release(): void }>;
}

/** Reads and writes go in steps of this size, because one call of the system takes at most 2 GiB. */
const step = 64 * 1024 * 1024;

/** Opens a folder on disk, made if missing. */
export async function openFolder(folder: string): Promise<Folder> {
  await mkdir(folder, { recursive: true });
  const locate = (name: string): string => path.join(folder, name);
  return {
    async list() {
      const entries = await readdir(folder, { withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
    },
    async read(name) {
      const file = await open(locate(name), 'r').catch((thrown: NodeJS.ErrnoException) => {
        if (thrown.code === 'ENOENT') return null;
        throw thrown;
      });
      if (file === null) return null;
      try {
        const bytes = new Uint8Array((await file.stat()).size);
        let at = 0;
        while (at < bytes.length) {
          const { bytesRead } = await file.read(bytes, at, Math.min(step, bytes.length - at), at);
          if (bytesRead === 0) break;
          at += bytesRead;
        }
        return at === bytes.length ? bytes : bytes.slice(0, at);
      } finally {
        await file.close();
      }
    },
    async write(name, pieces) {
      const file = await open(locate(name), 'wx');
      try {
        let position = 0;
        for (const piece of pieces) {
          for (let at = 0; at < piece.length; ) {
            const { bytesWritten } = await file.write(piece, at, Math.min(step, piece.length - at), position);
            at += bytesWritten;
            position += bytesWritten;
          }
        }
        await file.sync();
      } finally {
        await file.close();
      }
    },
    rename: (from, to) => rename(locate(from), locate(to)),
    remove: (name) => rm(locate(name), { force: true }),
    async sync() {
      // Windows knows no such operation on folders; its renames are journalled.
      if (process.platform === 'win32') return;
      const handle = await open(folder, 'r');
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
    },
    lock: () => lockFolder(folder),
  };
}
