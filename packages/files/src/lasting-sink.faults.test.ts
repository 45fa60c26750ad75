/** A full disk under a run that can go on: it is named, what was written before stays, and the run goes on afterwards. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { growingFile } from './growing-file.node.ts';
import { lastingSink } from './lasting-sink.node.ts';

const disk = vi.hoisted(() => ({ isFull: false }));

vi.mock('node:fs/promises', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:fs/promises')>();
  return {
    ...original,
    async open(...parameters: Parameters<typeof original.open>) {
      const handle = await original.open(...parameters);
      const write = handle.write.bind(handle) as (...given: unknown[]) => Promise<unknown>;
      return Object.assign(handle, {
        async write(...given: unknown[]) {
          if (!disk.isFull) return write(...given);
          // A disk takes a part before it is full.
          const [bytes, , , at] = given;
          await write(bytes, 0, 1, at);
          throw Object.assign(new Error('ENOSPC: injected'), { code: 'ENOSPC' });
        },
      });
    },
  };
});

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'offprint-full-'));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => {
  disk.isFull = false;
});

const full = {
  code: 'disk/full',
  kind: 'storage',
  hint: 'Free some space, or choose a folder on another disk, then run again. What was finished is kept.',
};

test('an output keeps what was durable', async () => {
  const file = path.join(folder, 'model.safetensors');
  const sink = await lastingSink(file);
  await sink.write(Uint8Array.of(1, 2, 3), 0);
  await sink.flush?.();
  disk.isFull = true;
  await expect(sink.write(Uint8Array.of(4, 5), 3)).rejects.toMatchObject(full);
  await expect(sink.commit()).rejects.toMatchObject(full);
  await sink.discard();
  disk.isFull = false;
  const again = await lastingSink(file);
  await again.keep?.(3);
  await again.write(Uint8Array.of(4, 5), 3);
  await again.commit();
  expect([...(await readFile(file))]).toEqual([1, 2, 3, 4, 5]);
});

test('a file that grows keeps what it had', async () => {
  const file = path.join(folder, 'lines');
  await writeFile(file, 'one\n');
  const growing = await growingFile(file);
  await growing.append(new TextEncoder().encode('two\n'));
  disk.isFull = true;
  await expect(growing.append(new TextEncoder().encode('three\n'))).rejects.toMatchObject(full);
  await growing.close();
  expect(await readFile(file, 'utf8')).toBe('one\ntwo\nt');
  await expect(growingFile(path.join(folder, 'none'))).rejects.toMatchObject({ code: 'disk/refused' });
});
