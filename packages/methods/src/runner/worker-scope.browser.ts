import type { HoldLock, LockHeld } from './worker-handle.browser.ts';
import type { WorkerScope } from './worker-link.ts';

function isHoldLock(message: unknown): message is HoldLock {
  return typeof message === 'object' && message !== null && 'offprintLock' in message;
}

/** Takes the lock that tells the page of this worker's death, and never gives it back. */
function hold(lock: string): void {
  void navigator.locks.request(lock, () => {
    self.postMessage({ offprintLockHeld: lock } satisfies LockHeld);
    return new Promise<never>(() => {});
  });
}

/** The line to the thread that started this worker. */
export function workerScope(): WorkerScope {
  return {
    post: (message, transfer = []) => self.postMessage(message, { transfer: [...transfer] }),
    onMessage: (listener) => {
      self.addEventListener('message', (event: MessageEvent<unknown>) => {
        if (isHoldLock(event.data)) hold(event.data.offprintLock);
        else listener(event.data);
      });
    },
  };
}
