import { throwIfCancelled } from '@offprint/errors';
import { createHasher } from '#hasher';
import type { ByteSource } from './source.ts';

/**
 * Two buffers of this many bytes are all the memory it takes. Chromium reads a chosen file in pieces of 4 MiB at about
 * twice the speed of pieces of 1 MiB; Node does not care.
 */
const PIECE_BYTES = 4 * 1024 * 1024;

export interface Sha256Options {
  readonly signal?: AbortSignal;
  /** Called with the number of bytes hashed so far, after every piece. */
  readonly onBytes?: (hashed: number) => void;
}

/**
 * The SHA-256 of a whole file as 64 lower-case hexadecimal digits (FIPS 180-4).
 *
 * Streams: the next piece is read while this one is hashed; memory is 8 MiB whatever the size.
 * @throws CancelledError when the signal fires, and what the source throws.
 */
export async function sha256(source: ByteSource, options: Sha256Options = {}): Promise<string> {
  const hasher = createHasher();
  let current = new Uint8Array(Math.min(PIECE_BYTES, source.size));
  let next = new Uint8Array(current.byteLength);
  const read = async (buffer: Uint8Array<ArrayBuffer>, at: number): Promise<Uint8Array<ArrayBuffer>> => {
    const piece = buffer.subarray(0, Math.min(buffer.byteLength, source.size - at));
    await source.readInto(piece, at);
    return piece;
  };
  let piece = await read(current, 0);
  for (let at = 0; at < source.size; ) {
    if (options.signal !== undefined) throwIfCancelled(options.signal);
    at += piece.byteLength;
    const following = read(next, at);
    hasher.update(piece);
    options.onBytes?.(at);
    piece = await following;
    [current, next] = [next, current];
  }
  return hasher.digest();
}
