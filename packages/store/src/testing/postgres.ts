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

/** Characters of the server's log kept for the message when it does not start. */
const keptLogCharacters = 4_000;

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
  for (let tries = 1; ; tries++) {
    const { server, log } = await startOnce(user);
    if (server !== null) return server;
    if (tries === mostTries) throw new Error(`PostgreSQL did not start. It said: ${log}`);
  }
}

/** Null with the server's log if it does not start, for instance because somebody else took its port first. */
async function startOnce(user: SystemUser | null): Promise<{ server: TestServer | null; log: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'offprint-postgres-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    if (user !== null) await chown(folder, user.uid, user.gid);
    const programs = await findServerPrograms(folder, user);
    const password = randomBytes(12).toString('hex');
    await makeCluster(programs, folder, password, user);
    const port = await freePort();
    const keeper = startServer(programs, folder, port, user);
    const url = `postgresql://offprint:${password}@127.0.0.1:${port}/postgres`;
    if (await answers(url, keeper)) return { server: serverAt(url, () => stopServer(keeper).then(remove)), log: '' };
    await stopServer(keeper);
    await remove();
    return { server: null, log: keeper.log() };
  } catch (error) {
    await remove();
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
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user !== null) await chown(passwordFile, user.uid, user.gid);
  const options = ['--username=offprint', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--no-sync'];
  const text = ['--encoding=UTF8', '--locale=C', '--locale-provider=icu', '--icu-locale=en-US'];
  await run(path.join(bin, 'initdb'), [...options, ...text, `--pgdata=${path.join(folder, 'data')}`], {
    ...user,
    cwd: folder,
    env: environment,
  });
}

/**
 * $1 is the server, $2 its folder, $3 the port. The shell's own input (kept as 3) ends when `stopServer` closes it, and
 * when the process that started it is gone, however it went: then the server is told to stop and the folder removed.
 */
const keeperScript = `exec 3<&0
"$1" -D "$2/data" -h 127.0.0.1 -p "$3" -k '' -c fsync=off -c full_page_writes=off </dev/null >&2 3<&- &
server=$!
(
  read -r line <&3
  kill -INT $server 2>/dev/null
  while kill -0 $server 2>/dev/null; do sleep 0.05; done
  rm -rf "$2"
) &
keeper=$!
wait $server
echo ended
wait $keeper`;

/** A running server and the end of what it logged. */
interface Keeper {
  readonly process: ChildProcess;
  /** The server has ended, whether told to or not. */
  ended(): boolean;
  log(): string;
}

function startServer(
  { bin, environment }: ServerPrograms,
  folder: string,
  port: number,
  user: SystemUser | null,
): Keeper {
  const keeper = spawn('/bin/sh', ['-c', keeperScript, 'sh', path.join(bin, 'postgres'), folder, String(port)], {
    ...user,
    cwd: folder,
    env: environment,
    // In a session of its own: an interrupt from the terminal must not end it before the tests have let go.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let log = '';
  keeper.stderr.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-keptLogCharacters);
  });
  let ended = false;
  keeper.stdout.once('data', () => {
    ended = true;
  });
  return { process: keeper, ended: () => ended, log: () => log };
}

/** True when the server answers; false when it has ended or does not answer in time. */
async function answers(url: string, keeper: Keeper): Promise<boolean> {
  const giveUpAt = performance.now() + startTimeoutMs;
  while (!keeper.ended() && performance.now() < giveUpAt) {
    const client = new pg.Client(url);
    try {
      await client.connect();
      await client.end();
      return true;
    } catch {
      await wait(50);
    }
  }
  return false;
}

async function stopServer({ process: keeper }: Keeper): Promise<void> {
  if (keeper.exitCode !== null || keeper.signalCode !== null) return;
  const gone = once(keeper, 'exit');
  keeper.stdin?.end();
  await gone;
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
