import type { ErrorRecord } from '@offprint/errors';
import type { Kysely, Transaction } from 'kysely';
import type { Database, JobState } from '../schema.ts';
import { claim } from './claim.ts';
import { enqueue } from './enqueue.ts';
import { complete, fail, heartbeat, reap, release } from './finish.ts';
import { countJobs, listJobs, removeJob, reviveJob } from './list.ts';
import { fireSchedules, removeSchedule, storeSchedule } from './schedules.ts';

/** Whatever survives JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A job to be enqueued. */
export interface NewJob {
  /** Which handler runs it, as `verb-noun`, for example `index-papers`. */
  readonly kind: string;
  readonly payload: Json;
  /**
   * At most one job of a kind under a key waits or runs. Enqueued again while it waits, it keeps its place (or runs
   * earlier if `runAt` is earlier) and takes the newer payload; enqueued again while it runs, it runs once more after.
   */
  readonly uniqueKey?: string;
  /** Not before this instant, milliseconds UTC. Default: now. */
  readonly runAt?: number;
  /** How often it may be tried before it counts as dead. Default 10. */
  readonly maxAttempts?: number;
}

/** A job that a worker holds. */
export interface ClaimedJob {
  readonly id: string;
  readonly kind: string;
  readonly payload: Json;
  readonly uniqueKey: string | null;
  /** 1 at the first try. */
  readonly attempt: number;
  readonly maxAttempts: number;
  /** Proof of this claim. */
  readonly lease: string;
  /** Milliseconds UTC. */
  readonly leaseUntil: number;
}

/** A job as listings show it. Instants are milliseconds UTC. */
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
  /** What the last attempt died of. */
  readonly error: ErrorRecord | null;
  readonly createdAt: number;
}

export interface JobFilter {
  readonly state?: JobState;
  readonly kind?: string;
  /** The last id of the page before. */
  readonly after?: string;
  /** At most so many, from 1. */
  readonly limit: number;
}

export interface JobCount {
  readonly kind: string;
  readonly state: JobState;
  readonly count: number;
}

/**
 * Work outside the request, kept in the database.
 *
 * A job runs at least once: it is deleted when it is completed, and a worker that dies loses its lease, after which
 * another runs the job again. Completed in the transaction of its effect, the effect happens exactly once.
 */
export interface Jobs {
  /** Enqueues in the caller's transaction (the job exists if and only if that commits), or in one of its own. Returns the id. */
  enqueue(trx: Transaction<Database> | null, job: NewJob): Promise<string>;
  /** Takes the job of one of these kinds that has been due longest, or null. Each goes to one worker. */
  claim(kinds: readonly string[], worker: string, leaseMs: number): Promise<ClaimedJob | null>;
  /** Prolongs the lease to now + `leaseMs`. False: the lease was lost, stop working. */
  heartbeat(job: ClaimedJob, leaseMs: number): Promise<boolean>;
  /** Done. False: the lease was lost, so a transaction that holds the job's effect must be rolled back. */
  complete(trx: Transaction<Database> | null, job: ClaimedJob): Promise<boolean>;
  /**
   * Not done. Ready again after a back-off, or dead: when its attempts are used up, or at once when the error is one of
   * input, which the same input would meet again. Null: the lease was lost.
   */
  fail(job: ClaimedJob, error: unknown): Promise<'ready' | 'dead' | null>;
  /** Gives the job back as if it had not been claimed. False: the lease was lost. */
  release(job: ClaimedJob): Promise<boolean>;
  /** Fails the jobs whose lease ran out because their worker died, up to 100. Returns how many. */
  reap(): Promise<number>;
  /**
   * Stores a schedule; the same again changes nothing.
   * @param cron five fields, or six with seconds first, read in UTC
   * @throws InputError `schedule/invalid`
   */
  schedule(name: string, cron: string, kind: string, payload?: Json): Promise<void>;
  /** False if there was none. */
  unschedule(name: string): Promise<boolean>;
  /**
   * Enqueues what is due, each occurrence once however many processes call. Occurrences missed while nobody called fire
   * once together. Returns the names fired.
   */
  fireSchedules(): Promise<readonly string[]>;
  /** A dead job becomes ready, with all its attempts. False if it is not dead, or its key has a live job. */
  revive(id: string): Promise<boolean>;
  /** Removes a job that is not running. */
  remove(id: string): Promise<boolean>;
  counts(): Promise<readonly JobCount[]>;
  /** Oldest first. */
  list(filter: JobFilter): Promise<readonly JobSummary[]>;
}

/** What jobs need of the store. `clock` gives milliseconds UTC. */
export interface JobsStore {
  readonly dialect: 'sqlite' | 'postgres';
  readonly db: Kysely<Database>;
  write<T>(work: (trx: Transaction<Database>) => Promise<T>): Promise<T>;
  readonly clock: () => number;
}

export function createJobs(store: JobsStore): Jobs {
  const within = <T>(
    trx: Transaction<Database> | null,
    work: (trx: Transaction<Database>) => Promise<T>,
  ): Promise<T> => (trx === null ? store.write(work) : work(trx));
  return {
    enqueue: (trx, job) => within(trx, (own) => enqueue(own, job, store.clock())),
    claim: (kinds, worker, leaseMs) => claim(store, kinds, worker, leaseMs),
    heartbeat: (job, leaseMs) => store.write((trx) => heartbeat(trx, job, store.clock() + leaseMs)),
    complete: (trx, job) => within(trx, (own) => complete(own, job, store.clock())),
    fail: (job, error) => store.write((trx) => fail(trx, store.dialect, job, error, store.clock())),
    release: (job) => store.write((trx) => release(trx, job, store.clock())),
    reap: () => reap(store),
    schedule: (name, cron, kind, payload = null) => storeSchedule(store, { name, cron, kind, payload }),
    unschedule: (name) => store.write((trx) => removeSchedule(trx, name)),
    fireSchedules: () => fireSchedules(store),
    revive: (id) => store.write((trx) => reviveJob(trx, id, store.clock())),
    remove: (id) => store.write((trx) => removeJob(trx, id)),
    counts: () => countJobs(store.db),
    list: (filter) => listJobs(store.db, filter),
  };
}
