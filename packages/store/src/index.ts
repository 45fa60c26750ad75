export { newId } from './id.ts';
export type { ClaimedJob, JobCount, JobFilter, JobSummary, Jobs, Json, NewJob } from './jobs/jobs.ts';
export { type JobContext, type JobHandler, type JobWorker, startWorker, type WorkerOptions } from './jobs/worker.ts';
export { openStore, type StoreOptions } from './open.ts';
export type * from './schema.ts';
export { readSetting, writeSetting } from './settings.ts';
export type { Finding, Store } from './store.ts';
