import { parentPort } from 'node:worker_threads';
import { InternalError } from '@offprint/errors';
import type { WorkerScope } from './worker-link.ts';

/** The line to the thread that started this worker. */
export function workerScope(): WorkerScope {
  const port = parentPort;
  if (port === null) throw new InternalError('This module runs in a worker thread only.');
  return {
    post: (message, transfer = []) => port.postMessage(message, [...transfer]),
    onMessage: (listener) => {
      port.on('message', listener);
    },
  };
}
