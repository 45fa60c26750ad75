import type { Hasher } from './hasher.node.ts';
import { sha256Module } from './sha256-module.ts';

/** The module's own exports; WebAssembly gives them no types. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  input(): number;
  output(): number;
  start(): void;
  compress(blocks: number): void;
}

const BLOCK_BYTES = 64;
/** Room for the message in the module's memory. */
const ROOM_BYTES = 65_536;
/** A block ends in the length of the message, which takes this many bytes. */
const LENGTH_BYTES = 8;

let compiled: WebAssembly.Module | undefined;

function decoded(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(sha256Module), (letter) => letter.charCodeAt(0));
}

/**
 * SHA-256 in pieces (FIPS 180-4). The browser's own wants the whole file in memory at once, and script takes two to
 * five times as long as this. Compiles once a thread, without waiting: the module has three thousand bytes.
 */
export function createHasher(): Hasher {
  compiled ??= new WebAssembly.Module(decoded());
  const { memory, input, output, start, compress } = new WebAssembly.Instance(compiled).exports as unknown as Exports;
  const room = new Uint8Array(memory.buffer, input(), ROOM_BYTES);
  let held = 0;
  let length = 0;
  start();
  return {
    update(bytes) {
      length += bytes.byteLength;
      for (let at = 0; at < bytes.byteLength; ) {
        const piece = bytes.subarray(at, at + ROOM_BYTES - held);
        room.set(piece, held);
        held += piece.byteLength;
        at += piece.byteLength;
        if (held < ROOM_BYTES) return;
        compress(ROOM_BYTES / BLOCK_BYTES);
        held = 0;
      }
    },
    peek: () => null,
    digest() {
      // The message, a one bit, zeros, and the length in bits, up to a whole block.
      const end = Math.ceil((held + 1 + LENGTH_BYTES) / BLOCK_BYTES) * BLOCK_BYTES;
      const last = new Uint8Array(end - held);
      last[0] = 0x80;
      new DataView(last.buffer).setBigUint64(last.byteLength - LENGTH_BYTES, BigInt(length) * 8n);
      for (let at = 0; at < last.byteLength; ) {
        const piece = last.subarray(at, at + ROOM_BYTES - held);
        room.set(piece, held);
        compress((held + piece.byteLength) / BLOCK_BYTES);
        at += piece.byteLength;
        held = 0;
      }
      const words = new DataView(memory.buffer, output(), 32);
      return Array.from({ length: 8 }, (_, word) =>
        words
          .getUint32(4 * word, true)
          .toString(16)
          .padStart(8, '0'),
      ).join('');
    },
  };
}
