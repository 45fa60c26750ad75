import { createHash } from 'node:crypto';
import { CancelledError } from '@offprint/errors';
import { expect, test } from 'vitest';
import { createHasher as createBrowserHasher } from './hasher.browser.ts';
import { createHasher } from './hasher.node.ts';
import { openSource } from './open-source.ts';
import { sha256 } from './sha256.ts';
import type { ByteSource } from './source.ts';
import { refusalOf } from './testing/refusal.ts';

const sizes = [0, 1, 1024 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 1, 3 * 1024 * 1024 + 7];

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

test('a cancelled hash stops', async () => {
  const controller = new AbortController();
  const source = await opened(new Uint8Array(5 * 1024 * 1024));
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
  expect(hashed).toBe(1024 * 1024);
});
