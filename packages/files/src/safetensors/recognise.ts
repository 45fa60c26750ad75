/** The first bytes of other kinds of file that people hand in for safetensors. Latin-1 text, compared byte by byte. */
const signatures: readonly (readonly [string, string])[] = [
  ['PK\x03\x04', 'a zip archive, as PyTorch writes .bin and .pt checkpoints'],
  ['\x80\x02', 'a Python pickle, as older PyTorch checkpoints are'],
  ['\x80\x04', 'a Python pickle'],
  ['GGUF', 'a GGUF model'],
  ['\x89HDF\r\n', 'an HDF5 file, as Keras writes'],
  ['\x93NUMPY', 'a NumPy array'],
  ['\x1f\x8b', 'a gzip archive'],
  ['\x28\xb5\x2f\xfd', 'a Zstandard archive'],
  ['7z\xbc\xaf', 'a 7z archive'],
  ['%PDF', 'a PDF'],
  ['\x89PNG', 'a picture'],
  ['\xff\xd8\xff', 'a picture'],
  ['version https://git-lfs', 'a Git LFS pointer, which stands for a file that was not downloaded'],
];

const markup = /^\s*<(?:!doctype|html|\?xml)/i;

/**
 * Says what a file that is not safetensors looks like, from its first bytes.
 *
 * @param start The first bytes of the file, a few dozen or more.
 * @returns A noun phrase, or null when it looks like nothing known.
 */
export function describeForeign(start: Uint8Array): string | null {
  const latin = Array.from(start.subarray(0, 256), (byte) => String.fromCharCode(byte)).join('');
  const known = signatures.find(([signature]) => latin.startsWith(signature));
  if (known !== undefined) return known[1];
  if (markup.test(latin)) return 'a web page, perhaps the answer of a server that wanted a login';
  if (start.byteLength > 0 && start.every((byte) => byte === 0))
    return 'nothing but zeros, perhaps a download that never began';
  if (looksLikeText(start)) return latin.trimStart().startsWith('{') ? 'a JSON file' : 'a text file';
  return null;
}

function looksLikeText(start: Uint8Array): boolean {
  return start.byteLength > 0 && start.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
}
