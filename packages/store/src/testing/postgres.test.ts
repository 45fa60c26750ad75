import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'offprint-hold-'));
  // As the system's own temporary folder is: another user, the server's, can make and remove what is its own there.
  await chmod(folder, 0o1777);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a test server', () => {
  it('stops and removes its folder when the process that started it is killed', async () => {
    const { OFFPRINT_TEST_DATABASE_URL: _given, ...environment } = process.env;
    const program = path.join(import.meta.dirname, 'hold-server.ts');
    const holder = spawn(process.execPath, [program], {
      env: { ...environment, TMPDIR: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const gone = once(holder, 'close');
    const [said] = await Promise.race([once(holder.stdout, 'data'), gone]);
    const url = String(said).trim();
    expect(await answers(url)).toBe(true);
    expect(await readdir(folder)).toHaveLength(1);

    holder.kill('SIGKILL');
    await gone;
    while ((await readdir(folder)).length > 0) await wait(20);
    expect(await answers(url)).toBe(false);
  });
});

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client(url);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}
