import { StorageError } from '@offprint/errors';
import { endsEarly } from './ends-early.ts';
import type { ByteSource } from './source.ts';

/** A `Blob` that cannot be streamed hands out copies; reading in pieces of this many bytes keeps the copy small. */
const PIECE_BYTES = 8 * 1024 * 1024;

/** What a stream is read into, before it is where it is wanted: streams keep a buffer for themselves while they fill it. */
const SCRATCH_BYTES = 1024 * 1024;

/** Scratch buffers to be used again. As many stay as reads were ever under way at once in this thread. */
const scratch: Uint8Array<ArrayBuffer>[] = [];

/** A stream costs more to open than this many bytes to copy. */
const LEAST_STREAMED_BYTES = 128 * 1024;

/**
 * A stream that has given nothing for so long is given up, and the rest is copied. In Chromium 156 about one stream of a
 * thousand never gives anything when its thread was busy while it was opened.
 */
const MILLISECONDS_OF_SILENCE = 1000;

/** A file that a reader chose in the browser, or any other `Blob`, as a source. */
export async function openBlob(blob: Blob, name: string): Promise<ByteSource> {
  return {
    name,
    size: blob.size,
    async readInto(target, at) {
      const end = at + target.byteLength;
      if (end > blob.size) throw endsEarly(name, end, blob.size);
      try {
        const reader = target.byteLength < LEAST_STREAMED_BYTES ? null : readerOf(blob.slice(at, end));
        const streamed = reader === null ? 0 : await streamInto(target, reader);
        await copyInto(target.subarray(streamed), blob, at + streamed);
      } catch (cause) {
        throw unreadable(name, cause);
      }
    },
    async close() {},
  };
}

/** A reader that fills buffers of ours; null where the engine has none for blobs. */
function readerOf(piece: Blob): ReadableStreamBYOBReader | null {
  try {
    return piece.stream().getReader({ mode: 'byob' });
  } catch {
    return null;
  }
}

/**
 * Reads through one buffer over and over. The buffers that `arrayBuffer` makes wait for the collector of garbage: three
 * workers of Chromium that read 12 GB held 1.2 GB of them, and 0.2 GB this way.
 * @returns how many bytes came before the stream fell silent; all of them, as a rule
 */
async function streamInto(target: Uint8Array, reader: ReadableStreamBYOBReader): Promise<number> {
  let room = scratch.pop() ?? new Uint8Array(SCRATCH_BYTES);
  for (let at = 0; at < target.byteLength; ) {
    const read = await heard(reader.read(room.subarray(0, target.byteLength - at)));
    if (read === null) {
      reader.cancel().catch(() => undefined);
      return at;
    }
    if (read.value === undefined || read.done)
      throw new Error(`The stream ended ${target.byteLength - at} bytes early.`);
    target.set(read.value, at);
    at += read.value.byteLength;
    room = new Uint8Array(read.value.buffer);
  }
  scratch.push(room);
  await reader.cancel();
  return target.byteLength;
}

/** What a read gives; null if it gives nothing for too long. */
async function heard<T>(read: Promise<T>): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), MILLISECONDS_OF_SILENCE);
  });
  try {
    return await Promise.race([read, silence]);
  } finally {
    clearTimeout(timer);
  }
}

async function copyInto(target: Uint8Array, blob: Blob, at: number): Promise<void> {
  const end = at + target.byteLength;
  for (let from = at; from < end; from += PIECE_BYTES) {
    const piece = await blob.slice(from, Math.min(from + PIECE_BYTES, end)).arrayBuffer();
    target.set(new Uint8Array(piece), from - at);
  }
}

function unreadable(name: string, cause: unknown): StorageError {
  return new StorageError('file/unreadable', `${name} can no longer be read.`, {
    hint: 'It was changed, moved or deleted after it was chosen; choose it again.',
    where: { file: name },
    cause,
  });
}
