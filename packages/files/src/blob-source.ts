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
        target.set(piece, from - at);
      }
    },
    async close() {},
  };
}

async function bytesOf(piece: Blob, name: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await piece.arrayBuffer());
  } catch (cause) {
    throw new StorageError('file/unreadable', `${name} can no longer be read.`, {
      hint: 'It was changed, moved or deleted after it was chosen; choose it again.',
      where: { file: name },
      cause,
    });
  }
}
