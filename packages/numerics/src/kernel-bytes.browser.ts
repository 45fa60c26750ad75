/** The compiled kernels, from the file that the bundler lays beside the script; never from a `data:` address. */
export async function kernelBytes(): Promise<BufferSource> {
  const response = await fetch(new URL('./kernels.wasm?no-inline', import.meta.url));
  if (!response.ok) throw new Error(`The kernels cannot be fetched: ${response.status} ${response.statusText}.`);
  return response.arrayBuffer();
}
