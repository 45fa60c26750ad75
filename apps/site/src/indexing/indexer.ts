import { Worker } from 'node:worker_threads';
import { type ErrorRecord, fromErrorRecord } from '@offprint/errors';
import type { Service } from '../service.ts';

export interface IndexerOptions {
  readonly folder: string;
  readonly databaseUrl?: string;
}

/** What the worker tells the request thread. */
export type IndexerMessage =
  | { readonly kind: 'saved'; readonly change: number }
  | { readonly kind: 'failed'; readonly error: ErrorRecord };

export interface Indexer {
  stop(): Promise<void>;
}

/** How often the request thread asks for new papers, so that what another process wrote is found within a second. */
const pollMs = 400;
/** So many changes are read by the request thread itself; after a larger import it loads what the worker has saved. */
const mostChangesRead = 200;
/** A worker that died is started again after this long. */
const restartMs = 1_000;

/**
 * Keeps the service's index up to date while it serves: a worker thread reads and saves, and the index that
 * answers requests follows it.
 */
export function startIndexer(service: Service, options: IndexerOptions, log: (line: string) => void): Indexer {
  let stopping = false;
  let saved = 0;
  let worker = startWorker();
  let exited = exitOf(worker);

  function startWorker(): Worker {
    const started = new Worker(new URL('./worker.ts', import.meta.url), { workerData: options });
    started.on('message', (message: IndexerMessage) => {
      if (message.kind === 'saved') saved = message.change;
      else log(`Indexing: ${fromErrorRecord(message.error).message} It will be tried again.`);
    });
    started.on('error', (error: Error) => log(`The indexing thread stopped: ${error.message}`));
    started.on('exit', () => {
      if (stopping) return;
      setTimeout(() => {
        if (stopping) return;
        worker = startWorker();
        exited = exitOf(worker);
      }, restartMs).unref();
    });
    return started;
  }

  async function followOnce(): Promise<void> {
    const behind = (await service.catalog.currentChange()) - service.index.change;
    if (behind <= 0) return;
    if (behind <= mostChangesRead) await service.index.follow();
    else if (saved > service.index.change) await service.reopenIndex();
  }

  async function followAlways(): Promise<void> {
    let lastError = '';
    while (!stopping) {
      try {
        await followOnce();
        lastError = '';
      } catch (thrown) {
        const message = thrown instanceof Error ? thrown.message : String(thrown);
        if (message !== lastError) log(`New papers cannot be read: ${message}`);
        lastError = message;
      }
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }

  const following = followAlways();
  return {
    async stop() {
      stopping = true;
      worker.postMessage('stop');
      await Promise.all([exited, following]);
    },
  };
}

function exitOf(worker: Worker): Promise<void> {
  return new Promise((resolve) => worker.once('exit', () => resolve()));
}
