import { asOffprintError, type OffprintError, throwIfCancelled } from '@offprint/errors';
import { newId } from '../id.ts';
import type { ClaimedJob, Jobs, Json } from './jobs.ts';

/** Does a job. It must be able to start over: a job whose worker died runs again from the beginning. */
export type JobHandler = (payload: Json, context: JobContext) => Promise<void>;

export interface JobContext {
  readonly job: ClaimedJob;
  /** Fires when the worker is to stop or has lost the job; then end soon, by throwing or returning. */
  readonly signal: AbortSignal;
}

export interface WorkerOptions {
  /** Which kinds this worker runs, and how. */
  readonly handlers: Readonly<Record<string, JobHandler>>;
  /** Shown in listings. Default: the number of the process and a new id. */
  readonly name?: string;
  /** How long a worker that died keeps its job, in milliseconds. Default 60 s. */
  readonly leaseMs?: number;
  /** How often an idle worker looks, in milliseconds. Default 1 s. */
  readonly pollMs?: number;
  /** Told of every failed attempt, and of every failure of the database itself (with `job` null). */
  readonly onError?: (error: OffprintError, job: ClaimedJob | null) => void;
}

export interface JobWorker {
  /** Look now: something was just enqueued. */
  wake(): void;
  /** Takes no more jobs, tells the running one to stop, gives it back, and waits for that. */
  stop(): Promise<void>;
}

const usualLeaseMs = 60_000;
const usualPollMs = 1_000;

/** A lease is prolonged so many times within its length, so that one slow answer of the database does not lose it. */
const heartbeatsPerLease = 3;

/** Runs jobs one after the other, fires schedules, and takes back the jobs of workers that died. */
export function startWorker(jobs: Jobs, options: WorkerOptions): JobWorker {
  const { handlers, leaseMs = usualLeaseMs, pollMs = usualPollMs, onError = () => undefined } = options;
  const name = options.name ?? `${process.pid}-${newId()}`;
  const kinds = Object.keys(handlers);
  const stopping = new AbortController();
  const pause = createPause();
  const finished = loop();
  return {
    wake: () => pause.end(),
    async stop() {
      stopping.abort();
      pause.end();
      await finished;
    },
  };

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      const worked = await step().catch((error) => {
        onError(asOffprintError(error), null);
        return false;
      });
      if (!worked) await pause.wait(pollMs);
    }
  }

  /** True if there was a job. */
  async function step(): Promise<boolean> {
    await jobs.fireSchedules();
    await jobs.reap();
    const job = await jobs.claim(kinds, name, leaseMs);
    if (job === null) return false;
    await runJob(job);
    return true;
  }

  async function runJob(job: ClaimedJob): Promise<void> {
    const lost = new AbortController();
    const signal = AbortSignal.any([stopping.signal, lost.signal]);
    const heart = setInterval(() => {
      jobs.heartbeat(job, leaseMs).then(
        (held) => {
          if (!held) lost.abort();
        },
        (error) => onError(asOffprintError(error), job),
      );
    }, leaseMs / heartbeatsPerLease);
    try {
      throwIfCancelled(signal);
      const handler = handlers[job.kind];
      if (handler === undefined) throw new Error(`No handler for jobs of kind ${job.kind}.`);
      await handler(job.payload, { job, signal });
      await jobs.complete(null, job);
    } catch (error) {
      if (stopping.signal.aborted) {
        await jobs.release(job);
        return;
      }
      if (!lost.signal.aborted) await jobs.fail(job, error);
      onError(asOffprintError(error), job);
    } finally {
      clearInterval(heart);
    }
  }
}

/** A wait that can be ended from outside; ended before it begins, it does not begin. */
function createPause(): { wait(ms: number): Promise<void>; end(): void } {
  let wake: (() => void) | null = null;
  let woken = false;
  return {
    async wait(ms) {
      if (!woken) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      wake = null;
      woken = false;
    },
    end() {
      woken = true;
      wake?.();
    },
  };
}
