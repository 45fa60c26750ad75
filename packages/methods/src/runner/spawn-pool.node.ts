import { startWorker } from './worker-handle.node.ts';
import type { WorkerHandle } from './worker-link.ts';

/** Starts a worker that runs tasks and hashes. */
export function spawnPoolWorker(): WorkerHandle {
  return startWorker(new URL('./pool-worker.ts', import.meta.url));
}
