import assert from 'node:assert/strict';
import { openSource, type SourceReference } from '@offprint/files';
import { exampleInputs } from '../example-inputs.ts';
import type { Method, RawInputs } from '../method.ts';
import { readReceipt } from '../receipts/read-receipt.ts';
import type { Receipt } from '../receipts/receipt.ts';
import { type Locate, replayReceipt } from '../receipts/replay.ts';
import { executeRun } from '../runner/execute.ts';
import type { Check } from './check.ts';

/** Finds the files of a receipt among the inputs that made it: those of a port stand in the same order. */
function locateIn(inputs: RawInputs, receipt: Receipt): Locate {
  return (file, port) => {
    const reference = inputs.files[port]?.flat()[receipt.inputs[port]?.indexOf(file) ?? -1];
    assert.ok(reference !== undefined, `${file.name} is not among the inputs`);
    return reference;
  };
}

/** The same file with its last byte changed. */
async function spoil(reference: SourceReference): Promise<SourceReference> {
  const source = await openSource(reference);
  const bytes = new Uint8Array(source.size);
  await source.readInto(bytes, 0);
  await source.close();
  bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
  return { kind: 'bytes', bytes, name: source.name };
}

async function runAndRead(method: Method): Promise<{ inputs: RawInputs; receipt: Receipt }> {
  const inputs = await exampleInputs(method);
  const { receipt: made } = await executeRun(method, inputs, { threads: 1 });
  const receipt = readReceipt(JSON.stringify(made), 'example.receipt.json');
  assert.deepEqual(receipt, made, 'the receipt does not survive being written and read');
  return { inputs, receipt };
}

export const receiptReplays: Check = {
  title: 'the receipt replays',
  async run(method) {
    const { inputs, receipt } = await runAndRead(method);
    const replay = await replayReceipt(receipt, locateIn(inputs, receipt), { method, threads: 2 });
    assert.deepEqual(
      replay.outputs.map(({ port, got }) => [port, got]),
      Object.entries(receipt.outputs).map(([port, { sha256 }]) => [port, sha256]),
    );
    assert.equal(replay.same, true);
  },
};

export const receiptRefusesOtherInputs: Check = {
  title: 'the receipt refuses an input that is not the one it names',
  async run(method) {
    const { inputs, receipt } = await runAndRead(method);
    const original = locateIn(inputs, receipt);
    const locate: Locate = async (file, port) => spoil(await original(file, port));
    await assert.rejects(replayReceipt(receipt, locate, { method, threads: 1 }), { code: 'receipt/input-differs' });
  },
};
