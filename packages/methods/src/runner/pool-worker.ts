/** A worker of a pool: runs tasks and hashes, one at a time, until it is stopped. */
import { workerScope } from '#worker-scope';
import { explainFailure } from './failure.ts';
import { findInWorker } from './find-in-worker.ts';
import { hashFile } from './hash-file.ts';
import type { FromPoolWorker, ToPoolWorker } from './pool-messages.ts';
import { withoutTokens } from './shared-references.ts';
import { type TaskRunner, taskRunner } from './task-runner.ts';

type Start = Extract<ToPoolWorker, { kind: 'start' }>;

const scope = workerScope();
// A pool stops its workers by ending them, so nothing here is ever cancelled in an orderly way.
const { signal } = new AbortController();
let start: Start | undefined;
let loading: Promise<TaskRunner> | undefined;

async function load(from: Start): Promise<TaskRunner> {
  const method = await findInWorker(from.method, from.module);
  return taskRunner(await method.implementation(), signal);
}

function answer(message: FromPoolWorker, transfer: readonly ArrayBuffer[] = []): void {
  scope.post(message, transfer);
}

async function runTask(message: Extract<ToPoolWorker, { kind: 'task' }>): Promise<void> {
  if (start === undefined) throw new Error('A task came before the start.');
  loading ??= load(start);
  const runner = await loading;
  const { result, transfer } = await runner.run(message.name, withoutTokens(message.item, start.references));
  answer({ kind: 'done', result }, transfer);
}

scope.onMessage(async (received) => {
  const message = received as ToPoolWorker;
  if (message.kind === 'start') {
    start = message;
    return;
  }
  try {
    if (message.kind === 'task') await runTask(message);
    else answer({ kind: 'done', result: await hashFile(message.reference, signal) });
  } catch (thrown) {
    answer({ kind: 'failed', error: explainFailure(thrown).toJSON() });
  }
});
