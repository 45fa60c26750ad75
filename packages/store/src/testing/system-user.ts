import { readFile } from 'node:fs/promises';

/** Whom a child process runs as, in the form that `spawn` takes. */
export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/** Users that may own a server, in order of preference. The server refuses one without an entry in the password file. */
const candidates = ['postgres', 'nobody'];

/** PostgreSQL refuses to run as root: another user of the system where we are root, else null for ourselves. */
export async function userForServer(): Promise<SystemUser | null> {
  if (process.getuid?.() !== 0) return null;
  const entries = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of candidates) {
    const entry = entries.find(([user]) => user === name);
    if (entry !== undefined) return { uid: Number(entry[2]), gid: Number(entry[3]) };
  }
  throw new Error(
    `PostgreSQL refuses to run as root, and this system has none of the users ${candidates.join(', ')}. ` +
      'Run the tests as an ordinary user, or set OFFPRINT_TEST_DATABASE_URL to a running server.',
  );
}
