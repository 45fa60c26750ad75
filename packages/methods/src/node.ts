/** What only Node can do: runs in worker threads, receipts on disk, figures without a browser. */
import path from 'node:path';
import { type ByteSink, memorySink } from '@offprint/files';
import { fileSink } from '@offprint/files/node';
import type { RunProgress, RunResult } from './context.ts';
import type { Method, RawInputs, RunJournal } from './method.ts';
import { findMethod } from './registry.ts';
import { defaultThreads } from './runner/execute.ts';
import { spawnRunWorker } from './runner/spawn-run.node.ts';
import { type StartedRun, startRunIn, startVerificationIn } from './runner/start-run.ts';
import type { VerificationResult } from './verification.ts';

export { drawFigureToFile, drawFigureToString } from './figure/draw.node.ts';
export { type ReadmeSection, readmeOf, saysWhenToUse } from './generate/readme.node.ts';
export { type ResumableRun, resumableRun } from './runner/resumable-run.node.ts';
export type { StartedRun } from './runner/start-run.ts';

export interface StartRunOptions {
  readonly onProgress?: (progress: RunProgress) => void;
  /** Threads for the tasks, beside the one of the run. Default: as many as the machine has, at most eight. */
  readonly threads?: number;
  /** Paths of the outputs, by port; of a port of many, a folder that exists. What is not named stays in memory. */
  readonly outputs?: Readonly<Record<string, string>>;
  /** Makes the sinks, instead of `outputs`. */
  readonly output?: (port: string, suggestedName: string) => Promise<ByteSink>;
  /** Lets a run that was stopped go on, as `resumableRun` makes it. */
  readonly journal?: RunJournal;
}

/**
 * Runs a method in a worker thread with a pool of its own, so that this thread only waits.
 *
 * @param method the id of a registered method, or a method that names its `module`
 * @throws NotFoundError `method/not-found` at once; everything else rejects `result`
 */
export function startRun(
  method: string | Method,
  inputs: RawInputs,
  options: StartRunOptions = {},
): StartedRun<RunResult> {
  const found = typeof method === 'string' ? findMethod(method) : method;
  const output = async (port: string, suggestedName: string): Promise<ByteSink> => {
    const place = options.outputs?.[port];
    if (place === undefined) return memorySink(suggestedName);
    return fileSink(found.outputs[port]?.many === true ? path.join(place, suggestedName) : place);
  };
  return startRunIn(spawnRunWorker(), found, inputs, {
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    threads: options.threads ?? defaultThreads(),
    output: options.output ?? output,
    ...(options.journal === undefined ? {} : { journal: options.journal }),
  });
}

/** Runs a method's verification in a worker thread. */
export function startVerification(
  method: string | Method,
  options: { readonly onProgress?: (share: number, detail: string) => void } = {},
): StartedRun<VerificationResult> {
  const found = typeof method === 'string' ? findMethod(method) : method;
  return startVerificationIn(spawnRunWorker(), found, options.onProgress);
}
