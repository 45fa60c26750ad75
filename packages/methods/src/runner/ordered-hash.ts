import { InternalError } from '@offprint/errors';
import { createHasher } from '@offprint/files';

/** The hash of a file that is being written. */
export interface OrderedHash {
  /** Takes a piece. Pieces in ascending order cost no memory; one that comes early is copied and held. */
  add(bytes: Uint8Array, at: number): void;
  /** How far the bytes reach without a gap, and their hash where it can be had. */
  peek(): { readonly bytes: number; readonly sha256: string | null };
  /**
   * Size and SHA-256 of the whole.
   * @throws InternalError if a range was never written.
   */
  finish(): { readonly size: number; readonly sha256: string };
}

export function orderedHash(name: string): OrderedHash {
  const hasher = createHasher();
  const early = new Map<number, Uint8Array>();
  let reached = 0;
  return {
    add(bytes, at) {
      if (at < reached) throw new InternalError(`Byte ${at} of ${name} was written twice.`);
      if (at > reached) {
        early.set(at, bytes.slice());
        return;
      }
      for (let piece: Uint8Array | undefined = bytes; piece !== undefined; piece = early.get(reached)) {
        early.delete(reached);
        hasher.update(piece);
        reached += piece.byteLength;
        if (piece.byteLength === 0) break;
      }
    },
    peek: () => ({ bytes: reached, sha256: hasher.peek() }),
    finish() {
      if (early.size > 0) throw new InternalError(`Bytes from ${reached} on of ${name} were never written.`);
      return { size: reached, sha256: hasher.digest() };
    },
  };
}
