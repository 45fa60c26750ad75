import assert from 'node:assert/strict';
import { openSource, type SourceReference, sha256 } from '@offprint/files';
import type { RunResult } from '../context.ts';
import { exampleInputs } from '../example-inputs.ts';
import type { Method, RawInputs } from '../method.ts';
import { portOfOutput } from '../method.ts';
import { startRun } from '../node.ts';
import { executeRun } from '../runner/execute.ts';
import type { Check } from './check.ts';

async function hashOf(reference: SourceReference): Promise<string> {
  const source = await openSource(reference);
  try {
    return await sha256(source);
  } finally {
    await source.close();
  }
}

function hashesOfFiles(inputs: RawInputs): Promise<string[]> {
  return Promise.all(Object.values(inputs.files).flat(2).map(hashOf));
}

/** The whole of what a run found, without what differs from day to day. */
function substanceOf({ outputs, report, notices, receipt }: RunResult) {
  const hashes = Object.entries(outputs).map(([port, { name, size, sha256: hash }]) => [port, name, size, hash]);
  const { seconds: _seconds, finished: _finished, ...rest } = receipt;
  return { hashes, report, notices, receipt: rest };
}

async function expectSound(method: Method, result: RunResult): Promise<void> {
  const given = new Set(Object.keys(result.outputs).map(portOfOutput));
  const wanted = Object.entries(method.outputs).filter(([port, { optional }]) => optional !== true || given.has(port));
  assert.deepEqual(
    [...given],
    wanted.map(([port]) => port),
  );
  for (const [port, file] of Object.entries(result.outputs)) {
    assert.ok(file.size > 0, `${port} is empty`);
    assert.equal(await hashOf(file.reference), file.sha256, `the hash of ${port} is not that of its file`);
  }
  assert.ok(result.report.numbers.length > 0, 'it reports no number');
  for (const { label, value } of result.report.numbers) assert.ok(Number.isFinite(value), `${label} is ${value}`);
}

export const exampleRuns: Check = {
  title: 'the example runs, and its inputs are left as they were',
  async run(method) {
    const inputs = await exampleInputs(method);
    assert.deepEqual(await hashesOfFiles(await exampleInputs(method)), await hashesOfFiles(inputs), 'it varies');
    const before = await hashesOfFiles(inputs);
    const details: string[] = [];
    const shares: number[] = [];
    const result = await executeRun(method, inputs, {
      threads: 1,
      onProgress({ share, detail }) {
        shares.push(share);
        details.push(detail);
      },
    });
    await expectSound(method, result);
    assert.deepEqual(await hashesOfFiles(inputs), before);
    assert.ok(details.length > 0, 'it tells of no progress');
    assert.deepEqual(
      shares.toSorted((a, b) => a - b),
      shares,
      'its progress goes back',
    );
  },
};

export const sameBytesEverywhere: Check = {
  title: 'the same seed gives the same bytes on 1 and 3 threads here, and on 2 in a worker thread',
  async run(method) {
    const inputs = await exampleInputs(method);
    const here = substanceOf(await executeRun(method, inputs, { threads: 1 }));
    assert.deepEqual(substanceOf(await executeRun(method, inputs, { threads: 3 })), here, 'on 3 threads');
    const { result } = startRun(method, inputs, { threads: 2 });
    assert.deepEqual(substanceOf(await result), here, 'in a worker thread, on 2 threads');
  },
};
