import { startWorker } from './worker-handle.node.ts';
import type { WorkerHandle } from './worker-link.ts';

/** Starts a worker that runs one method, with a pool of its own. */
export function spawnRunWorker(): WorkerHandle {
  return startWorker(new URL('./run-worker.ts', import.meta.url));
}
