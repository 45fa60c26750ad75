import type { SourceReference } from '@offprint/files';
import { describe, expect, it } from 'vitest';
import { exampleInputs } from '../example-inputs.ts';
import { executeRun } from '../runner/execute.ts';
import scaledSum from '../testing/scaled-sum/method.ts';
import { readReceipt } from './read-receipt.ts';
import type { Receipt } from './receipt.ts';
import { replayReceipt } from './replay.ts';

async function ran(settings: Record<string, unknown> = {}) {
  const { files } = await exampleInputs(scaledSum);
  const { receipt } = await executeRun(scaledSum, { files, settings }, { threads: 1 });
  const byName = new Map(
    Object.values(files)
      .flat(2)
      .map((file) => [file.kind === 'bytes' ? file.name : '', file]),
  );
  const locate = ({ name }: { readonly name: string }): SourceReference => byName.get(name) ?? expect.unreachable();
  return { receipt, locate };
}

describe('readReceipt', () => {
  it.each([
    ['tensor bytes', 'receipt/unreadable', 'r.json is not a receipt: it is not JSON.'],
    ['{"format":1', 'receipt/unreadable', 'r.json is not a receipt: it is not JSON.'],
    ['[]', 'receipt/foreign', 'r.json is JSON, but not a receipt of a run.'],
    ['null', 'receipt/foreign', 'r.json is JSON, but not a receipt of a run.'],
    ['{"name":"x"}', 'receipt/foreign', 'r.json is JSON, but not a receipt of a run.'],
    ['{"format":2,"method":{}}', 'receipt/newer', 'r.json was written by a newer Offprint (form 2; this one reads 1).'],
  ])('refuses %s', (text, code, message) => {
    expect(() => readReceipt(text, 'r.json')).toThrow(expect.objectContaining({ code, message }));
  });

  it('names the field that cannot be right', async () => {
    const { receipt } = await ran();
    const sum = { ...receipt.outputs['sum'], sha256: 'abc' };
    const damaged = JSON.stringify({ ...receipt, outputs: { sum } });
    expect(() => readReceipt(damaged, 'r.json')).toThrow(
      expect.objectContaining({
        code: 'receipt/damaged',
        message: 'r.json is a receipt, but its outputs.sum.sha256 cannot be right: must be 64 hexadecimal digits.',
      }),
    );
  });

  it('reads what a run wrote', async () => {
    const { receipt } = await ran({ noise: true, seed: 3 });
    expect(readReceipt(JSON.stringify(receipt, null, 2), 'r.json')).toEqual(receipt);
    expect(receipt.seed).toBe(3);
  });
});

describe('replayReceipt', () => {
  it('runs again with settings and seed, and finds the same bytes', async () => {
    const { receipt, locate } = await ran({ noise: true, seed: 3, factor: 1.25 });
    const replay = await replayReceipt(receipt, locate, { method: scaledSum, threads: 2 });
    expect(replay.same).toBe(true);
    expect(replay.version).toEqual({ receipt: '1.0.0', now: '1.0.0' });
    expect(replay.result.receipt.settings).toEqual(receipt.settings);
  });

  it('says which output differs', async () => {
    const { receipt, locate } = await ran();
    const sum = { name: 'base-sum.safetensors', size: 1, sha256: 'a'.repeat(64) };
    const other: Receipt = { ...receipt, outputs: { sum } };
    const replay = await replayReceipt(other, locate, { method: scaledSum, threads: 1 });
    expect(replay.same).toBe(false);
    expect(replay.outputs).toEqual([
      {
        port: 'sum',
        name: 'base-sum.safetensors',
        expected: 'a'.repeat(64),
        got: receipt.outputs['sum']?.sha256,
        same: false,
      },
    ]);
  });

  it('says which output there was or is only once', async () => {
    const { receipt, locate } = await ran({ listed: 'layer.1.bias' });
    const { sum, ...totals } = receipt.outputs;
    const gone = { name: 'gone.json', size: 1, sha256: 'a'.repeat(64) };
    const other = { ...receipt, outputs: { sum: sum ?? gone, 'totals/gone.json': gone } };
    const replay = await replayReceipt(other, locate, { method: scaledSum, threads: 1 });
    expect(replay.same).toBe(false);
    const now = totals['totals/layer.1.bias.json']?.sha256;
    expect(replay.outputs.slice(1)).toEqual([
      { port: 'totals/gone.json', name: 'gone.json', expected: 'a'.repeat(64), got: null, same: false },
      { port: 'totals/layer.1.bias.json', name: 'layer.1.bias.json', expected: null, got: now, same: false },
    ]);
  });

  it('stops before it runs if an input is another file', async () => {
    const { receipt, locate } = await ran();
    const longer = (file: { readonly name: string }): SourceReference =>
      file.name === 'second.safetensors' ? { kind: 'bytes', bytes: new Uint8Array(7), name: file.name } : locate(file);
    await expect(replayReceipt(receipt, longer, { method: scaledSum })).rejects.toMatchObject({
      code: 'receipt/input-differs',
      message: 'second.safetensors (addends) is not the file of the receipt: it has 7 bytes instead of 24776.',
    });
  });

  it('knows that a method is not there', async () => {
    const { receipt, locate } = await ran();
    await expect(replayReceipt(receipt, locate)).rejects.toMatchObject({ code: 'method/not-found' });
  });
});
