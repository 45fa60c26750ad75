import { StorageError } from '@offprint/errors';
import { endsEarly } from './ends-early.ts';
import type { ByteSource } from './source.ts';

/** A `Blob` hands out copies; reading in pieces of this many bytes keeps the second copy small. */
const PIECE_BYTES = 8 * 1024 * 1024;

/** A file that a reader chose in the browser, or any other `Blob`, as a source. */
export async function openBlob(blob: Blob, name: string): Promise<ByteSource> {
  return {
    name,
    size: blob.size,
    async readInto(target, at) {
      const end = at + target.byteLength;
      if (end > blob.size) throw endsEarly(name, end, blob.size);
      for (let from = at; from < end; from += PIECE_BYTES) {
        const piece = await bytesOf(blob.slice(from, Math.min(from + PIECE_BYTES, end)), name);
        target.set(new Uint8Array(piece), from - at);
        free(piece);
      }
    },
    async close() {},
  };
}

/**
 * Gives the memory of a buffer back at once. Left to the collector of garbage, reads of large files pile up: a merge of
 * 8 GB in Chromium took 0.5 GB more. Browsers that are older than 2024 have no such call and wait.
 */
function free(buffer: ArrayBuffer): void {
  if ('transfer' in buffer) buffer.transfer(0);
}

async function bytesOf(piece: Blob, name: string): Promise<ArrayBuffer> {
  try {
    return await piece.arrayBuffer();
  } catch (cause) {
    throw new StorageError('file/unreadable', `${name} can no longer be read.`, {
      hint: 'It was changed, moved or deleted after it was chosen; choose it again.',
      where: { file: name },
      cause,
    });
  }
}
