import { throwIfCancelled } from '@offprint/errors';
import type { Checkpoint } from '@offprint/files';
import type { Implementation } from '../method.ts';
import type { Executor } from './executor.ts';
import { hashFile } from './hash-file.ts';
import { taskRunner } from './task-runner.ts';

/** After this many milliseconds of tasks without a pause, timers and messages (Cancel among them) get their turn. */
const PAUSE_AFTER = 40;

/** Runs everything in this thread, one task after another. */
export function inlineExecutor(
  implementation: Pick<Implementation, 'tasks'>,
  checkpoints: Iterable<Checkpoint>,
  signal: AbortSignal,
): Executor {
  const runner = taskRunner(implementation, signal, checkpoints);
  let pausedAt = performance.now();
  return {
    window: 1,
    async task(name, item) {
      if (performance.now() - pausedAt > PAUSE_AFTER) {
        await new Promise((resolve) => setTimeout(resolve, 0));
        pausedAt = performance.now();
      }
      throwIfCancelled(signal);
      return (await runner.run(name, item)).result;
    },
    hash: (reference) => hashFile(reference, signal),
    drain() {},
    close: () => runner.close(),
  };
}
