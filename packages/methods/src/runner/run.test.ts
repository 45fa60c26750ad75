import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CancelledError, StorageError } from '@offprint/errors';
import { memorySink } from '@offprint/files';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exampleInputs } from '../example-inputs.ts';
import '../index.ts';
import type { RunProgress } from '../context.ts';
import { startRun } from '../node.ts';
import { makeExample } from '../testing/scaled-sum/example.ts';
import scaledSum from '../testing/scaled-sum/method.ts';
import { executeRun } from './execute.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'offprint-run-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function inputsWith(settings: Record<string, unknown>) {
  return { ...(await exampleInputs(scaledSum)), settings };
}

describe('method.run', () => {
  it('adds up what it was given', async () => {
    const { base = [], addends = [] } = await makeExample(5);
    const [own] = base;
    if (own === undefined) return expect.unreachable();
    const { outputs, report, receipt } = await scaledSum.run({ base: own, addends, factor: 2 }, { threads: 1 });
    const reference = outputs['sum']?.reference;
    if (reference?.kind !== 'bytes' || own.kind !== 'bytes') return expect.unreachable();
    const last = (bytes: Uint8Array): number => new DataView(bytes.buffer).getFloat32(bytes.byteLength - 4, true);
    const [first, second] = addends.map((addend) => (addend.kind === 'bytes' ? last(addend.bytes) : Number.NaN));
    expect(last(reference.bytes)).toBeCloseTo(last(own.bytes) + 2 * (first ?? 0) + 2 * (second ?? 0), 5);
    expect(outputs['sum']?.name).toBe('base-sum.safetensors');
    expect(outputs['sum']?.sha256).toBe(createHash('sha256').update(reference.bytes).digest('hex'));
    expect(report.numbers[0]).toEqual({ label: 'Parameters', value: 6154, digits: 0 });
    expect(receipt).toMatchObject({
      format: 1,
      method: { id: 'scaled-sum', version: '1.0.0' },
      settings: { factor: 2, weights: [], noise: false, trouble: 'none' },
      seed: 0,
      inputs: {
        addends: [
          { name: 'first.safetensors', checkpoint: 0 },
          { name: 'second.safetensors', checkpoint: 1 },
        ],
      },
    });
  });

  it('adds an offset where there is one', async () => {
    const { base = [], addends = [] } = await makeExample(5);
    const [own] = base;
    const [offset] = addends;
    if (own === undefined || offset === undefined) return expect.unreachable();
    const asOffset = await scaledSum.run({ base: own, addends, factor: 0, offset }, { threads: 1 });
    const asAddend = await scaledSum.run({ base: own, addends: [offset], factor: 1 }, { threads: 1 });
    expect(asOffset.outputs['sum']?.sha256).toBe(asAddend.outputs['sum']?.sha256);
    expect(asOffset.receipt.inputs['offset']?.map(({ name }) => name)).toEqual(['first.safetensors']);
    expect(asAddend.receipt.inputs['offset']).toEqual([]);
  });

  it('gives each file of a port of many under its own name, and none where there is none', async () => {
    const listed = 'layer.1.bias,layer.0.weight';
    const { outputs, receipt, report } = await executeRun(scaledSum, await inputsWith({ listed }), { threads: 2 });
    const keys = ['sum', 'totals/layer.1.bias.json', 'totals/layer.0.weight.json'];
    expect(Object.keys(outputs)).toEqual(keys);
    expect(Object.keys(receipt.outputs)).toEqual(keys);
    const total = outputs['totals/layer.1.bias.json']?.reference;
    if (total?.kind !== 'bytes') return expect.unreachable();
    expect(JSON.parse(new TextDecoder().decode(total.bytes))).toBe(report.data.tensors[1]?.sum);
    const without = await executeRun(scaledSum, await inputsWith({}), { threads: 1 });
    expect(Object.keys(without.outputs)).toEqual(['sum']);
    const twice = executeRun(scaledSum, await inputsWith({ listed: 'layer.1.bias,layer.1.bias' }), { threads: 1 });
    await expect(twice).rejects.toMatchObject({
      message: 'The method scaled-sum opened its output totals/layer.1.bias.json twice.',
    });
  });

  it('draws random numbers from the seed alone', async () => {
    const { base = [], addends = [] } = await makeExample(5);
    const hashes = await Promise.all(
      [7, 7, 8].map(async (seed) => {
        const [own] = base;
        if (own === undefined) return expect.unreachable();
        const { outputs } = await scaledSum.run(
          { base: own, addends, noise: true, seed },
          { threads: seed === 8 ? 1 : 2 },
        );
        return outputs['sum']?.sha256;
      }),
    );
    expect(hashes[0]).toBe(hashes[1]);
    expect(hashes[2]).not.toBe(hashes[0]);
  });

  it('keeps notices in result and receipt', async () => {
    const result = await executeRun(scaledSum, await inputsWith({ weights: [1] }), { threads: 1 });
    const notice = { code: 'sum/weights', message: 'The number of weights is not that of the addends; all are 1.' };
    expect(result.notices).toEqual([notice]);
    expect(result.receipt.notices).toEqual([notice]);
  });

  it('hashes an output that is written from its end', async () => {
    const forwards = await executeRun(scaledSum, await inputsWith({}), { threads: 2 });
    const backwards = await executeRun(scaledSum, await inputsWith({ trouble: 'backwards' }), { threads: 2 });
    expect(backwards.outputs['sum']?.sha256).toBe(forwards.outputs['sum']?.sha256);
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses %s threads', async (threads) => {
    await expect(executeRun(scaledSum, await inputsWith({}), { threads })).rejects.toMatchObject({
      code: 'run/threads',
    });
  });

  it.each([1, 2])('gives the error of a failing task on %s threads', async (threads) => {
    const run = executeRun(scaledSum, await inputsWith({ trouble: 'task-throws' }), { threads });
    await expect(run).rejects.toMatchObject({ code: 'sum/unlucky', message: 'The piece at 8192 is unlucky.' });
  });

  it('is a fault of the method if an output is missing', async () => {
    const run = executeRun(scaledSum, await inputsWith({ trouble: 'no-output' }), { threads: 1 });
    await expect(run).rejects.toMatchObject({ code: 'internal/fault', message: 'The method scaled-sum gave no sum.' });
  });

  it('stops a task that never ends when it is cancelled', async () => {
    const cancelling = new AbortController();
    const run = executeRun(scaledSum, await inputsWith({ trouble: 'task-hangs' }), {
      threads: 2,
      signal: cancelling.signal,
      onProgress: ({ step }) => {
        if (step === 1) cancelling.abort();
      },
    });
    await expect(run).rejects.toBeInstanceOf(CancelledError);
  });

  it('discards when a write fails, and gives the error of the disk', async () => {
    for (let failing = 1; failing <= 8; failing++) {
      let writes = 0;
      let discarded = 0;
      const run = executeRun(scaledSum, await inputsWith({}), {
        threads: 1,
        output: async (_port, name) => ({
          ...memorySink(name),
          async write() {
            if (++writes === failing) throw new StorageError('disk/full', 'The disk is full.');
          },
          async discard() {
            discarded++;
          },
        }),
      });
      await expect(run, `write ${failing}`).rejects.toMatchObject({ code: 'disk/full' });
      expect(discarded).toBe(1);
    }
  });
});

describe('startRun', () => {
  it('writes the named file at the end, tells of its progress and leaves nothing else', async () => {
    const out = path.join(folder, 'out.safetensors');
    const seen: RunProgress[] = [];
    const { result } = startRun(scaledSum, await inputsWith({}), {
      threads: 2,
      outputs: { sum: out },
      onProgress: (progress) => seen.push(progress),
    });
    const { outputs } = await result;
    expect(outputs['sum']?.reference).toEqual({ kind: 'path', path: out });
    expect(
      createHash('sha256')
        .update(await readFile(out))
        .digest('hex'),
    ).toBe(outputs['sum']?.sha256);
    expect(await readdir(folder)).toEqual(['out.safetensors']);
    expect(seen.at(-1)).toMatchObject({ step: 1, share: 1, detail: 'piece 7 of 7', steps: scaledSum.steps });
  });

  it('gives bytes in memory where no path is named', async () => {
    const { outputs } = await startRun(scaledSum, await inputsWith({}), { threads: 1 }).result;
    const file = outputs['sum'];
    if (file?.reference.kind !== 'bytes') return expect.unreachable();
    expect(file.reference.bytes.byteLength).toBe(file.size);
  });

  it.each([
    ['task-ends', 'exit code 3'],
    ['run-ends', 'exit code 4'],
  ])('gives a named error and leaves nothing when a worker ends itself (%s)', async (trouble, reason) => {
    const outputs = { sum: path.join(folder, 'out.safetensors') };
    const { result } = startRun(scaledSum, await inputsWith({ trouble }), { threads: 2, outputs });
    await expect(result).rejects.toMatchObject({ code: 'run/worker-died', message: expect.stringContaining(reason) });
    expect(await readdir(folder)).toEqual([]);
  });

  it.each(['run-hangs', 'task-hangs'])('cancels a run that never pauses (%s)', async (trouble) => {
    let opened = (): void => {};
    const isOpen = new Promise<void>((resolve) => {
      opened = resolve;
    });
    const { fileSink } = await import('@offprint/files/node');
    const started = startRun(scaledSum, await inputsWith({ trouble }), {
      threads: 2,
      async output(_port, name) {
        const sink = await fileSink(path.join(folder, name));
        opened();
        return sink;
      },
    });
    await isOpen;
    started.cancel();
    await expect(started.result).rejects.toMatchObject({ code: 'run/cancelled' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('carries errors across with code, hint and place', async () => {
    const { result } = startRun(scaledSum, await inputsWith({ factor: 'much' }), { threads: 1 });
    await expect(result).rejects.toMatchObject({
      kind: 'input',
      code: 'setting/invalid',
      where: { setting: 'factor', given: '"much"', allowed: 'a number from 0 to 2' },
    });
  });

  it('carries the error of a sink to the run and back', async () => {
    const outputs = { sum: path.join(folder, 'no', 'such', 'folder.safetensors') };
    const { result } = startRun(scaledSum, await inputsWith({}), { threads: 1, outputs });
    await expect(result).rejects.toMatchObject({ kind: 'storage', code: 'disk/refused' });
  });

  it('knows at once that there is no such method', async () => {
    const inputs = await inputsWith({});
    expect(() => startRun('tees-merging', inputs)).toThrow(
      expect.objectContaining({ code: 'method/not-found', hint: 'Did you mean ties-merging?' }),
    );
  });
});
