/** The worker of one run or one verification: does it, tells of it, and is then stopped by the thread that started it. */

import { CancelledError, InternalError } from '@offprint/errors';
import type { ByteSink } from '@offprint/files';
import { workerScope } from '#worker-scope';
import { runVerification } from '../run-verification.ts';
import { distantSinks } from './distant-sinks.ts';
import { executeRun } from './execute.ts';
import { explainFailure } from './failure.ts';
import { findInWorker } from './find-in-worker.ts';
import { nowhereSink } from './nowhere-sink.ts';
import type { FromRunWorker, ToRunWorker } from './run-messages.ts';

const scope = workerScope();
const cancelling = new AbortController();

function say(message: FromRunWorker, transfer: readonly ArrayBuffer[] = []): void {
  scope.post(message, transfer);
}

const sinks = distantSinks((call, request, transfer) => say({ kind: 'call', call, request }, transfer));

async function privateFile(_port: string, suggestedName: string): Promise<ByteSink> {
  const { opfsSink } = await import('@offprint/files/browser');
  return opfsSink(suggestedName);
}

const outputs = {
  starter: sinks.open,
  'private-files': privateFile,
  nowhere: async (_port: string, suggestedName: string): Promise<ByteSink> => nowhereSink(suggestedName),
};

async function run(message: Extract<ToRunWorker, { kind: 'run' }>): Promise<void> {
  const method = await findInWorker(message.method, message.module);
  const result = await executeRun(method, message.inputs, {
    signal: cancelling.signal,
    threads: message.threads,
    onProgress: (progress) => say({ kind: 'progress', progress }),
    output: outputs[message.sinks],
    ...(message.journal ? { journal: sinks.journal } : {}),
  });
  say({ kind: 'finished', result });
}

async function verify(message: Extract<ToRunWorker, { kind: 'verify' }>): Promise<void> {
  const method = await findInWorker(message.method, message.module);
  const result = await runVerification(method, {
    signal: cancelling.signal,
    onProgress: (share, detail) => say({ kind: 'verifying', share, detail }),
  });
  say({ kind: 'verified', result });
}

async function handle(message: ToRunWorker): Promise<void> {
  switch (message.kind) {
    case 'run':
      return run(message);
    case 'verify':
      return verify(message);
    case 'cancel':
      cancelling.abort(new CancelledError());
      return;
    case 'reply':
      sinks.answer(message.call, message.outcome);
  }
}

scope.onMessage((message) => {
  handle(message as ToRunWorker).catch((thrown: unknown) => {
    try {
      say({ kind: 'failed', error: explainFailure(thrown).toJSON() });
    } catch (unsendable) {
      say({ kind: 'failed', error: new InternalError(String(unsendable)).toJSON() });
    }
  });
});
