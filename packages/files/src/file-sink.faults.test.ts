/** Every call that a file in the making sends to the disk fails once; nothing may ever be left behind. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { StorageError } from '@offprint/errors';
import { beforeEach, expect, test, vi } from 'vitest';
import { fileSink } from './file-sink.node.ts';
import { writeSafetensors } from './safetensors/write.ts';
import type { ByteSink } from './source.ts';
import { refusalOf } from './testing/refusal.ts';
import { scratchFolder } from './testing/scratch.ts';
import type { FilledTensor } from './testing/tensors.ts';

/** The calls so far, and which of them fails (0: none). */
const disk = vi.hoisted(() => ({ calls: [] as string[], failing: 0, code: 'EIO' }));

vi.mock('node:fs/promises', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:fs/promises')>();
  /**
   * A failed `open` or `rename` has no effect, as POSIX promises. Any other call is made and then reported as failed,
   * which is the worse case.
   */
  const faulty = <P extends unknown[], R>(name: string, call: (...parameters: P) => Promise<R>) => {
    return async (...parameters: P): Promise<R> => {
      disk.calls.push(name);
      const fails = disk.calls.length === disk.failing;
      const fault = Object.assign(new Error(`${disk.code}: injected`), { code: disk.code });
      if (fails && (name === 'open' || name === 'rename')) throw fault;
      const result = await call(...parameters);
      if (fails) throw fault;
      return result;
    };
  };
  return {
    ...original,
    stat: faulty('stat', original.stat),
    rename: faulty('rename', original.rename),
    open: faulty('open', async (...parameters: Parameters<typeof original.open>) => {
      const handle = await original.open(...parameters);
      return Object.assign(handle, {
        write: faulty('write', handle.write.bind(handle) as (...given: unknown[]) => Promise<unknown>),
        sync: faulty('sync', handle.sync.bind(handle)),
        close: faulty('close', handle.close.bind(handle)),
      });
    }),
  };
});

beforeEach(() => {
  disk.failing = 0;
});

const tensors: FilledTensor[] = Array.from({ length: 4 }, (_, index) => ({
  name: `layer.${index}`,
  dtype: 'U8',
  shape: [1000],
  bytes: new Uint8Array(1000).fill(index),
}));

/** How a run treats its sink: commit when all is well, discard when not. */
async function run(sink: ByteSink): Promise<void> {
  try {
    await writeSafetensors(sink, tensors);
    await sink.commit();
  } catch (thrown) {
    await sink.discard();
    throw thrown;
  }
}

async function runOnDisk(file: string, failing: number, code = 'EIO'): Promise<void> {
  disk.calls.length = 0;
  disk.failing = failing;
  disk.code = code;
  await run(await fileSink(file));
}

const allCalls = [
  ...['stat', 'open', 'write', 'write', 'write', 'write', 'write', 'sync', 'close', 'rename'],
  ...(process.platform === 'win32' ? [] : ['open', 'sync', 'close']),
];

test('a run makes these calls, and leaves the file', async () => {
  const folder = await scratchFolder();
  await runOnDisk(path.join(folder, 'out.safetensors'), 0);
  expect(disk.calls).toEqual(allCalls);
  expect(await readdir(folder)).toEqual(['out.safetensors']);
});

test.each(allCalls.map((name, index) => [index + 1, name] as const))(
  'call %i (%s) fails: it is told, and nothing is left behind',
  async (failing, name) => {
    const folder = await scratchFolder();
    const refusal = await refusalOf(runOnDisk(path.join(folder, 'out.safetensors'), failing));
    expect(refusal).toMatchObject({
      code: 'disk/refused',
      kind: 'storage',
      where: { file: 'out.safetensors', reason: 'EIO' },
    });
    expect(disk.calls[failing - 1]).toBe(name);
    expect(await readdir(folder)).toEqual([]);
  },
);

test.each([
  ['ENOSPC', 'disk/full'],
  ['EDQUOT', 'disk/full'],
  ['EFBIG', 'disk/full'],
  ['EIO', 'disk/refused'],
  ['EACCES', 'disk/refused'],
])('%s is told as %s', async (reason, code) => {
  const file = path.join(await scratchFolder(), 'out.safetensors');
  expect((await refusalOf(runOnDisk(file, 3, reason))).code).toBe(code);
});

test('after a failed write the file can no longer be written or committed', async () => {
  const folder = await scratchFolder();
  disk.calls.length = 0;
  disk.failing = 3;
  const sink = await fileSink(path.join(folder, 'out.bin'));
  const failed = await refusalOf(sink.write(Uint8Array.of(1), 0));
  expect(await refusalOf(sink.write(Uint8Array.of(1), 0))).toBe(failed);
  expect(await refusalOf(sink.commit())).toBe(failed);
  await sink.discard();
  expect(await readdir(folder)).toEqual([]);
});

test('whichever write of the caller fails, nothing is left behind', async () => {
  const folder = await scratchFolder();
  for (let failing = 1; failing <= tensors.length + 1; failing += 1) {
    const inner = await fileSink(path.join(folder, 'out.safetensors'));
    let writes = 0;
    const sink: ByteSink = {
      ...inner,
      async write(bytes, at) {
        writes += 1;
        if (writes === failing) throw new StorageError('disk/full', 'The disk is full.');
        await inner.write(bytes, at);
      },
    };
    expect((await refusalOf(run(sink))).code).toBe('disk/full');
    expect(writes).toBe(failing);
    expect(await readdir(folder)).toEqual([]);
  }
});
