/**
 * The thread that keeps the saved index up to date: it takes `index` jobs, reads what changed, and writes the segment.
 * Killed at any moment, it leaves the folder as it was: the lease of its job runs out, and the change numbers say
 * where to go on.
 */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { createCatalog } from '@offprint/catalog';
import { asOffprintError, type OffprintError } from '@offprint/errors';
import { openIndex, type SearchIndex } from '@offprint/search';
import { type ClaimedJob, openStore, type Store } from '@offprint/store';
import { indexFolder } from '../service.ts';
import { catalogFeed } from './feed.ts';
import { type IndexerMessage, type IndexerOptions, pause } from './indexer.ts';

/** A dead worker's job is taken over after this long. */
const leaseMs = 60_000;
const heartbeatMs = 15_000;
/** How often it looks for work that nobody announced, such as papers written by the command line. */
const pollMs = 500;
/** How often it takes back the jobs of workers that died. */
const reapMs = 30_000;

const worker = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;

/** Runs until `stopped` fires. */
async function work(store: Store, index: SearchIndex, port: MessagePort, stopped: AbortSignal): Promise<void> {
  let reaped = 0;
  let lastError = '';
  const tell = (message: IndexerMessage): void => port.postMessage(message);
  const complain = (error: OffprintError): void => {
    if (error.code !== lastError) tell({ kind: 'failed', error: error.toJSON() });
    lastError = error.code;
  };
  while (!stopped.aborted) {
    try {
      if (Date.now() - reaped > reapMs) {
        await store.jobs.reap();
        reaped = Date.now();
      }
      const job = await store.jobs.claim(['index'], worker, leaseMs);
      if (job !== null) await withHeartbeat(store, job, () => update(index));
      else if (index.change < (await store.currentChange())) await update(index);
      else {
        await pause(pollMs, stopped);
        continue;
      }
      lastError = '';
      tell({ kind: 'saved', change: index.change });
    } catch (thrown) {
      complain(asOffprintError(thrown));
      await pause(pollMs, stopped);
    }
  }
}

async function update(index: SearchIndex): Promise<void> {
  await index.follow();
  await index.save();
}

/** Holds the lease while `run` works; a failure gives the job back with a back-off. */
async function withHeartbeat(store: Store, job: ClaimedJob, run: () => Promise<void>): Promise<void> {
  const beat = setInterval(() => {
    // A beat that fails is followed by another; if all fail, the lease runs out and another worker does the same work.
    store.jobs.heartbeat(job, leaseMs).catch(() => undefined);
  }, heartbeatMs);
  try {
    await run();
    await store.jobs.complete(null, job);
  } catch (thrown) {
    await store.jobs.fail(job, thrown);
    throw thrown;
  } finally {
    clearInterval(beat);
  }
}

if (parentPort !== null) {
  const port = parentPort;
  const options = workerData as IndexerOptions;
  const stop = new AbortController();
  port.once('message', () => stop.abort());
  const store = await openStore({
    folder: options.folder,
    ...(options.databaseUrl === undefined ? {} : { databaseUrl: options.databaseUrl }),
  });
  const index = await openIndex({
    folder: indexFolder(store),
    feed: catalogFeed(createCatalog(store)),
    signal: stop.signal,
  }).catch((thrown: unknown) => {
    // Stopped before it had read everything: the next start goes on from the change numbers.
    if (stop.signal.aborted) return null;
    throw thrown;
  });
  if (index !== null) {
    await work(store, index, port, stop.signal);
    await index.close();
  }
  await store.close();
  port.close();
}
