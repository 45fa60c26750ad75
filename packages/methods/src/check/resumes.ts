import assert from 'node:assert/strict';
import path from 'node:path';
import { OffprintError, StorageError } from '@offprint/errors';
import type { ByteSink } from '@offprint/files';
import type { RunResult } from '../context.ts';
import { exampleInputs } from '../example-inputs.ts';
import type { Method } from '../method.ts';
import { executeRun } from '../runner/execute.ts';
import { resumableRun } from '../runner/resumable-run.node.ts';
import type { Check } from './check.ts';
import { filesIn, withFolder } from './temporary-folder.ts';

type MakeSink = (port: string, name: string) => Promise<ByteSink>;

/** Counts the writes of all sinks; the disk is full after `most` of them. */
function counted(make: MakeSink, most: number): { readonly output: MakeSink; writes(): number } {
  let writes = 0;
  return {
    writes: () => writes,
    async output(port, name) {
      const sink = await make(port, name);
      return {
        ...sink,
        async write(bytes, at) {
          if (++writes > most) throw new StorageError('disk/full', 'The disk is full.', { hint: 'Free some space.' });
          await sink.write(bytes, at);
        },
      };
    },
  };
}

const hashesOf = ({ outputs }: RunResult): unknown =>
  Object.entries(outputs).map(([port, { name, sha256 }]) => [port, name, sha256]);

async function runIn(folder: string, method: Method, most: number): Promise<{ hashes: unknown; writes: number }> {
  const pathOf = (port: string, name: string): string => path.join(folder, `${port}-${name}`);
  const run = await resumableRun({ folder, name: method.id, pathOf });
  const { output, writes } = counted(run.output, most);
  try {
    const result = await executeRun(method, await exampleInputs(method), { threads: 1, output, journal: run.journal });
    await run.finish();
    return { hashes: hashesOf(result), writes: writes() };
  } catch (thrown) {
    await run.leave();
    throw thrown;
  }
}

export const stoppedRunGoesOn: Check = {
  title: 'a run that was stopped leaves nothing visible, and goes on to the same bytes',
  async run(method) {
    if (Object.keys(method.outputs).length === 0) return;
    const whole = await withFolder((folder) => runIn(folder, method, Number.POSITIVE_INFINITY));
    await withFolder(async (folder) => {
      const error = await runIn(folder, method, Math.floor(whole.writes / 2)).then(
        () => assert.fail('it wrote to a full disk'),
        (thrown: unknown) => thrown,
      );
      assert.ok(error instanceof OffprintError && error.code === 'disk/full', String(error));
      assert.deepEqual(
        (await filesIn(folder)).filter((name) => !name.startsWith('.')),
        [],
        'something is visible',
      );
      const { hashes } = await runIn(folder, method, Number.POSITIVE_INFINITY);
      assert.deepEqual(hashes, whole.hashes);
      assert.deepEqual(
        (await filesIn(folder)).filter((name) => name.startsWith('.')),
        [],
        'something hidden is left',
      );
    });
  },
};
