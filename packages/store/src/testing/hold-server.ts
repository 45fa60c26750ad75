/** A process for tests: starts a PostgreSQL server, prints its address, and stays until it is killed. */
import { writeSync } from 'node:fs';
import { startPostgres } from './postgres.ts';

const { url } = await startPostgres();
writeSync(1, `${url}\n`);
setInterval(() => undefined, 60_000);
