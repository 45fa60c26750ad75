/** The worker of previews: holds the sample of the chosen files, and runs methods on it, one request at a time. */
import { CancelledError, InternalError, throwIfCancelled } from '@offprint/errors';
import { memorySink } from '@offprint/files';
import { workerScope } from '#worker-scope';
import { executeRun } from '../runner/execute.ts';
import { explainFailure } from '../runner/failure.ts';
import { findInWorker } from '../runner/find-in-worker.ts';
import type { FromPreviewWorker, ToPreviewWorker } from './preview-messages.ts';
import { type SampledInputs, sampleInputs } from './sample-inputs.ts';

const scope = workerScope();
let sampled: SampledInputs | undefined;
/** Stops what is under way. */
let current = new AbortController();
/** Settles when what is under way has ended, so that stale work never runs beside new work. */
let last: Promise<void> = Promise.resolve();

async function answerTo(message: ToPreviewWorker, signal: AbortSignal): Promise<FromPreviewWorker> {
  const { request } = message;
  if (message.kind === 'sample') {
    sampled = undefined;
    sampled = await sampleInputs(message.files, { signal });
    return { kind: 'sampled', request, size: sampled.size };
  }
  if (sampled === undefined) throw new InternalError('A preview was asked for before its sample.');
  const method = await findInWorker(message.method, message.module);
  // One thread: starting another would take longer than the run.
  const { report, notices, receipt } = await executeRun(
    method,
    { files: sampled.files, settings: message.settings },
    { threads: 1, signal, output: async (_port, name) => memorySink(name) },
  );
  return { kind: 'ran', request, run: { report, notices, seconds: receipt.seconds } };
}

scope.onMessage((received) => {
  const message = received as ToPreviewWorker;
  current.abort(new CancelledError());
  current = new AbortController();
  const { signal } = current;
  last = last
    .then(async () => {
      // A short run never pauses, so what a moving slider has asked for meanwhile is heard first.
      await new Promise((resolve) => setTimeout(resolve, 0));
      throwIfCancelled(signal);
      return answerTo(message, signal);
    })
    .catch(
      (thrown: unknown): FromPreviewWorker => ({
        kind: 'failed',
        request: message.request,
        error: explainFailure(thrown).toJSON(),
      }),
    )
    .then((answer) => scope.post(answer));
});
