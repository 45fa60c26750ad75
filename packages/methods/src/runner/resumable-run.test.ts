import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readdir, readFile, rename, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { planSafetensors } from '@offprint/files';
import { fileSink } from '@offprint/files/node';
import { createRandom } from '@offprint/numerics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modelFiles, runIt } from '../testing/resumable/run-it.ts';

/** Enough that a run has several milestones, and lasts long enough to be killed in the middle. */
const tensors = 10;
const shape = [2048, 2048];
const bytesOfTensor = 2048 * 2048 * 2;
const seed = 7;

let folder = '';
let expected = '';

async function makeModel(name: string): Promise<void> {
  const layouts = Array.from({ length: tensors }, (_, n) => ({
    name: `layers.${n}.weight`,
    dtype: 'BF16' as const,
    shape,
  }));
  const plan = planSafetensors(layouts, {});
  const random = createRandom(seed, name);
  // Bits of bfloat16 numbers from 0.5 to 1, of which a part is repeated: the arithmetic does not care.
  const bits = Uint16Array.from({ length: 2 ** 16 }, () => 0x3f00 + random.integer(128));
  const piece = new Uint8Array(bytesOfTensor);
  for (let at = 0; at < bytesOfTensor; at += bits.byteLength) piece.set(new Uint8Array(bits.buffer), at);
  const sink = await fileSink(path.join(folder, `${name}.safetensors`));
  await sink.write(plan.header, 0);
  for (const { name: tensor } of layouts) await sink.write(piece, plan.at.get(tensor) ?? 0);
  await sink.commit();
}

function startChild(lambda = 0.5) {
  const script = path.join(import.meta.dirname, '../testing/resumable/run-it.ts');
  const child = spawn(process.execPath, [script, folder, String(lambda)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (text) => {
    said += String(text);
  });
  return { child, said: () => said };
}

async function runChild(lambda?: number): Promise<{ sha256?: string; resumed?: boolean; code?: string }> {
  const { child, said } = startChild(lambda);
  await once(child, 'close');
  return JSON.parse(said());
}

/**
 * Starts a run, waits until the condition holds, and kills it as a power cut would.
 * @returns whether it was under way
 */
async function killWhen(condition: () => Promise<boolean>): Promise<boolean> {
  const { child } = startChild();
  const closed = once(child, 'close');
  while (child.exitCode === null && !(await condition())) await new Promise((resolve) => setTimeout(resolve, 2));
  const underWay = child.kill('SIGKILL');
  await closed;
  return underWay && child.signalCode === 'SIGKILL';
}

const journal = (): string => path.join(folder, '.merged.journal');
const hasMilestone = async (): Promise<boolean> =>
  (await readFile(journal(), 'utf8').catch(() => '')).includes('"groups"');
const partial = (): string => path.join(folder, '.merged.safetensors.partial');
/** Whether a run holds the lock; one that was killed has left its own, so the number must be of a process. */
const isBegun = async (): Promise<boolean> => {
  const holder = /"process":(\d+)/.exec(await readFile(path.join(folder, '.merged.lock'), 'utf8').catch(() => ''))?.[1];
  try {
    return holder !== undefined && process.kill(Number(holder), 0);
  } catch {
    return false;
  }
};
const visible = async (): Promise<string[]> =>
  (await readdir(folder)).filter((name) => !name.startsWith('.')).toSorted();
const inputsAlone = modelFiles.map((name) => `${name}.safetensors`).toSorted();

async function forgetAll(): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.startsWith('.') || name.startsWith('merged')) await rm(path.join(folder, name));
  }
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'offprint-resume-'));
  for (const name of modelFiles) await makeModel(name);
  expected = (await runIt(folder, 0.5)).sha256;
  await forgetAll();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a run that is killed', () => {
  it('leaves nothing under the final name at ten random moments, and goes on to the same bytes', async () => {
    const random = createRandom(seed, 'moments');
    let killed = 0;
    for (let kill = 0; kill < 10; kill++) {
      const until = performance.now() + 300 + 900 * random.uniform();
      // Ever further on, so that each of these has something to do before it is killed.
      const written = bytesOfTensor * tensors * ((kill + random.uniform()) / 11);
      const isFar = async (): Promise<boolean> =>
        ((await stat(partial()).catch(() => undefined))?.size ?? 0) >= written && (await isBegun());
      const isLate = async (): Promise<boolean> => performance.now() > until;
      if (await killWhen(kill % 2 === 0 ? isLate : isFar)) killed++;
      const names = await visible();
      // A run that was faster than the kill is over; every other has left only what is hidden.
      if (names.includes('merged.safetensors')) await forgetAll();
      else expect(names).toEqual(inputsAlone);
    }
    expect(killed).toBeGreaterThan(3);
    await killWhen(hasMilestone);
    expect(await runChild()).toEqual({ sha256: expected, resumed: true });
    expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([]);
    await forgetAll();
  });

  it('does not go on with a changed input, setting, or partial file, and says which', async () => {
    await killWhen(hasMilestone);
    const one = path.join(folder, 'one.safetensors');
    const before = await stat(one);
    const flip = async (): Promise<void> => {
      const file = await open(one, 'r+');
      const byte = new Uint8Array(1);
      await file.read(byte, 0, 1, before.size - 2);
      byte[0] ^= 1;
      await file.write(byte, 0, 1, before.size - 2);
      await file.close();
      await utimes(one, before.atime, before.mtime);
    };
    await flip();
    expect(await runChild()).toEqual({ code: 'resume/input-changed' });
    await flip();
    await rename(one, `${one}.away`);
    expect(await runChild()).toEqual({ code: 'file/not-found' });
    await rename(`${one}.away`, one);
    expect(await runChild(0.25)).toEqual({ code: 'resume/settings-changed' });

    const kept = await readFile(partial());
    const damaged = Uint8Array.from(kept);
    damaged[1_000_000] ^= 4;
    await writeFile(partial(), damaged);
    expect(await runChild()).toEqual({ code: 'resume/partial-damaged' });
    await truncate(partial(), 1000);
    expect(await runChild()).toEqual({ code: 'resume/partial-damaged' });
    await writeFile(partial(), kept);
    expect(await runChild()).toEqual({ sha256: expected, resumed: true });
    await forgetAll();
  });

  it('goes on from the record before the last where that is torn, and waits for nobody who is gone', async () => {
    await killWhen(async () => (await readFile(journal(), 'utf8').catch(() => '')).split('\n').length > 3);
    await truncate(journal(), (await stat(journal())).size - 5);
    expect(await runChild()).toEqual({ sha256: expected, resumed: true });
    await forgetAll();
  });

  it('begins anew where nothing was finished yet', async () => {
    await killWhen(hasMilestone);
    const [identity] = (await readFile(journal(), 'utf8')).split('\n');
    await writeFile(journal(), `${identity}\n`);
    expect(await runChild()).toEqual({ sha256: expected, resumed: false });
    await forgetAll();
  });

  it('is not joined by another', async () => {
    const { child } = startChild();
    const closed = once(child, 'close');
    while ((await readdir(folder)).every((name) => name !== '.merged.lock')) {
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await expect(runIt(folder, 0.5)).rejects.toMatchObject({ code: 'resume/in-use' });
    await closed;
    await forgetAll();
  });
});
