import { CancelledError, fromErrorRecord, type OffprintError } from '@offprint/errors';
import type { ByteSink, SourceReference } from '@offprint/files';
import type { RunProgress, RunResult } from '../context.ts';
import type { Method, RawInputs, RunJournal } from '../method.ts';
import type { VerificationResult } from '../verification.ts';
import { deathOfWorker } from './failure.ts';
import { type HeldSinks, heldSinks } from './held-sinks.ts';
import type { FromRunWorker, ToRunWorker } from './run-messages.ts';
import { shareable } from './shared-references.ts';
import type { WorkerHandle } from './worker-link.ts';

/**
 * A worker that writes into private files of its own removes them when it is cancelled, at once unless the method never
 * pauses. One that has not by then is ended, and what it left goes when the next run starts a day later or more.
 */
const MILLISECONDS_TO_TIDY_UP = 2000;

/** A run in a worker. */
export interface StartedRun<T> {
  /** Settles when everything is over: result in place, or nothing left behind. */
  readonly result: Promise<T>;
  /** Stops it; `result` is then rejected with `CancelledError`. Too late once the outputs are being put in place. */
  cancel(): void;
}

export interface StartOptions {
  readonly onProgress?: (progress: RunProgress) => void;
  readonly threads: number;
  /** Makes the sink of an output in this thread; without it the worker writes into the page's private files. */
  readonly output?: (port: string, suggestedName: string) => Promise<ByteSink>;
  /** Throws the outputs away: only the report is wanted. */
  readonly discard?: boolean;
  /** Lets a run that was stopped go on; `output` must then make lasting sinks. */
  readonly journal?: RunJournal;
}

/** Starts a run in the given worker, which serves that run alone. */
export function startRunIn(
  worker: WorkerHandle,
  method: Pick<Method, 'id' | 'module'>,
  inputs: RawInputs,
  options: StartOptions,
): StartedRun<RunResult> {
  const sinks = options.output === undefined ? undefined : heldSinks(options.output, options.journal);
  return converse(worker, {
    first: {
      kind: 'run',
      ...named(method),
      inputs: { files: shared(inputs.files), settings: inputs.settings },
      threads: options.threads,
      sinks: options.discard === true ? 'nowhere' : sinks === undefined ? 'private-files' : 'starter',
      journal: options.journal !== undefined,
    },
    sinks,
    hear(message) {
      if (message.kind === 'progress') options.onProgress?.(message.progress);
      return message.kind === 'finished' ? withReferences(message.result, sinks?.committed) : undefined;
    },
  });
}

/** Starts the verification of a method in the given worker. */
export function startVerificationIn(
  worker: WorkerHandle,
  method: Pick<Method, 'id' | 'module'>,
  onProgress?: (share: number, detail: string) => void,
): StartedRun<VerificationResult> {
  return converse(worker, {
    first: { kind: 'verify', ...named(method) },
    sinks: undefined,
    hear(message) {
      if (message.kind === 'verifying') onProgress?.(message.share, message.detail);
      return message.kind === 'verified' ? message.result : undefined;
    },
  });
}

function named(method: Pick<Method, 'id' | 'module'>): { method: string; module?: string } {
  return { method: method.id, ...(method.module === undefined ? {} : { module: method.module }) };
}

function shared(files: RawInputs['files']): RawInputs['files'] {
  return Object.fromEntries(Object.entries(files).map(([port, list]) => [port, list.map(shareable)]));
}

function withReferences(result: RunResult, committed: ReadonlyMap<string, SourceReference> | undefined): RunResult {
  const outputs = Object.entries(result.outputs).map(([port, file]) => {
    const { reference: given } = file;
    const reference = given.kind === 'bytes' ? committed?.get(given.name) : undefined;
    return [port, reference === undefined ? file : { ...file, reference }] as const;
  });
  return { ...result, outputs: Object.fromEntries(outputs) };
}

interface Conversation<T> {
  readonly first: ToRunWorker;
  /** The sinks of the run, where this thread holds them; the worker can then be ended at any moment. */
  readonly sinks: HeldSinks | undefined;
  /** The result, once a message brings it. */
  hear(message: FromRunWorker): T | undefined;
}

function converse<T>(worker: WorkerHandle, { first, sinks, hear }: Conversation<T>): StartedRun<T> {
  const ownsFiles = first.kind === 'run' && first.sinks === 'private-files';
  const ending = Promise.withResolvers<T>();
  let patience: ReturnType<typeof setTimeout> | undefined;
  let over = false;
  let committing = false;
  const end = async (settle: () => void): Promise<void> => {
    if (over) return;
    over = true;
    clearTimeout(patience);
    await worker.terminate();
    // Committed outputs stay; this removes only what a worker that died left open.
    await sinks?.discard();
    settle();
  };
  const fail = (error: OffprintError): void => {
    end(() => ending.reject(error)).catch(ending.reject);
  };
  worker.onDeath((death) => fail(deathOfWorker(death)));
  worker.onMessage((received) => {
    const message = received as FromRunWorker;
    if (message.kind === 'call') {
      if (message.request.action === 'commit') {
        // From here on the run can no longer be called back, so nobody may lose patience with it.
        committing = true;
        clearTimeout(patience);
      }
      sinks?.serve(message.request).then((outcome) => {
        if (!over) worker.post({ kind: 'reply', call: message.call, outcome } satisfies ToRunWorker);
      });
    } else if (message.kind === 'failed') fail(fromErrorRecord(message.error));
    else {
      const result = hear(message);
      if (result !== undefined) end(() => ending.resolve(result)).catch(ending.reject);
    }
  });
  worker.post(first);
  return {
    result: ending.promise,
    cancel() {
      if (over || committing || patience !== undefined) return;
      if (!ownsFiles) return fail(new CancelledError());
      worker.post({ kind: 'cancel' } satisfies ToRunWorker);
      patience = setTimeout(() => fail(new CancelledError()), MILLISECONDS_TO_TIDY_UP);
    },
  };
}
