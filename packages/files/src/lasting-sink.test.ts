import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { lastingSink, partialPathOf, removePartial } from './lasting-sink.node.ts';
import { refusalOf } from './testing/refusal.ts';
import { scratchFolder } from './testing/scratch.ts';

const bytes = Uint8Array.from({ length: 100 }, (_, index) => index);

/** A sink that an earlier run left with all of `bytes` in it. */
async function left(): Promise<{ folder: string; file: string }> {
  const folder = await scratchFolder();
  const file = path.join(folder, 'model.safetensors');
  const sink = await lastingSink(file);
  await sink.write(bytes, 0);
  await sink.flush?.();
  await sink.discard();
  return { folder, file };
}

test('stays unfinished under a name of its own until it is committed', async () => {
  const { folder, file } = await left();
  expect(await readdir(folder)).toEqual(['.model.safetensors.partial']);
  const sink = await lastingSink(file);
  await sink.keep?.(60);
  const back = new Uint8Array(10);
  await sink.readBack?.(back, 50);
  expect(back).toEqual(bytes.subarray(50, 60));
  await sink.write(bytes.subarray(60, 80), 60);
  expect(await sink.commit()).toEqual({ kind: 'path', path: file });
  expect(await readdir(folder)).toEqual(['model.safetensors']);
  expect(new Uint8Array(await readFile(file))).toEqual(bytes.subarray(0, 80));
});

test('begins anew where nothing is kept, also with writes at once', async () => {
  const { file } = await left();
  const sink = await lastingSink(file);
  await Promise.all([sink.write(bytes.subarray(5, 8), 5), sink.write(bytes.subarray(0, 5), 0)]);
  await sink.commit();
  expect(new Uint8Array(await readFile(file))).toEqual(bytes.subarray(0, 8));
});

test('is empty where nothing is written', async () => {
  const { file } = await left();
  await (await lastingSink(file)).commit();
  expect((await stat(file)).size).toBe(0);
});

test('is told to be damaged where it is shorter than it was, or gone', async () => {
  const { file } = await left();
  const refusal = { code: 'resume/partial-damaged', where: { file: partialPathOf(file) } };
  const longer = await lastingSink(file);
  expect(await refusalOf(longer.keep?.(101) ?? Promise.resolve())).toMatchObject(refusal);
  await longer.discard();
  await removePartial(file);
  const gone = await lastingSink(file);
  expect(await refusalOf(gone.keep?.(1) ?? Promise.resolve())).toMatchObject(refusal);
  await gone.discard();
});

test('is taken up from its place, if it had been put there', async () => {
  const { file } = await left();
  await rm(partialPathOf(file));
  await writeFile(file, bytes);
  const sink = await lastingSink(file);
  await sink.keep?.(40);
  await sink.discard();
  expect(new Uint8Array(await readFile(partialPathOf(file)))).toEqual(bytes.subarray(0, 40));
  expect(new Uint8Array(await readFile(file))).toEqual(bytes);
});

test('does not take the place of a folder', async () => {
  const folder = await scratchFolder();
  await mkdir(path.join(folder, 'taken'));
  expect(await refusalOf(lastingSink(path.join(folder, 'taken')))).toMatchObject({ code: 'disk/refused' });
  expect(await readdir(folder)).toEqual(['taken']);
});
