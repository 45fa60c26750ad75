import { endsEarly } from './ends-early.ts';
import type { ByteSource } from './source.ts';

/** Bytes in memory as a source. They are not copied; whoever changes them changes the file. */
export async function openBytes(bytes: Uint8Array, name: string): Promise<ByteSource> {
  return {
    name,
    size: bytes.byteLength,
    async readInto(target, at) {
      if (at + target.byteLength > bytes.byteLength) throw endsEarly(name, at + target.byteLength, bytes.byteLength);
      target.set(bytes.subarray(at, at + target.byteLength));
    },
    async close() {},
  };
}
