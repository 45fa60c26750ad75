import { execFileSync } from 'node:child_process';
import { openAsBlob } from 'node:fs';
import { chmod, mkdir, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { nameOf, openSource } from './open-source.ts';
import type { SourceReference } from './source.ts';
import { refusalOf } from './testing/refusal.ts';
import { scratchFolder } from './testing/scratch.ts';

/** More than a piece of every source, so that reads cross their seams. */
const content = Uint8Array.from({ length: 9 * 1024 * 1024 + 5 }, (_, index) => (index * 7 + (index >> 13)) % 256);

async function everyKind(): Promise<SourceReference[]> {
  const file = path.join(await scratchFolder(), 'content.bin');
  await writeFile(file, content);
  return [
    { kind: 'path', path: file },
    { kind: 'bytes', bytes: content, name: 'content.bin' },
    { kind: 'blob', blob: new Blob([content]), name: 'content.bin' },
    { kind: 'blob', blob: await openAsBlob(file), name: 'content.bin' },
  ];
}

test('every kind of source gives the same bytes for any range, to many readers at once', async () => {
  for (const reference of await everyKind()) {
    const source = await openSource(reference);
    expect([source.name, source.size]).toEqual(['content.bin', content.byteLength]);
    const ranges = [
      [0, 0],
      [0, 1],
      [1234, 65_536],
      [8 * 1024 * 1024 - 3, 10],
      [content.byteLength, 0],
      [0, content.byteLength],
    ];
    await Promise.all(
      ranges.map(async ([at, length]) => {
        const target = new Uint8Array(length);
        await source.readInto(target, at);
        expect(Buffer.compare(target, content.subarray(at, at + length))).toBe(0);
      }),
    );
    await source.close();
  }
});

test('every kind of source fills a view on shared memory and nothing beside it', async () => {
  for (const reference of await everyKind()) {
    const source = await openSource(reference);
    const shared = new Uint8Array(new SharedArrayBuffer(64));
    await source.readInto(shared.subarray(16, 48), 1000);
    expect(Array.from(shared)).toEqual([
      ...new Array(16).fill(0),
      ...content.subarray(1000, 1032),
      ...new Array(16).fill(0),
    ]);
    await source.close();
  }
});

test('every kind of source refuses a range past its end', async () => {
  for (const reference of await everyKind()) {
    const source = await openSource(reference);
    const refusal = await refusalOf(source.readInto(new Uint8Array(10), content.byteLength - 9));
    expect(refusal).toMatchObject({
      code: 'file/ends-early',
      message: 'content.bin ends after 9,437,189 bytes, but byte 9,437,190 was asked for.',
      where: { file: 'content.bin', wanted: 9_437_190, holds: 9_437_189 },
    });
    await source.close();
  }
});

test('a file that shrinks while it is open ends early', async () => {
  const file = path.join(await scratchFolder(), 'shrinking.bin');
  await writeFile(file, content);
  const source = await openSource({ kind: 'path', path: file });
  await truncate(file, 100);
  const refusal = await refusalOf(source.readInto(new Uint8Array(50), 80));
  expect(refusal).toMatchObject({ code: 'file/ends-early', where: { holds: 100 } });
  await source.close();
});

test('a blob whose file was changed after it was chosen can no longer be read', async () => {
  const file = path.join(await scratchFolder(), 'chosen.bin');
  await writeFile(file, content);
  const source = await openSource({ kind: 'blob', blob: await openAsBlob(file), name: 'chosen.bin' });
  await writeFile(file, 'something else');
  const refusal = await refusalOf(source.readInto(new Uint8Array(50), 80));
  expect(refusal).toMatchObject({
    code: 'file/unreadable',
    kind: 'storage',
    message: 'chosen.bin can no longer be read.',
  });
});

test('a path that leads nowhere, to a folder, to a pipe, or to a file in a file is refused by name', async () => {
  const folder = await scratchFolder();
  const file = path.join(folder, 'file.bin');
  await writeFile(file, 'x');
  await mkdir(path.join(folder, 'models'));
  const refused = (name: string) => refusalOf(openSource({ kind: 'path', path: path.join(folder, name) }));
  expect(await refused('absent.bin')).toMatchObject({
    code: 'file/not-found',
    kind: 'not-found',
    message: 'There is no file or folder absent.bin.',
  });
  expect(await refused('file.bin/inner.bin')).toMatchObject({ code: 'file/not-found' });
  expect(await refused('models')).toMatchObject({ code: 'file/unreadable', message: 'models is a folder.' });
  if (process.platform !== 'win32') {
    execFileSync('mkfifo', [path.join(folder, 'pipe')]);
    expect(await refused('pipe')).toMatchObject({ code: 'file/unreadable', message: 'pipe is not a regular file.' });
  }
});

const superuser = process.getuid?.() === 0;
test.skipIf(superuser || process.platform === 'win32')(
  'a file without the right to read is refused by name (skipped for root, who may read everything)',
  async () => {
    const file = path.join(await scratchFolder(), 'secret.bin');
    await writeFile(file, 'x');
    await chmod(file, 0);
    const refusal = await refusalOf(openSource({ kind: 'path', path: file }));
    expect(refusal).toMatchObject({
      code: 'file/unreadable',
      kind: 'storage',
      message: 'secret.bin cannot be read (EACCES).',
    });
  },
);

test('files that are forgotten and collected as garbage do not end the process', async () => {
  const script = path.join(import.meta.dirname, 'testing', 'forget-files.ts');
  const folder = await scratchFolder();
  expect(execFileSync(process.execPath, ['--expose-gc', script, folder], { encoding: 'utf8' })).toBe('function');
});

test.each([
  [{ kind: 'path', path: '/models/a.safetensors' }, 'a.safetensors'],
  [{ kind: 'path', path: 'C:\\models\\a.safetensors' }, 'a.safetensors'],
  [{ kind: 'path', path: 'models/' }, 'models'],
  [{ kind: 'path', path: '/' }, '/'],
  [{ kind: 'url', url: 'https://example.org/m/a%20b.safetensors?download=true#x' }, 'a b.safetensors'],
  [{ kind: 'url', url: 'https://example.org/50%.bin' }, '50%.bin'],
  [{ kind: 'url', url: 'https://example.org/' }, 'example.org'],
  [{ kind: 'url', url: 'not an address' }, 'not an address'],
  [{ kind: 'bytes', bytes: new Uint8Array(), name: 'in/memory' }, 'in/memory'],
] satisfies [SourceReference, string][])('%j is called %s', (reference, name) => {
  expect(nameOf(reference)).toBe(name);
});
