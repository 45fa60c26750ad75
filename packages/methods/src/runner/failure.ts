import { asOffprintError, LimitError, OffprintError } from '@offprint/errors';
import type { WorkerDeath } from './worker-link.ts';

const memoryHint = 'Close other programs, use fewer threads, or take smaller files.';

/** Any failure of a run as a named error; what engines say when memory runs out is told as such. */
export function explainFailure(thrown: unknown): OffprintError {
  const outOfMemory = thrown instanceof RangeError && /memory|allocation failed/i.test(thrown.message);
  if (!outOfMemory) return asOffprintError(thrown);
  return new LimitError('run/out-of-memory', 'The run needed more memory than there is.', {
    hint: memoryHint,
    cause: thrown,
  });
}

/** The error of a run whose worker ended by itself. */
export function deathOfWorker(death: WorkerDeath): OffprintError {
  if (death.outOfMemory) {
    return new LimitError('run/out-of-memory', 'A worker of the run ran out of memory and was ended.', {
      hint: memoryHint,
      where: { reason: death.reason },
    });
  }
  return new OffprintError('internal', 'run/worker-died', `A worker of the run ended by itself: ${death.reason}.`, {
    hint: 'Run it again; if it happens again, report it with the method and the settings.',
    where: { reason: death.reason },
  });
}
