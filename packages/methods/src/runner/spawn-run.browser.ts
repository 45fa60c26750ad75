import { watchWorker } from './worker-handle.browser.ts';
import type { WorkerHandle } from './worker-link.ts';

/** Starts a worker that runs one method, with a pool of its own. The address must stand here literally. */
export function spawnRunWorker(): WorkerHandle {
  return watchWorker(new Worker(new URL('./run-worker.ts', import.meta.url), { type: 'module' }));
}
