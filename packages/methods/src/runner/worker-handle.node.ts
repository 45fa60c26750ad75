import { Worker, type WorkerOptions } from 'node:worker_threads';
import type { WorkerDeath, WorkerHandle } from './worker-link.ts';

/** Starts a worker thread from a module. */
export function startWorker(url: URL, options: WorkerOptions = {}): WorkerHandle {
  const worker = new Worker(url, options);
  let stopped = false;
  let death: WorkerDeath | undefined;
  const listeners: ((death: WorkerDeath) => void)[] = [];
  const die = (cause: WorkerDeath): void => {
    if (stopped || death !== undefined) return;
    death = cause;
    for (const listener of listeners) listener(cause);
  };
  worker.on('error', (error: Error & { code?: string }) => {
    die({ outOfMemory: error.code === 'ERR_WORKER_OUT_OF_MEMORY', reason: error.message });
  });
  worker.on('messageerror', (error) => die({ outOfMemory: false, reason: `a message was damaged: ${error.message}` }));
  worker.on('exit', (code) => die({ outOfMemory: false, reason: `it ended with exit code ${code}` }));
  return {
    post: (message, transfer = []) => worker.postMessage(message, transfer),
    onMessage: (listener) => {
      worker.on('message', listener);
    },
    onDeath: (listener) => {
      listeners.push(listener);
      if (death !== undefined) listener(death);
    },
    async terminate() {
      stopped = true;
      await worker.terminate();
    },
  };
}
