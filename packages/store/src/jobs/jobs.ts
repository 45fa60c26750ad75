import type { Transaction } from 'kysely';
import type { ErrorRecord } from '@offprint/errors';
import type { Database, JobState } from '../schema.ts';

/** Whatever survives JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A job to be enqueued. */
export interface NewJob {
  /** Which handler runs it, as `verb-noun`, for example `index-papers`. */
  readonly kind: string;
  readonly payload: Json;
  /**
   * At most one job under a key waits or runs. Enqueued again while it waits, it keeps its place (or runs earlier if
   * `runAt` is earlier) and takes the newer payload; enqueued again while it runs, it runs once more after that.
   */
  readonly uniqueKey?: string;
  /** Not before this instant, milliseconds UTC. Default: now. */
  readonly runAt?: number;
  /** How often it may be claimed before it counts as dead. Default 10. */
  readonly maxAttempts?: number;
}

/** A job that this worker holds. */
export interface ClaimedJob {
  readonly id: string;
  readonly kind: string;
  readonly payload: Json;
  readonly uniqueKey: string | null;
  /** 1 at the first try. */
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly lease: string;
  readonly leaseUntil: number;
}

/** A job as listings show it. */
export interface JobSummary {
  readonly id: string;
  readonly kind: string;
  readonly payload: Json;
  readonly uniqueKey: string | null;
  readonly state: JobState;
  readonly runAt: number;
  readonly attempts: number;
  readonly maxAttempts: number;
  readonly worker: string | null;
  readonly leaseUntil: number | null;
  readonly error: ErrorRecord | null;
  readonly createdAt: number;
}

export interface Jobs {
  /** Enqueues in the caller's transaction (the job exists if and only if that commits), or in one of its own with null. Returns the id. */
  enqueue(trx: Transaction<Database> | null, job: NewJob): Promise<string>;
  /** Takes the job of one of these kinds that has been due longest, or null. Each job goes to one worker. */
  claim(kinds: readonly string[], worker: string, leaseMs: number): Promise<ClaimedJob | null>;
  /** Prolongs the lease to now + `leaseMs`. False: the lease was lost, stop working. */
  heartbeat(job: ClaimedJob, leaseMs: number): Promise<boolean>;
  /** Done; in the caller's transaction the job's effect and its completion are one. False: the lease was lost. */
  complete(trx: Transaction<Database> | null, job: ClaimedJob): Promise<boolean>;
  /** Not done: ready again after a back-off, or dead if its attempts are used up or the error is one of input. Null: the lease was lost. */
  fail(job: ClaimedJob, error: unknown): Promise<'ready' | 'dead' | null>;
  /** Takes back the jobs whose lease ran out (their worker died). Returns how many. */
  reap(): Promise<number>;
  /** Stores a schedule; the same again changes nothing. Cron of five or six fields, in UTC. */
  schedule(name: string, cron: string, kind: string, payload?: Json): Promise<void>;
  unschedule(name: string): Promise<boolean>;
  /** Enqueues what is due, each occurrence once however many processes call; missed occurrences fire once together. Returns the names. */
  fireSchedules(): Promise<readonly string[]>;
  /** Dead jobs back to ready, with all their attempts. */
  revive(id: string): Promise<boolean>;
  /** Removes a job that is not running. */
  remove(id: string): Promise<boolean>;
  counts(): Promise<readonly { readonly kind: string; readonly state: JobState; readonly count: number }[]>;
  /** By id, oldest first; `after` is the last id of the page before. */
  list(filter: { readonly state?: JobState; readonly kind?: string; readonly after?: string; readonly limit: number }): Promise<readonly JobSummary[]>;
}
