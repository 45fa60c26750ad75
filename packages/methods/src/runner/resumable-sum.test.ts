/** Runs that are stopped and gone on with, in this process and in a worker thread, milestone by milestone. */
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { StorageError } from '@offprint/errors';
import type { ByteSink } from '@offprint/files';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunResult } from '../context.ts';
import { exampleInputs } from '../example-inputs.ts';
import { startRun } from '../node.ts';
import scaledSum from '../testing/scaled-sum/method.ts';
import { executeRun } from './execute.ts';
import { type ResumableOptions, type ResumableRun, resumableRun } from './resumable-run.node.ts';

let folder = '';
let expected = '';
const settings = { noise: true, listed: 'layer.1.bias' };

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'offprint-sum-'));
  const { files } = await exampleInputs(scaledSum);
  expected = (await executeRun(scaledSum, { files, settings }, { threads: 1 })).outputs['sum']?.sha256 ?? '';
});
afterEach(() => rm(folder, { recursive: true }));

const inFolder = (name: string): string => path.join(folder, name);
const journal = (): string => inFolder('.sum.journal');
const partial = (): string => inFolder('.sum.safetensors.partial');

const place = (options: Partial<ResumableOptions> = {}): Promise<ResumableRun> =>
  resumableRun({
    folder,
    name: 'sum',
    pathOf: (port, name) => inFolder(port === 'sum' ? 'sum.safetensors' : name),
    ...options,
  });

/** A disk that is full after so many writes. */
function filling(sink: ByteSink, writes: { left: number }): ByteSink {
  return {
    ...sink,
    async write(bytes, at) {
      if (writes.left-- <= 0)
        throw new StorageError('disk/full', `The disk is full: ${sink.name}.`, { hint: 'Free some.' });
      await sink.write(bytes, at);
    },
  };
}

interface Attempt {
  readonly writes?: number;
  readonly inWorker?: boolean;
  readonly restart?: boolean;
  /** How it ends after a success: as it should, or as if it were killed just before. */
  readonly end?: 'finish' | 'leave';
  readonly change?: Readonly<Record<string, unknown>>;
}

async function attempt(
  how: Attempt = {},
): Promise<RunResult & { readonly resumed: boolean; readonly written: number }> {
  const run = await place(how.restart === undefined ? {} : { restart: how.restart });
  const writes = { left: how.writes ?? 1000 };
  const { files } = await exampleInputs(scaledSum);
  const inputs = { files, settings: { ...settings, ...how.change } };
  const options = {
    threads: 1,
    output: async (port: string, name: string) => filling(await run.output(port, name), writes),
    journal: run.journal,
  };
  try {
    const result: RunResult = await (how.inWorker === true
      ? startRun(scaledSum, inputs, options).result
      : executeRun(scaledSum, inputs, options));
    await run[how.end ?? 'finish']();
    return { ...result, resumed: run.resumed(), written: 1000 - writes.left };
  } catch (thrown) {
    await run.leave();
    throw thrown;
  }
}

async function stopped(writes: number): Promise<void> {
  await expect(attempt({ writes })).rejects.toMatchObject({ code: 'disk/full' });
  expect(await readdir(folder)).toEqual(['.sum.journal', '.sum.safetensors.partial']);
}

describe('a run whose disk was full', () => {
  it.each([true, false])('goes on where it was, in a worker thread: %s', async (inWorker) => {
    await expect(attempt({ writes: 4, inWorker })).rejects.toMatchObject({ code: 'disk/full' });
    const { outputs, resumed, written, receipt } = await attempt({ inWorker });
    expect(outputs['sum']?.sha256).toBe(expected);
    expect(outputs['sum']?.reference).toEqual({ kind: 'path', path: inFolder('sum.safetensors') });
    expect(Object.keys(receipt.outputs)).toEqual(['sum', 'totals/layer.1.bias.json']);
    expect(resumed).toBe(true);
    // Header and three of seven pieces were there; four pieces and the total were not.
    expect(written).toBe(5);
    expect(await readdir(folder)).toEqual(['layer.1.bias.json', 'sum.safetensors']);
  });

  it('goes on however often it is stopped', async () => {
    for (let time = 0; time < 4; time++)
      await expect(attempt({ writes: 2 })).rejects.toMatchObject({ code: 'disk/full' });
    expect((await attempt()).outputs['sum']?.sha256).toBe(expected);
  });

  it('begins anew where that is asked for, and leaves nothing of before', async () => {
    await stopped(4);
    const { outputs, resumed, written } = await attempt({ restart: true });
    expect([outputs['sum']?.sha256, resumed, written]).toEqual([expected, false, 9]);
    expect(await readdir(folder)).toEqual(['layer.1.bias.json', 'sum.safetensors']);
  });
});

describe('what an earlier run left', () => {
  it('is cut to what its last whole record covers', async () => {
    await stopped(5);
    await writeFile(partial(), new Uint8Array(50), { flag: 'a' });
    await truncate(journal(), (await stat(journal())).size - 5);
    const { outputs, resumed, written } = await attempt();
    // Of the four pieces that were there, the last is not known of.
    expect([outputs['sum']?.sha256, resumed, written]).toEqual([expected, true, 5]);
  });

  it('is refused where it is damaged, cut short, or gone', async () => {
    await stopped(5);
    const kept = await readFile(partial());
    const refusal = { code: 'resume/partial-damaged', kind: 'integrity' };
    await writeFile(partial(), kept.with(1000, (kept[1000] ?? 0) ^ 1));
    await expect(attempt()).rejects.toMatchObject(refusal);
    await writeFile(partial(), kept.subarray(0, 1000));
    await expect(attempt()).rejects.toMatchObject(refusal);
    await rm(partial());
    await expect(attempt()).rejects.toMatchObject(refusal);
    await writeFile(partial(), kept);
    expect((await attempt()).outputs['sum']?.sha256).toBe(expected);
  });

  it('is not mistaken for an older file of that name', async () => {
    const older = new Uint8Array(100_000);
    await writeFile(inFolder('sum.safetensors'), older);
    await expect(attempt({ writes: 4 })).rejects.toMatchObject({ code: 'disk/full' });
    await rm(partial());
    await expect(attempt()).rejects.toMatchObject({ code: 'resume/partial-damaged' });
    expect(new Uint8Array(await readFile(inFolder('sum.safetensors')))).toEqual(older);
  });

  it('is taken up also if it was in place already, but nobody had said so', async () => {
    await attempt({ end: 'leave' });
    expect(await readdir(folder)).toEqual(['.sum.journal', 'layer.1.bias.json', 'sum.safetensors']);
    const { outputs, resumed, written } = await attempt();
    expect([outputs['sum']?.sha256, resumed, written]).toEqual([expected, true, 1]);
    expect(await readdir(folder)).toEqual(['layer.1.bias.json', 'sum.safetensors']);
  });

  it('stays if another run was meant', async () => {
    await stopped(4);
    await expect(attempt({ change: { factor: 1 } })).rejects.toMatchObject({
      code: 'resume/settings-changed',
      kind: 'conflict',
      message: 'The setting factor was 0.5 when the run was stopped and is 1 now.',
    });
    const run = await place();
    await run.abandon();
    expect((await attempt()).resumed).toBe(true);
  });

  it('goes with a run that is given up', async () => {
    await stopped(4);
    const run = await place();
    const { files } = await exampleInputs(scaledSum);
    const once = { left: 1 };
    const output = async (port: string, name: string) => filling(await run.output(port, name), once);
    await expect(
      executeRun(scaledSum, { files, settings }, { threads: 1, output, journal: run.journal }),
    ).rejects.toMatchObject({ code: 'disk/full' });
    await run.abandon();
    expect(await readdir(folder)).toEqual([]);
  });
});

it('wants sinks that last', async () => {
  const run = await place();
  const { files } = await exampleInputs(scaledSum);
  await expect(executeRun(scaledSum, { files, settings }, { threads: 1, journal: run.journal })).rejects.toMatchObject({
    code: 'internal/fault',
  });
  await run.abandon();
});
