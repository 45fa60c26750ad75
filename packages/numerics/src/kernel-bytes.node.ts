import { readFile } from 'node:fs/promises';

/** The compiled kernels. */
export async function kernelBytes(): Promise<BufferSource> {
  return readFile(new URL('./kernels.wasm', import.meta.url));
}
