import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { writeAll } from './file-sink.node.ts';
import { closeKept, openKept } from './kept-handle.node.ts';
import { keptForLater } from './sink-over.ts';
import { storageFault } from './storage-fault.ts';

/** A file that exists and grows at its end. */
export interface GrowingFile {
  /** Adds bytes and makes them durable. A crash in between may leave a part of them. */
  append(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a file that exists, to add to its end.
 * @throws StorageError `disk/refused`, and from `append` also `disk/full`
 */
export async function growingFile(file: string): Promise<GrowingFile> {
  const name = path.basename(file);
  const named = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (thrown) {
      throw storageFault(thrown, name, keptForLater);
    }
  };
  const handle: FileHandle = await named(() => openKept(file, 'r+'));
  let { size } = await named(() => handle.stat());
  return {
    append: (bytes) =>
      named(async () => {
        await writeAll(handle, bytes, size);
        await handle.datasync();
        size += bytes.byteLength;
      }),
    close: () => named(() => closeKept(handle)),
  };
}
