import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { takeRunLock } from './run-lock.node.ts';

let folder = '';
let file = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'offprint-lock-'));
});
beforeEach(async () => {
  await rm(folder, { recursive: true });
  folder = await mkdtemp(path.join(tmpdir(), 'offprint-lock-'));
  file = path.join(folder, '.merged.lock');
});
afterAll(() => rm(folder, { recursive: true }));

/** No system gives so high a number to a process. */
const nobody = 2 ** 30;

const left = (holder: object): Promise<void> =>
  writeFile(file, JSON.stringify({ host: hostname(), process: process.pid, began: null, token: 'earlier', ...holder }));
const taken = () => takeRunLock(file, 'merged');

it('is held by one at a time, and given back', async () => {
  const lock = await taken();
  await expect(taken()).rejects.toMatchObject({
    code: 'resume/in-use',
    kind: 'conflict',
    message: `Another run is making merged here (process ${process.pid}).`,
  });
  await lock.release();
  expect(await readdir(folder)).toEqual([]);
  await (await taken()).release();
});

it('is taken over from a process that is gone', async () => {
  await left({ process: nobody });
  await (await taken()).release();
  expect(await readdir(folder)).toEqual([]);
});

it('is taken over from a process whose number another has got', async () => {
  await left({ began: 'another start of the machine' });
  const lock = await taken();
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ process: process.pid });
  await lock.release();
});

it('is left to a process of which nothing more is known, and to another machine', async () => {
  await left({});
  await expect(taken()).rejects.toMatchObject({ code: 'resume/in-use' });
  await left({ host: 'elsewhere', process: nobody });
  await expect(taken()).rejects.toMatchObject({
    message: `Another run is making merged here (process ${nobody} on elsewhere).`,
    hint: 'Wait for it, or choose another place; if it is gone for certain, delete .merged.lock.',
  });
});

it('waits for nobody who died before he could sign', async () => {
  await writeFile(file, '');
  await expect(taken()).rejects.toMatchObject({ code: 'resume/in-use' });
  await utimes(file, 0, 0);
  await writeFile(`${file}.empty`, '');
  await utimes(`${file}.empty`, 0, 0);
  await (await taken()).release();
  expect(await readdir(folder)).toEqual([]);
});

it('is taken over by one of many who try at once', async () => {
  for (let round = 0; round < 20; round++) {
    await left({ process: nobody, token: `round${round}` });
    const tries = await Promise.allSettled(Array.from({ length: 16 }, taken));
    const won = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(won).toHaveLength(1);
    for (const one of tries) {
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'resume/in-use' });
    }
    await won[0]?.release();
    expect(await readdir(folder)).toEqual([]);
  }
});

it('does not give back what another holds', async () => {
  const lock = await taken();
  await left({});
  await lock.release();
  expect(await readdir(folder)).toEqual(['.merged.lock']);
});

it('names a folder that is not there', async () => {
  await expect(takeRunLock(path.join(folder, 'none', 'lock'), 'merged')).rejects.toMatchObject({
    code: 'disk/refused',
  });
});
