import assert from 'node:assert/strict';
import path from 'node:path';
import { OffprintError } from '@offprint/errors';
import { fileSink } from '@offprint/files/node';
import { exampleInputs } from '../example-inputs.ts';
import type { BadInput, Method } from '../method.ts';
import { executeRun } from '../runner/execute.ts';
import type { Check } from './check.ts';
import { filesIn, withFolder } from './temporary-folder.ts';

async function expectNamedError(method: Method, bad: BadInput): Promise<void> {
  const inputs = await bad.make(await exampleInputs(method));
  await withFolder(async (folder) => {
    const run = executeRun(method, inputs, {
      threads: 1,
      output: (port, name) => fileSink(path.join(folder, `${port}-${name}`)),
    });
    const error = await run.then(
      () => assert.fail(`${bad.title}: it was accepted`),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof OffprintError, bad.title);
    assert.equal(error.code, bad.code, `${bad.title}: ${error.message}`);
    assert.match(error.message, /^[\p{L}\p{N}“"-].*[^.]\.$/u, `${bad.title}: the message is not a sentence`);
    assert.notEqual(error.kind, 'internal', `${bad.title} is told as a fault of Offprint`);
    assert.deepEqual(await filesIn(folder), [], `${bad.title}: something was left behind`);
  });
}

export const badInputsAreNamed: Check = {
  title: 'each declared bad input gives its named error and leaves nothing',
  async run(method) {
    const { badInputs } = await method.badInputs();
    assert.ok(badInputs.length > 0, 'it declares no bad input');
    for (const bad of badInputs) await expectNamedError(method, bad);
  },
};
