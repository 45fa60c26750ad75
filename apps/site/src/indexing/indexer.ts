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
/** When nothing was saved for so long (a full disk, say), the request thread reads large imports after all. */
const patienceMs = 10_000;
/** A worker that died is started again after this long. */
const restartMs = 1_000;

/**
 * Keeps the service's index up to date while it serves: a worker thread reads and saves, and the index that
 * answers requests follows it.
 */
export function startIndexer(service: Service, options: IndexerOptions, log: (line: string) => void): Indexer {
  const stopping = new AbortController();
  const complain = onceEach(log);
  const worker = keepWorker(options, stopping.signal, complain);
  const following = followAlways(service, worker.saved, stopping.signal, complain);
  return {
    async stop() {
      stopping.abort();
      await Promise.all([worker.ended, following]);
    },
  };
}

/** Prints a line unless it is the one printed last: what goes wrong every second is said once. */
function onceEach(log: (line: string) => void): (line: string) => void {
  let last = '';
  return (line) => {
    if (line !== last) log(line);
    last = line;
  };
}

/** Runs the worker, and runs it again when it dies, until `stop` fires. `saved` is the change up to which it has saved. */
function keepWorker(
  { folder, databaseUrl }: IndexerOptions,
  stop: AbortSignal,
  complain: (line: string) => void,
): { readonly saved: () => number; readonly ended: Promise<void> } {
  let saved = 0;
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const start = (): void => {
    if (stop.aborted) {
      resolve();
      return;
    }
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: { folder, ...(databaseUrl === undefined ? {} : { databaseUrl }) } satisfies IndexerOptions,
      // Not those of the process: some, such as `--input-type`, a worker refuses.
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    const tellToStop = (): void => worker.postMessage('stop');
    stop.addEventListener('abort', tellToStop);
    worker.on('message', (message: IndexerMessage) => {
      if (message.kind === 'saved') saved = message.change;
      else complain(`Indexing: ${fromErrorRecord(message.error).message} It will be tried again.`);
    });
    worker.on('error', (error: Error) => complain(`The indexing thread stopped: ${error.message}`));
    worker.on('exit', () => {
      stop.removeEventListener('abort', tellToStop);
      if (stop.aborted) resolve();
      else void pause(restartMs, stop).then(start);
    });
  };
  start();
  return { saved: () => saved, ended };
}

/** Brings the index of the request thread up to date, again and again. */
async function followAlways(
  service: Service,
  saved: () => number,
  stop: AbortSignal,
  complain: (line: string) => void,
): Promise<void> {
  let behindSince = Number.POSITIVE_INFINITY;
  while (!stop.aborted) {
    try {
      const behind = (await service.catalog.currentChange()) - service.index.change;
      behindSince = behind > 0 ? Math.min(behindSince, Date.now()) : Number.POSITIVE_INFINITY;
      if (behind > 0 && (behind <= mostChangesRead || Date.now() - behindSince > patienceMs))
        await service.index.follow();
      else if (behind > 0 && saved() > service.index.change) await service.reopenIndex();
    } catch (thrown) {
      complain(`New papers cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    }
    await pause(pollMs, stop);
  }
}

/** Waits, but not beyond `stop`. */
export function pause(milliseconds: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      stop.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    stop.addEventListener('abort', done);
    if (stop.aborted) done();
  });
}
