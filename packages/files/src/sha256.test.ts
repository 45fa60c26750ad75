import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CancelledError } from '@offprint/errors';
import { expect, test } from 'vitest';
import { hasherSource } from '../build-hasher.ts';
import { createHasher as createBrowserHasher } from './hasher.browser.ts';
import { createHasher } from './hasher.node.ts';
import { openSource } from './open-source.ts';
import { sha256 } from './sha256.ts';
import type { ByteSource } from './source.ts';
import { refusalOf } from './testing/refusal.ts';

const piece = 4 * 1024 * 1024;
const sizes = [0, 1, piece - 1, piece, piece + 1, 2 * piece + 7];

function opened(bytes: Uint8Array): Promise<ByteSource> {
  return openSource({ kind: 'bytes', bytes, name: 'x.bin' });
}

test('the published example: SHA-256 of "abc" (FIPS 180-4)', async () => {
  const digest = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(await sha256(await opened(new TextEncoder().encode('abc')))).toBe(digest);
});

test.each(sizes)('%i bytes: as hashed in one go, with the bytes counted', async (size) => {
  const bytes = Uint8Array.from({ length: size }, (_, index) => (index * 13 + (index >> 9)) % 256);
  const counts: number[] = [];
  const digest = await sha256(await opened(bytes), { onBytes: (count) => counts.push(count) });
  expect(digest).toBe(createHash('sha256').update(bytes).digest('hex'));
  expect(counts.at(-1) ?? 0).toBe(size);
  expect(counts).toEqual(counts.toSorted((a, b) => a - b));
});

test("the browser's hasher and Node's agree, whatever the pieces", () => {
  const bytes = Uint8Array.from({ length: 10_000 }, (_, index) => (index * 17) % 256);
  for (const piece of [1, 63, 64, 65, 4096]) {
    const [browser, node] = [createBrowserHasher(), createHasher()];
    for (let at = 0; at < bytes.byteLength; at += piece) {
      browser.update(bytes.subarray(at, at + piece));
      node.update(bytes.subarray(at, at + piece));
    }
    expect(browser.digest()).toBe(node.digest());
  }
});

test("the browser's hasher pads right at the end of its room", () => {
  const bytes = Uint8Array.from({ length: 2 * 65_536 + 80 }, (_, index) => (index * 29 + (index >> 8)) % 256);
  for (const room of [0, 65_536, 131_072]) {
    for (let length = Math.max(0, room - 70); length < room + 70; length += 1) {
      const hasher = createBrowserHasher();
      hasher.update(bytes.subarray(0, length));
      expect(hasher.digest()).toBe(createHash('sha256').update(bytes.subarray(0, length)).digest('hex'));
    }
  }
});

test('the module is what the compiler makes of assembly/', () => {
  expect(hasherSource()).toBe(readFileSync(new URL('./sha256-module.ts', import.meta.url), 'utf8'));
});

test('a cancelled hash stops', async () => {
  const controller = new AbortController();
  const source = await opened(new Uint8Array(3 * piece));
  let hashed = 0;
  const refusal = await refusalOf(
    sha256(source, {
      signal: controller.signal,
      onBytes: (count) => {
        hashed = count;
        controller.abort();
      },
    }),
  );
  expect(refusal).toBeInstanceOf(CancelledError);
  expect(hashed).toBe(piece);
});
