/** A safetensors file from header text and data as they are given, right or wrong; nothing is checked or padded. */
export function rawSafetensors(
  header: string | object,
  data: number | Uint8Array = 0,
  claimedLength?: number | bigint,
): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const body = typeof data === 'number' ? Uint8Array.from({ length: data }, (_, index) => index % 251) : data;
  const file = new Uint8Array(8 + text.byteLength + body.byteLength);
  new DataView(file.buffer).setBigUint64(0, BigInt(claimedLength ?? text.byteLength), true);
  file.set(text, 8);
  file.set(body, 8 + text.byteLength);
  return file;
}
