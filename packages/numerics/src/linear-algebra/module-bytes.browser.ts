/** The compiled kernels of linear algebra, from the file that the bundler lays beside the script. */
export async function moduleBytes(): Promise<BufferSource> {
  const response = await fetch(new URL('./linear-algebra.wasm?no-inline', import.meta.url));
  if (!response.ok) {
    throw new Error(`The kernels of linear algebra cannot be fetched: ${response.status} ${response.statusText}.`);
  }
  return response.arrayBuffer();
}
