import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { findServerPrograms, type ServerPrograms } from './server-programs.ts';
import { type SystemUser, userForServer } from './system-user.ts';

const run = promisify(execFile);

/** A real PostgreSQL server for tests. */
export interface TestServer {
  /** Address of a database in which new databases can be made. */
  readonly url: string;
  /** Makes an empty database and returns its address. `options` is SQL after `create database NAME`. */
  createDatabase(options?: string): Promise<string>;
  /** Stops the server if it was started here, and removes everything it wrote. */
  stop(): Promise<void>;
}

/** The server answers well within this time, in milliseconds, even on a machine that does much else. */
const startTimeoutMs = 60_000;

/** How often another port is tried when somebody else took the free one first. */
const mostTries = 3;

/**
 * The server that `OFFPRINT_TEST_DATABASE_URL` names; or else one started here, on 127.0.0.1 and a free port, with its
 * data in a temporary folder. It also stops, and its folder goes, when this process is killed.
 *
 * Its databases sort text by the rules of English, not by bytes, so that a column without a collation shows.
 * @throws Error that says what to install where no server can be had
 */
export async function startPostgres(): Promise<TestServer> {
  const given = process.env['OFFPRINT_TEST_DATABASE_URL'];
  if (given !== undefined && given !== '') return serverAt(given, async () => undefined);

  const user = await userForServer();
  const folder = await mkdtemp(path.join(tmpdir(), 'offprint-postgres-'));
  try {
    if (user !== null) await chown(folder, user.uid, user.gid);
    const programs = await findServerPrograms(folder, user);
    const password = randomBytes(12).toString('hex');
    await makeCluster(programs, folder, password, user);
    for (let tries = 1; ; tries++) {
      const port = await freePort();
      const keeper = startServer(programs, folder, port, user);
      const url = `postgresql://offprint:${password}@127.0.0.1:${port}/postgres`;
      const failure = await untilReady(url, keeper);
      if (failure === null) return serverAt(url, () => stopServer(keeper));
      await stopServer(keeper);
      if (tries === mostTries) throw new Error(`PostgreSQL did not start: ${failure}`);
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

function serverAt(url: string, stop: () => Promise<void>): TestServer {
  return {
    url,
    async createDatabase(options = '') {
      const name = `offprint_test_${randomBytes(8).toString('hex')}`;
      const client = new pg.Client(url);
      await client.connect();
      try {
        await client.query(`create database ${name} ${options}`);
      } finally {
        await client.end();
      }
      const made = new URL(url);
      made.pathname = `/${name}`;
      return made.href;
    },
    stop,
  };
}

async function makeCluster(
  { bin, environment }: ServerPrograms,
  folder: string,
  password: string,
  user: SystemUser | null,
): Promise<void> {
  const passwordFile = path.join(folder, 'password');
  await writeFile(passwordFile, password);
  const options = ['--username=offprint', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--no-sync'];
  const text = ['--encoding=UTF8', '--locale=C', '--locale-provider=icu', '--icu-locale=en-US'];
  await run(path.join(bin, 'initdb'), [...options, ...text, `--pgdata=${path.join(folder, 'data')}`], {
    ...user,
    cwd: folder,
    env: environment,
  });
}

/**
 * Starts a shell that keeps the server as its child until its own input ends, which happens when `stopServer` closes
 * it and when this process is gone, however it went.
 */
function startServer({ bin, environment }: ServerPrograms, folder: string, port: number, user: SystemUser | null) {
  const script = `"$1" -D "$2/data" -h 127.0.0.1 -p "$3" -k '' -c fsync=off -c full_page_writes=off </dev/null >"$2/log" 2>&1 &
server=$!
(wait_for_end() { while kill -0 $server 2>/dev/null; do sleep 0.2; done; }; wait_for_end; kill $$ 2>/dev/null) &
trap : TERM
read -r line
kill -INT $server 2>/dev/null
wait $server
rm -rf "$2"`;
  return spawn('/bin/sh', ['-c', script, 'sh', path.join(bin, 'postgres'), folder, String(port)], {
    ...user,
    cwd: folder,
    env: environment,
    // In a session of its own: an interrupt from the terminal must not end it before the tests have let go.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
}

/** Null when the server answers; what it said last when it does not. */
async function untilReady(url: string, keeper: ChildProcess): Promise<string | null> {
  const giveUpAt = performance.now() + startTimeoutMs;
  for (let last = 'it ended at once'; ; await wait(50)) {
    if (keeper.exitCode !== null) return last;
    const client = new pg.Client(url);
    try {
      await client.connect();
      await client.end();
      return null;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
      if (performance.now() > giveUpAt) return last;
    }
  }
}

async function stopServer(keeper: ChildProcess): Promise<void> {
  if (keeper.exitCode !== null || keeper.signalCode !== null) return;
  const ended = once(keeper, 'exit');
  keeper.stdin?.end();
  await ended;
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
  return address.port;
}
