import assert from 'node:assert/strict';
import path from 'node:path';
import { OffprintError } from '@offprint/errors';
import type { ByteSink } from '@offprint/files';
import { fileSink } from '@offprint/files/node';
import { exampleInputs } from '../example-inputs.ts';
import type { Method } from '../method.ts';
import { startRun } from '../node.ts';
import { executeRun } from '../runner/execute.ts';
import type { Check } from './check.ts';
import { filesIn, withFolder } from './temporary-folder.ts';

type MakeSink = (port: string, name: string) => Promise<ByteSink>;

async function expectCancelled(run: Promise<unknown>, moment: string): Promise<void> {
  const error = await run.then(
    () => assert.fail(`it went on to its end, though cancelled ${moment}`),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof OffprintError, `${moment}: ${String(error)}`);
  assert.equal(error.code, 'run/cancelled', moment);
}

/** Sinks that count their writes and call `onWrite` with the number of each, from 1; 0 is the opening. */
function counted(folder: string, onWrite: (count: number) => void): MakeSink {
  let count = 0;
  return async (port, name) => {
    const sink = await fileSink(path.join(folder, `${port}-${name}`));
    onWrite(0);
    return {
      ...sink,
      write(bytes, at) {
        count++;
        onWrite(count);
        return sink.write(bytes, at);
      },
    };
  };
}

async function countWrites(method: Method): Promise<number> {
  return withFolder(async (folder) => {
    let writes = 0;
    const output = counted(folder, (count) => {
      writes = Math.max(writes, count);
    });
    await executeRun(method, await exampleInputs(method), { threads: 1, output });
    return writes;
  });
}

async function cancelAtWrite(method: Method, moment: number, threads: number): Promise<void> {
  await withFolder(async (folder) => {
    const cancelling = new AbortController();
    const output = counted(folder, (count) => {
      if (count === moment) cancelling.abort();
    });
    const run = executeRun(method, await exampleInputs(method), { threads, output, signal: cancelling.signal });
    await expectCancelled(run, `at write ${moment} on ${threads} threads`);
    assert.deepEqual(await filesIn(folder), [], `left behind at write ${moment}`);
  });
}

export const cancelLeavesNothing: Check = {
  title: 'a cancel leaves nothing behind, whenever it comes',
  async run(method) {
    const inputs = await exampleInputs(method);
    await expectCancelled(executeRun(method, inputs, { signal: AbortSignal.abort() }), 'before it began');
    const writes = await countWrites(method);
    // A method that writes nothing has no moments of writing.
    if (Object.keys(method.outputs).length === 0) return;
    for (const moment of new Set([0, writes])) await cancelAtWrite(method, moment, 1);
    for (const moment of new Set([1, Math.ceil(writes / 2)])) await cancelAtWrite(method, moment, 2);
  },
};

export const cancelOfWorkerLeavesNothing: Check = {
  title: 'a cancel of a run in a worker thread leaves nothing behind',
  async run(method) {
    const inputs = await exampleInputs(method);
    await withFolder(async (folder) => {
      const path1 = Object.fromEntries(
        Object.entries(method.outputs).map(([port, { many }]) => [
          port,
          many === true ? folder : path.join(folder, port),
        ]),
      );
      const atOnce = startRun(method, inputs, { threads: 2, outputs: path1 });
      atOnce.cancel();
      await expectCancelled(atOnce.result, 'at once');
      if (Object.keys(method.outputs).length === 0) return;
      const writing = startRun(method, inputs, {
        threads: 2,
        output: counted(folder, (count) => {
          if (count === 1) writing.cancel();
        }),
      });
      await expectCancelled(writing.result, 'at the first write');
      assert.deepEqual(await filesIn(folder), []);
    });
  },
};
