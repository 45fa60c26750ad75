import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fileSink } from './file-sink.node.ts';
import { refusalOf } from './testing/refusal.ts';
import { scratchFolder } from './testing/scratch.ts';

const script = (name: string): string => path.join(import.meta.dirname, 'testing', name);

test('nothing stands under the final name until commit; then the whole file does, and nothing else', async () => {
  const folder = await scratchFolder();
  const sink = await fileSink(path.join(folder, 'out.bin'));
  expect(sink.name).toBe('out.bin');
  await sink.write(Uint8Array.of(4, 5, 6), 3);
  await sink.write(Uint8Array.of(1, 2, 3), 0);
  const before = await readdir(folder);
  expect(before.length).toBe(1);
  expect(before[0]).toMatch(/^\.out\.bin\.partial-[0-9a-f]{12}$/);
  expect(await sink.commit()).toEqual({ kind: 'path', path: path.join(folder, 'out.bin') });
  expect(await readdir(folder)).toEqual(['out.bin']);
  expect(Array.from(await readFile(path.join(folder, 'out.bin')))).toEqual([1, 2, 3, 4, 5, 6]);
  await sink.discard();
  expect(await readdir(folder)).toEqual(['out.bin']);
});

test('pieces in any order, several at once, make the same file', async () => {
  const folder = await scratchFolder();
  const content = Uint8Array.from({ length: 5000 }, (_, index) => (index * 29) % 256);
  const starts = Array.from({ length: 50 }, (_, index) => index * 100);
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(starts, { minLength: 50 }), async (order) => {
      const sink = await fileSink(path.join(folder, 'out.bin'));
      const writes = order.map((at) => sink.write(content.subarray(at, at + 100), at));
      // Not awaited: commit waits for what is under way.
      await sink.commit();
      await Promise.all(writes);
      expect(Buffer.compare(await readFile(path.join(folder, 'out.bin')), content)).toBe(0);
    }),
    { numRuns: 20 },
  );
});

test('an existing file stays as it was until commit, and after discard', async () => {
  const folder = await scratchFolder();
  const file = path.join(folder, 'out.bin');
  await writeFile(file, 'old');
  const dropped = await fileSink(file);
  await dropped.write(new TextEncoder().encode('new'), 0);
  expect(await readFile(file, 'utf8')).toBe('old');
  await dropped.discard();
  await dropped.discard();
  expect(await readFile(file, 'utf8')).toBe('old');
  expect(await readdir(folder)).toEqual(['out.bin']);
  const kept = await fileSink(file);
  await kept.write(new TextEncoder().encode('new'), 0);
  await kept.commit();
  expect(await readFile(file, 'utf8')).toBe('new');
});

test('a name as long as the file system allows can be written', async () => {
  const folder = await scratchFolder();
  const name = `${'é'.repeat(120)}.bin`;
  const sink = await fileSink(path.join(folder, name));
  await sink.write(Uint8Array.of(1), 0);
  await sink.commit();
  expect(await readdir(folder)).toEqual([name]);
});

describe('refused by name', () => {
  test('a folder that does not exist', async () => {
    const refusal = await refusalOf(fileSink(path.join(await scratchFolder(), 'absent', 'out.bin')));
    expect(refusal).toMatchObject({
      code: 'disk/refused',
      kind: 'storage',
      message: 'out.bin cannot be written (ENOENT).',
    });
  });

  test('a folder of the same name', async () => {
    const folder = await scratchFolder();
    await mkdir(path.join(folder, 'out.bin'));
    const refusal = await refusalOf(fileSink(path.join(folder, 'out.bin')));
    expect(refusal.message).toBe('out.bin cannot be written: something that is not a file has that name.');
    expect(await readdir(folder)).toEqual(['out.bin']);
  });

  test('a folder that takes the name before commit', async () => {
    const folder = await scratchFolder();
    const sink = await fileSink(path.join(folder, 'out.bin'));
    await mkdir(path.join(folder, 'out.bin'));
    expect((await refusalOf(sink.commit())).code).toBe('disk/refused');
    await sink.discard();
    expect(await readdir(folder)).toEqual(['out.bin']);
  });

  test('a folder that disappears before commit', async () => {
    const folder = path.join(await scratchFolder(), 'results');
    await mkdir(folder);
    const sink = await fileSink(path.join(folder, 'out.bin'));
    await rm(folder, { recursive: true });
    expect((await refusalOf(sink.commit())).code).toBe('disk/refused');
    await sink.discard();
  });
});

/** A disk of 256 KiB, or null where this process may not mount one. */
async function smallDisk(): Promise<string | null> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null;
  const folder = await scratchFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', folder], { stdio: 'pipe' });
  } catch {
    // Root in a container without the capability to mount; the limit on file size below is then the test.
    return null;
  }
  onTestFinished(() => {
    execFileSync('umount', [folder]);
  });
  return folder;
}

test('a real full disk: named, nothing left behind, and the space is free again', async () => {
  const folder = await smallDisk();
  if (folder === null) {
    await expectFullUnderFileSizeLimit();
    return;
  }
  const file = path.join(folder, 'out.bin');
  const sink = await fileSink(file);
  const refusal = await refusalOf(sink.write(new Uint8Array(1024 * 1024), 0));
  expect(refusal).toMatchObject({
    code: 'disk/full',
    message: 'The disk is full: out.bin could not be written.',
    where: { reason: 'ENOSPC' },
  });
  await sink.discard();
  expect(await readdir(folder)).toEqual([]);
  const smaller = await fileSink(file);
  await smaller.write(new Uint8Array(200 * 1024), 0);
  await smaller.commit();
  expect(await readdir(folder)).toEqual(['out.bin']);
});

/** A process that may write files of 64 KiB at most writes one of 1 MiB. */
async function expectFullUnderFileSizeLimit(): Promise<void> {
  const folder = await scratchFolder();
  const command = 'ulimit -f 128; exec "$0" "$@"';
  const file = path.join(folder, 'out.bin');
  const arguments_ = ['-c', command, process.execPath, script('write-large.ts'), file, String(1024 * 1024)];
  expect(execFileSync('sh', arguments_, { encoding: 'utf8' })).toBe('disk/full');
  expect(await readdir(folder)).toEqual([]);
}

test.skipIf(process.platform === 'win32')(
  'a limit on file size is told as a full disk and leaves nothing behind (skipped on Windows, which has no ulimit)',
  expectFullUnderFileSizeLimit,
);

/** Starts a writer, and kills it a while after its first sign of life. */
async function killWriter(file: string, mode: 'commit' | 'hold', delay: number): Promise<void> {
  const writer = spawn(process.execPath, [script('write-endlessly.ts'), file, mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(writer, 'exit');
  await once(writer.stdout, 'data');
  await new Promise((resolve) => setTimeout(resolve, delay));
  writer.kill('SIGKILL');
  const [, signal] = await exit;
  expect(signal).toBe('SIGKILL');
}

test('a process killed while it writes leaves no file under the final name', async () => {
  const folder = await scratchFolder();
  await killWriter(path.join(folder, 'out.bin'), 'hold', 0);
  const left = await readdir(folder);
  expect(left.filter((name) => !name.includes('.partial-'))).toEqual([]);
});

test('a process killed at any moment leaves the file whole, old or new', async () => {
  const folder = await scratchFolder();
  const file = path.join(folder, 'out.bin');
  await writeFile(file, new Uint8Array(1024 * 1024));
  for (let round = 0; round < 8; round += 1) {
    await killWriter(file, 'commit', round * 3);
    const bytes = await readFile(file);
    expect(bytes.byteLength).toBe(1024 * 1024);
    expect(bytes.every((byte) => byte === bytes[0])).toBe(true);
  }
});
