import { watchWorker } from './worker-handle.browser.ts';
import type { WorkerHandle } from './worker-link.ts';

/** Starts a worker that runs tasks and hashes. The address must stand here literally: bundlers look for it. */
export function spawnPoolWorker(): WorkerHandle {
  return watchWorker(new Worker(new URL('./pool-worker.ts', import.meta.url), { type: 'module' }));
}
