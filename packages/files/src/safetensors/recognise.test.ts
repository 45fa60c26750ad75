import { expect, test } from 'vitest';
import { describeForeign } from './recognise.ts';

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

test.each<[string | null, Uint8Array]>([
  ['a zip archive, as PyTorch writes .bin and .pt checkpoints', text('PK\u0003\u0004rest')],
  ['a Python pickle, as older PyTorch checkpoints are', Uint8Array.of(0x80, 2, 0x8a)],
  ['a Python pickle', Uint8Array.of(0x80, 4, 0x95)],
  ['a GGUF model', text('GGUF\u0003')],
  ['an HDF5 file, as Keras writes', Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a)],
  ['a NumPy array', Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0)],
  ['a gzip archive', Uint8Array.of(0x1f, 0x8b, 8)],
  ['a Zstandard archive', Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd)],
  ['a PDF', text('%PDF-1.7')],
  [
    'a Git LFS pointer, which stands for a file that was not downloaded',
    text('version https://git-lfs.github.com/spec/v1\n'),
  ],
  ['a web page, perhaps the answer of a server that wanted a login', text('\n<!DOCTYPE html><html>')],
  ['a JSON file', text('{"model_type": "llama"}')],
  ['a text file', text('Größe 1\n')],
  ['nothing but zeros, perhaps a download that never began', new Uint8Array(64)],
  [null, Uint8Array.of(0xde, 0xad, 0, 1)],
  [null, new Uint8Array()],
])('%s', (expected, start) => {
  expect(describeForeign(start)).toBe(expected);
});
