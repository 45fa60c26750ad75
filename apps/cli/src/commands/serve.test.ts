import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openService } from '@offprint/site';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Started, startOffprint } from '../testing/command-line.ts';

let root: string;
let folder: string;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'offprint-serve-'));
  folder = path.join(root, 'data');
});
afterAll(() => rm(root, { recursive: true }));

/** A server whose address is in the environment, as `npm start` has it. */
function serve(environment: Readonly<Record<string, string>> = {}): Started {
  return startOffprint(['serve'], {
    environment: { PORT: '0', HOST: '', OFFPRINT_DATA: folder, DATABASE_URL: '', ...environment },
  });
}

async function addressOf(started: Started): Promise<string> {
  let said = '';
  started.child.stdout?.on('data', (chunk: Buffer) => {
    said += String(chunk);
  });
  await started.until('Offprint is at ');
  return /^Offprint is at (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(said)?.[1] ?? `no address in ${said}`;
}

describe('serve', () => {
  it('says where it is, answers, and stops on SIGTERM though a channel to its parent is open', async () => {
    const started = serve();
    const url = await addressOf(started);
    const health = (await (await fetch(`${url}/health`)).json()) as object;
    expect(health).toMatchObject({ ready: true, papers: 74 });
    expect(started.child.connected).toBe(true);
    started.child.kill('SIGTERM');
    expect(await started.ended).toMatchObject({ code: 0, stdout: `Offprint is at ${url}\n` });
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  it('stops when its parent lets go of the channel', async () => {
    const started = serve();
    await addressOf(started);
    started.child.disconnect();
    expect((await started.ended).code).toBe(0);
  });

  it('stops also when the parent goes before it is ready', async () => {
    const started = serve();
    await started.until('Opening the data folder');
    started.child.disconnect();
    expect((await started.ended).code).toBe(0);
  });

  it('says which port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, stdout, stderr } = await serve({ PORT: String(port) }).ended;
    expect(code).toBe(4);
    expect(stdout).toBe('');
    expect(stderr).toContain(`\nPort ${port} on 127.0.0.1 is in use by another program.\n`);
    expect(stderr).toContain(`PORT=${port + 1}`);
    other.close();
  });
});

describe('a data folder that cannot be served is told of in one sentence, with what to do', () => {
  async function refusal(data: string): Promise<{ code: number; lines: string[] }> {
    const { code, stdout, stderr } = await serve({ OFFPRINT_DATA: data }).ended;
    expect(stdout).toBe('');
    return { code, lines: stderr.trimEnd().split('\n').slice(1) };
  }

  it('below a file', async () => {
    const file = path.join(root, 'file');
    await writeFile(file, 'x');
    const { code, lines } = await refusal(path.join(file, 'data'));
    expect(code).toBe(5);
    expect(lines[0]).toBe(`The data folder ${file}/data cannot be used: part of the path is a file, not a folder.`);
    expect(lines.at(-2)).toContain('OFFPRINT_DATA');
    expect(lines.at(-1)).toBe('(data/unwritable)');
  });

  it('damaged', async () => {
    const data = path.join(root, 'damaged');
    await (await openService({ folder: data })).close();
    await writeFile(path.join(data, 'offprint.sqlite'), 'no database '.repeat(1000));
    const { code, lines } = await refusal(data);
    expect(code).toBe(6);
    expect(lines[0]).toMatch(/^The database file .*offprint\.sqlite is damaged: it is not an SQLite file\.$/);
    expect(lines.at(-2)).toContain('backup');
    expect(lines.at(-1)).toBe('(data/damaged)');
  });

  it('newer', async () => {
    const data = path.join(root, 'newer');
    await (await openService({ folder: data })).close();
    const database = new DatabaseSync(path.join(data, 'offprint.sqlite'));
    database.exec('update migrations set version = 99 where version = (select max(version) from migrations)');
    database.close();
    const { code, lines } = await refusal(data);
    expect(code).toBe(6);
    expect(lines[0]).toMatch(/newer/);
    expect(lines.at(-1)).toBe('(data/newer)');
  });
});
