/** What only a browser can do: runs in Web Workers, with outputs in the page's private files. */
import type { ByteSink } from '@offprint/files';
import type { RunProgress, RunResult } from './context.ts';
import { exampleInputs } from './example-inputs.ts';
import type { Method, RawInputs } from './method.ts';
import { findMethod } from './registry.ts';
import { defaultThreads } from './runner/execute.ts';
import { spawnRunWorker } from './runner/spawn-run.browser.ts';
import { type StartedRun, startRunIn, startVerificationIn } from './runner/start-run.ts';
import type { VerificationResult } from './verification.ts';

export type { MergeMeasure } from './preview/measure-merge.ts';
export type { PreviewRun } from './preview/preview-messages.ts';
export type { Previewer } from './preview/previewer.ts';
export type { SampleSize } from './preview/sample.ts';
export { createPreviewer } from './preview/spawn-preview.browser.ts';
export type { StartedRun } from './runner/start-run.ts';

export interface StartRunOptions {
  readonly onProgress?: (progress: RunProgress) => void;
  /** Workers for the tasks, beside the one of the run. Default: as many as the machine has, at most eight. */
  readonly threads?: number;
  /** Makes the sinks in the page. Without it the worker writes into the page's private files. */
  readonly output?: (port: string, suggestedName: string) => Promise<ByteSink>;
  /** Throws the outputs away: only the report is wanted. */
  readonly discard?: boolean;
}

/**
 * Runs a method in a Web Worker with a pool of its own, so that the page stays usable. Nothing leaves the machine.
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
  return startRunIn(spawnRunWorker(), found, inputs, { ...options, threads: options.threads ?? defaultThreads() });
}

/** Runs a method's verification in a Web Worker. */
export function startVerification(
  method: string | Method,
  options: { readonly onProgress?: (share: number, detail: string) => void } = {},
): StartedRun<VerificationResult> {
  const found = typeof method === 'string' ? findMethod(method) : method;
  return startVerificationIn(spawnRunWorker(), found, options.onProgress);
}

/**
 * Runs the example of a method and gives the SHA-256 of each output: the same numbers in every browser and in Node.
 * @param threads workers for the tasks
 */
export async function hashOfExampleRun(id: string, threads = 2): Promise<Readonly<Record<string, string>>> {
  const inputs = await exampleInputs(findMethod(id));
  const { outputs } = await startRun(id, inputs, { threads }).result;
  return Object.fromEntries(Object.entries(outputs).map(([port, file]) => [port, file.sha256]));
}
