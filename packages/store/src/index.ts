export { newId } from './id.ts';
export type { ClaimedJob, JobSummary, Jobs, Json, NewJob } from './jobs/jobs.ts';
export { openStore } from './open.ts';
export type * from './schema.ts';
export { readSetting, writeSetting } from './settings.ts';
export type { Finding, Store } from './store.ts';
