import { CancelledError, InputError, InternalError, throwIfCancelled } from '@offprint/errors';
import { createRandom } from '@offprint/numerics';
import type { Journal, Notice, Report, RunContext, RunResult } from '../context.ts';
import type { Json } from '../json.ts';
import type { FilePorts, Implementation, Method, RawInputs, RunOptions, SettingPorts } from '../method.ts';
import { makeReceipt, seedOf } from '../receipts/make-receipt.ts';
import { provenanceOf } from '../receipts/provenance.ts';
import type { Executor } from './executor.ts';
import { explainFailure } from './failure.ts';
import { inlineExecutor } from './inline.ts';
import { hashInputs } from './input-hashes.ts';
import { type OpenInputs, openInputs } from './inputs.ts';
import { openJournal } from './journal.ts';
import { orderedMap } from './ordered-map.ts';
import { type Outputs, runOutputs } from './outputs.ts';
import { poolExecutor } from './pool.ts';
import { progressMeter } from './progress.ts';

/** More threads than this gain little on methods that are bound by memory, and each holds buffers. */
const MOST_THREADS_UNASKED = 8;

const hashing = 'hashing the inputs';

/** As many threads as the machine has, at most eight. */
export function defaultThreads(): number {
  return Math.max(1, Math.min(MOST_THREADS_UNASKED, navigator.hardwareConcurrency));
}

/**
 * Runs a method to its end: opens and hashes the inputs, calls the implementation, commits the outputs last of all.
 * On any failure and on cancel, workers are stopped, outputs discarded and inputs closed before the error is thrown.
 *
 * @throws only errors of `@offprint/errors`
 */
export async function executeRun<F extends FilePorts, S extends SettingPorts, R>(
  method: Method<F, S, R>,
  raw: RawInputs,
  options: RunOptions<R> = {},
): Promise<RunResult<R>> {
  const started = performance.now();
  const signal = options.signal ?? new AbortController().signal;
  const threads = options.threads ?? defaultThreads();
  const opened: { inputs?: OpenInputs<F, S>; executor?: Executor } = {};
  const outputs = runOutputs(method, options.output);
  const cancelled = cancelOf(signal);
  const meter = progressMeter<R>(method.steps, (progress) => options.onProgress?.(progress));
  const stopWorkers = async (reason: unknown): Promise<void> => {
    await opened.executor?.close(reason);
    delete opened.executor;
  };
  try {
    checkThreads(threads);
    throwIfCancelled(signal);
    const inputs = await openInputs(method, raw);
    opened.inputs = inputs;
    const implementation = await method.implementation();
    const all = Object.values(inputs.checkpoints).flat();
    const executor =
      threads === 1
        ? inlineExecutor(implementation, all, signal)
        : poolExecutor({ ...method, references: all.map(({ references }) => references) }, threads);
    opened.executor = executor;
    const notices: Notice[] = [];
    const hashes = hashInputs(inputs.checkpoints, executor);
    // Who waits for the hashes hears of a failure; nobody may have begun to wait when they fail.
    hashes.catch(() => undefined);
    // Every value came through the schema of a port, and ports hold JSON.
    const settings = pick(inputs.inputs, Object.keys(method.settings)) as Record<string, Json>;
    if (options.journal !== undefined) meter.update({ step: 0, share: 0, detail: hashing });
    const journal = await Promise.race([
      openJournal(method, settings, hashes, options.journal, outputs),
      cancelled.promise,
    ]);
    let latest: Parameters<RunContext<R>['progress']>[0] = { step: 0, share: 0, detail: '' };
    const context = contextOf(method, inputs, {
      signal,
      threads,
      executor,
      outputs,
      notices,
      update(update) {
        latest = update;
        meter.update(update);
      },
      journal,
      provenance: async () => {
        // Large files take a while to hash, and a method may have to wait for that before its first byte.
        meter.update({ ...latest, detail: hashing });
        return provenanceOf(method, settings, await hashes);
      },
    });
    const report = runAndDrain(implementation, inputs, context, executor);
    const [found, hashed] = await Promise.race([Promise.all([report, hashes]), cancelled.promise]);
    throwIfCancelled(signal);
    meter.finish();
    const files = await outputs.commit();
    return {
      outputs: files,
      report: found,
      notices,
      receipt: makeReceipt({
        method,
        inputs: hashed,
        settings,
        outputs: files,
        report: found,
        notices,
        seconds: (performance.now() - started) / 1000,
        finished: new Date(),
      }),
    };
  } catch (thrown) {
    const error = explainFailure(thrown);
    await stopWorkers(error);
    await outputs.discard();
    throw error;
  } finally {
    cancelled.stop();
    meter.stop();
    await stopWorkers(new CancelledError('The run is over.'));
    await opened.inputs?.close();
  }
}

function checkThreads(threads: number): void {
  if (Number.isInteger(threads) && threads >= 1) return;
  throw new InputError('run/threads', `A run cannot use ${threads} threads.`, {
    hint: 'Give a whole number from 1 on.',
    where: { threads: String(threads) },
  });
}

/** A promise that is rejected when the signal fires, and never fulfilled. */
function cancelOf(signal: AbortSignal): { readonly promise: Promise<never>; stop(): void } {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => {
    try {
      throwIfCancelled(signal);
    } catch (reason) {
      reject(reason);
    }
  };
  signal.addEventListener('abort', onAbort);
  // A cancel while nothing waits for it is seen by the next `throwIfCancelled`.
  promise.catch(() => undefined);
  return { promise, stop: () => signal.removeEventListener('abort', onAbort) };
}

async function runAndDrain<F extends FilePorts, S extends SettingPorts, R>(
  implementation: Implementation<F, S, R>,
  inputs: OpenInputs<F, S>,
  context: RunContext<R>,
  executor: Executor,
): Promise<Report<R>> {
  const report = await implementation.run(inputs.inputs, context);
  executor.drain();
  const strange = report.numbers.find(({ value }) => !Number.isFinite(value));
  if (strange !== undefined) throw new InternalError(`The report gives ${strange.value} for ${strange.label}.`);
  return report;
}

interface ContextParts<R> {
  readonly signal: AbortSignal;
  readonly threads: number;
  readonly executor: Executor;
  readonly outputs: Outputs;
  readonly notices: Notice[];
  readonly journal: Journal;
  provenance(): Promise<Readonly<Record<string, string>>>;
  update(update: Parameters<RunContext<R>['progress']>[0]): void;
}

function contextOf<F extends FilePorts, S extends SettingPorts, R>(
  method: Method<F, S, R>,
  inputs: OpenInputs<F, S>,
  parts: ContextParts<R>,
): RunContext<R> {
  const { signal, executor } = parts;
  const seedName = seedOf(method);
  return {
    signal,
    threads: parts.threads,
    progress(update) {
      throwIfCancelled(signal);
      parts.update(update);
    },
    notice: (code, message) => {
      parts.notices.push({ code, message });
    },
    random(stream) {
      if (seedName === undefined)
        throw new InternalError(`The method ${method.id} draws random numbers but has no seed.`);
      return createRandom(Number(pick(inputs.inputs, [seedName])[seedName]), stream);
    },
    async output(port, suggestedName) {
      throwIfCancelled(signal);
      return parts.outputs.open(port, suggestedName);
    },
    provenance: parts.provenance,
    journal: parts.journal,
    map: <I, O>(task: string, items: Iterable<I>, take: (result: O, index: number) => void | Promise<void>) =>
      orderedMap(
        items,
        executor.window,
        (item) => executor.task(task, item) as Promise<O>,
        async (result, index) => {
          throwIfCancelled(signal);
          await take(result, index);
        },
      ),
  };
}

function pick(from: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, from[name]]));
}
