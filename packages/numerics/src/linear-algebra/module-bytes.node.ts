import { readFile } from 'node:fs/promises';

/** The compiled kernels of linear algebra. */
export async function moduleBytes(): Promise<BufferSource> {
  return readFile(new URL('./linear-algebra.wasm', import.meta.url));
}
