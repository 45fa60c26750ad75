import { type FileHandle, stat } from 'node:fs/promises';
import { InputError } from '@offprint/errors';
import { endsEarly } from './ends-early.ts';
import { closeKept, openKept } from './kept-handle.node.ts';
import { readFault } from './read-fault.ts';
import type { ByteSource } from './source.ts';

/** The kernel reads at most 2^31 - 4096 bytes a call; a smaller round figure leaves nothing to think about. */
const MOST_BYTES_A_READ = 1024 ** 3;

/** A file on disk as a source. Reads are positioned, so that any number may be under way at once. */
export async function openPath(path: string, name: string): Promise<ByteSource> {
  const { handle, size } = await openRegular(path, name);
  return {
    name,
    size,
    async readInto(target, at) {
      let filled = 0;
      while (filled < target.byteLength) {
        const length = Math.min(target.byteLength - filled, MOST_BYTES_A_READ);
        const read = await readSome(handle, target, filled, length, at + filled, name);
        if (read === 0) throw endsEarly(name, at + target.byteLength, at + filled);
        filled += read;
      }
    },
    close: () => closeKept(handle),
  };
}

async function openRegular(path: string, name: string): Promise<{ handle: FileHandle; size: number }> {
  let handle: FileHandle | undefined;
  try {
    // Looked at before it is opened: to open a pipe would wait for its other end for ever.
    const before = await stat(path);
    if (!before.isFile()) throw notAFile(name, before.isDirectory());
    handle = await openKept(path, 'r');
    const { size } = await handle.stat();
    return { handle, size };
  } catch (thrown) {
    if (handle !== undefined) await closeKept(handle);
    throw readFault(thrown, name);
  }
}

async function readSome(
  handle: FileHandle,
  target: Uint8Array,
  offset: number,
  length: number,
  position: number,
  name: string,
): Promise<number> {
  try {
    return (await handle.read(target, offset, length, position)).bytesRead;
  } catch (thrown) {
    throw readFault(thrown, name);
  }
}

function notAFile(name: string, isFolder: boolean): InputError {
  return new InputError('file/unreadable', `${name} is ${isFolder ? 'a folder' : 'not a regular file'}.`, {
    hint: isFolder
      ? 'Name a file in that folder.'
      : 'Save its contents to a file first; ranges cannot be read from it.',
    where: { file: name },
  });
}
