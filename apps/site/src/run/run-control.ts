import { asOffprintError, CancelledError } from '@offprint/errors';
import { defaultThreads, type Method, type RawInputs } from '@offprint/methods';
import { type StartedRun, startRun } from '@offprint/methods/browser';
import { outputFiles } from './output-files.ts';
import { forgetResult, takeResultsFolder } from './results-folder.ts';
import { blobOf } from './save-file.ts';
import type { SheetEvent } from './sheet-state.ts';

/** Starts runs in a worker and tells the sheet how they go. One at a time. */
export interface RunControl {
  start(inputs: RawInputs): void;
  cancel(): void;
}

const askBeforeLeaving = (event: BeforeUnloadEvent): void => event.preventDefault();

export function createRunControl(method: Method, tell: (event: SheetEvent) => void): RunControl {
  const cleaned = takeResultsFolder();
  let runs = 0;
  let started: StartedRun<unknown> | null = null;
  let stopping = false;
  /** What the last result left in the browser's private files. */
  let kept: readonly Blob[] = [];

  const run = async (number: number, inputs: RawInputs): Promise<void> => {
    await cleaned;
    if (stopping) throw new CancelledError();
    const begun = startRun(method.id, inputs, {
      threads: defaultThreads(),
      onProgress: (progress) => tell({ type: 'run-progressed', run: number, progress }),
    });
    started = begun;
    const result = await begun.result;
    const outdated = kept;
    kept = await Promise.all(outputFiles(result).map(({ file }) => blobOf(file.reference)));
    tell({ type: 'run-finished', run: number, result });
    for (const blob of outdated) await forgetResult(blob);
  };

  return {
    start(inputs) {
      runs += 1;
      const number = runs;
      stopping = false;
      addEventListener('beforeunload', askBeforeLeaving);
      tell({ type: 'run-started', run: number });
      run(number, inputs)
        .catch((thrown: unknown) => tell({ type: 'run-failed', run: number, error: asOffprintError(thrown).toJSON() }))
        .finally(() => {
          started = null;
          removeEventListener('beforeunload', askBeforeLeaving);
        });
    },
    cancel() {
      stopping = true;
      tell({ type: 'cancel-asked' });
      started?.cancel();
    },
  };
}
