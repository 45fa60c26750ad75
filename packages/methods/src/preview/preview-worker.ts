/** The worker of previews: holds the sample of the chosen files, and runs methods on it, one request at a time. */
import { CancelledError, InternalError, throwIfCancelled } from '@offprint/errors';
import { memorySink, openCheckpoint, type SourceReference } from '@offprint/files';
import { workerScope } from '#worker-scope';
import { type Method, portOfOutput, type RawInputs } from '../method.ts';
import { executeRun } from '../runner/execute.ts';
import { explainFailure } from '../runner/failure.ts';
import { findInWorker } from '../runner/find-in-worker.ts';
import { nowhereSink } from '../runner/nowhere-sink.ts';
import { type MergeMeasure, measureMerge } from './measure-merge.ts';
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
  const { outputs, report, notices, receipt } = await executeRun(
    method,
    { files: filesFor(method, sampled.files), settings: message.settings },
    { threads: 1, signal, output: async (_port, name) => (message.measure ? memorySink(name) : nowhereSink(name)) },
  );
  const made = Object.entries(outputs).filter(([key]) => method.outputs[portOfOutput(key)]?.kind === 'checkpoint');
  const references = made.map(([, { reference }]) => reference);
  const measure = message.measure ? await measured(sampled.files, references) : null;
  return { kind: 'ran', request, run: { report, notices, seconds: receipt.seconds, measure } };
}

/** What a method takes of the files: one that needs no base is run without the base that another had. */
function filesFor(method: Pick<Method, 'files'>, files: RawInputs['files']): RawInputs['files'] {
  return Object.fromEntries(Object.entries(files).filter(([port]) => port in method.files));
}

/** Ports go by these names in all methods that merge models of one base. */
async function measured(files: SampledInputs['files'], made: readonly SourceReference[]): Promise<MergeMeasure | null> {
  const { base: [base] = [], models = [] } = files;
  if (models.length === 0 || made.length === 0) return null;
  return measureMerge({
    base: base === undefined ? null : await openCheckpoint(base),
    models: await Promise.all(models.map((model) => openCheckpoint(model))),
    merged: await openCheckpoint(made),
  });
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
