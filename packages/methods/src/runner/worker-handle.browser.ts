import type { WorkerDeath, WorkerHandle } from './worker-link.ts';

/** Asks a worker to hold a lock for as long as it lives. */
export interface HoldLock {
  readonly offprintLock: string;
}

/** The worker's answer once it holds the lock. */
export interface LockHeld {
  readonly offprintLockHeld: string;
}

function isLockHeld(message: unknown): message is LockHeld {
  return typeof message === 'object' && message !== null && 'offprintLockHeld' in message;
}

/**
 * Watches over a Web Worker. A browser tells its owner when a worker's script fails, but not when it closes itself or
 * is ended for lack of memory. So the worker holds a lock, and whoever waits for that lock gets it when it dies.
 * Where a page has no locks (it was not served over a secure connection), only failures of the script are noticed.
 */
export function watchWorker(worker: Worker): WorkerHandle {
  let stopped = false;
  let death: WorkerDeath | undefined;
  const listeners: ((death: WorkerDeath) => void)[] = [];
  const waiting = new AbortController();
  const die = (cause: WorkerDeath): void => {
    if (stopped || death !== undefined) return;
    death = cause;
    waiting.abort();
    for (const listener of listeners) listener(cause);
  };
  worker.addEventListener('error', (event) => {
    die({
      outOfMemory: /out of memory/i.test(event.message),
      reason: event.message || 'its script could not be loaded',
    });
  });
  worker.addEventListener('messageerror', () => die({ outOfMemory: false, reason: 'a message was damaged' }));
  if ('locks' in navigator) {
    worker.addEventListener('message', (event: MessageEvent<unknown>) => {
      if (!isLockHeld(event.data)) return;
      navigator.locks
        .request(event.data.offprintLockHeld, { signal: waiting.signal }, () => {
          die({ outOfMemory: false, reason: 'the browser ended it, as browsers do when memory runs out' });
        })
        .catch(() => undefined); // Aborted: the worker was stopped on purpose.
    });
    worker.postMessage({ offprintLock: `offprint-worker-${crypto.randomUUID()}` } satisfies HoldLock);
  }
  return {
    post: (message, transfer = []) => worker.postMessage(message, [...transfer]),
    onMessage: (listener) => {
      worker.addEventListener('message', (event: MessageEvent<unknown>) => {
        if (!isLockHeld(event.data)) listener(event.data);
      });
    },
    onDeath: (listener) => {
      listeners.push(listener);
      if (death !== undefined) listener(death);
    },
    async terminate() {
      stopped = true;
      waiting.abort();
      worker.terminate();
    },
  };
}
