import { memoryBlobSink } from './memory-sink.ts';
import { type SinkStorage, sinkOver } from './sink-over.ts';
import type { ByteSink } from './source.ts';
import { storageFault } from './storage-fault.ts';

/** A sink that says where its bytes are, so that a page can warn when they take memory. */
export interface OpfsSink extends ByteSink {
  readonly storage: 'disk' | 'memory';
}

/** The folder of results in the page's private file system. */
const FOLDER = 'offprint-results';

/** Results live as long as the page that offers them; no page is expected to stay open for longer than a day. */
const KEPT_MILLISECONDS = 24 * 60 * 60 * 1000;

/**
 * A stream is given pieces of this many bytes. When the quota ends within a piece that exceeds the pipe to the browser
 * process, Chromium at times tells of a broken pipe instead of the quota (2 of 30 writes of 64 MiB; 0 of 30 in pieces).
 */
const STREAM_PIECE_BYTES = 256 * 1024;

/** The part of the browser's synchronous file access that is used; only workers have it. */
interface SyncAccess {
  write(bytes: Uint8Array, options: { readonly at: number }): number;
  flush(): void;
  close(): void;
}

/** The two ways to write a file of the private file system. */
interface Writer {
  write(bytes: Uint8Array, at: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * A file in the making in the browser's private file system (OPFS): on disk, so that a result may be larger than
 * memory. In a worker it is written in place; on a page through a stream, more slowly. `commit` gives a `Blob` that
 * is the file. Where there is no private file system (pages without https, some private windows) it is in memory, and
 * `storage` says so. What earlier pages left for more than a day is removed.
 *
 * @throws StorageError `disk/full` when the browser's quota is used up, or `disk/refused`.
 */
export async function opfsSink(name: string): Promise<OpfsSink> {
  const results = await openResults();
  if (results === null) return { ...memoryBlobSink(name), storage: 'memory' };
  try {
    await removeStale(results);
    const folderName = `${Date.now()}-${crypto.randomUUID()}`;
    const folder = await results.getDirectoryHandle(folderName, { create: true });
    const file = await folder.getFileHandle(fileName(name), { create: true });
    const writer = await openWriter(file);
    const remove = (): Promise<void> => results.removeEntry(folderName, { recursive: true });
    return { ...sinkOver(name, opfsStorage(name, file, writer, remove)), storage: 'disk' };
  } catch (thrown) {
    throw storageFault(thrown, name);
  }
}

function opfsStorage(
  name: string,
  file: FileSystemFileHandle,
  writer: Writer,
  remove: () => Promise<void>,
): SinkStorage {
  let end = 0;
  return {
    write(bytes, at) {
      end = Math.max(end, at + bytes.byteLength);
      return writer.write(bytes, at);
    },
    async finish() {
      await writer.close();
      const blob = await file.getFile();
      if (blob.size !== end) throw new Error(`${blob.size} bytes arrived of ${end}`);
      return { kind: 'blob', blob, name };
    },
    async remove() {
      // A stream that failed is closed already; what matters is that the file goes.
      await writer.close().catch(() => undefined);
      await remove();
    },
  };
}

/** The folder of results, or null where the browser has no private file system or refuses it. */
async function openResults(): Promise<FileSystemDirectoryHandle | null> {
  if (!('storage' in navigator) || !('getDirectory' in navigator.storage)) return null;
  try {
    const root = await navigator.storage.getDirectory();
    return await root.getDirectoryHandle(FOLDER, { create: true });
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'SecurityError') return null;
    throw storageFault(thrown, FOLDER);
  }
}

async function removeStale(results: FileSystemDirectoryHandle): Promise<void> {
  const oldest = Date.now() - KEPT_MILLISECONDS;
  for await (const folder of results.keys()) {
    if (Number.parseInt(folder, 10) >= oldest) continue;
    // One that another page still holds open, or has just removed, is left to that page.
    await results.removeEntry(folder, { recursive: true }).catch(() => undefined);
  }
}

async function openWriter(file: FileSystemFileHandle): Promise<Writer> {
  return hasSyncAccess(file)
    ? syncWriter(await file.createSyncAccessHandle())
    : streamWriter(await file.createWritable());
}

function hasSyncAccess(
  file: FileSystemFileHandle,
): file is FileSystemFileHandle & { createSyncAccessHandle(): Promise<SyncAccess> } {
  return 'createSyncAccessHandle' in file;
}

function syncWriter(access: SyncAccess): Writer {
  return {
    async write(bytes, at) {
      for (let done = 0; done < bytes.byteLength; ) {
        const rest = bytes.subarray(done);
        const written = access.write(rest, { at: at + done });
        // In private windows Chromium returns its error number as if it were a count of some four thousand million.
        if (written < 1 || written > rest.byteLength) throw new DOMException('', 'QuotaExceededError');
        done += written;
      }
    },
    async close() {
      try {
        access.flush();
      } finally {
        // Else the file stays locked and cannot be removed.
        access.close();
      }
    },
  };
}

function streamWriter(stream: FileSystemWritableFileStream): Writer {
  return {
    async write(bytes, at) {
      for (let from = 0; from < bytes.byteLength; from += STREAM_PIECE_BYTES) {
        // Copied because streams refuse shared memory, and because the caller may use its buffer again.
        const data = new Uint8Array(bytes.subarray(from, from + STREAM_PIECE_BYTES));
        await stream.write({ type: 'write', position: at + from, data });
      }
    },
    close: () => stream.close(),
  };
}

/** A name that OPFS accepts: it refuses separators, and `.` and `..`. */
function fileName(name: string): string {
  const plain = name.replace(/[\\/:*?"<>|]/g, '_');
  return /^\.*$/.test(plain) ? 'result' : plain;
}
