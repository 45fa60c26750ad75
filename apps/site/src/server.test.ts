import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { paperRecord } from '@offprint/catalog';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildSite } from '../build.ts';
import { serve } from './server.ts';
import { openService } from './service.ts';

// Inside the package, so that the built pages find the packages that they import.
const builds = fileURLToPath(new URL('../build/', import.meta.url));

let buildFolder: string;
let folder: string;

beforeAll(async () => {
  await mkdir(builds, { recursive: true });
  buildFolder = await mkdtemp(path.join(builds, 'test-'));
  folder = await mkdtemp(path.join(tmpdir(), 'offprint-server-'));
  await buildSite({ folder: buildFolder });
});
afterAll(async () => {
  await rm(buildFolder, { recursive: true });
  await rm(folder, { recursive: true });
});

const quiet = (): void => undefined;

interface Health {
  readonly papers: number;
  readonly change: number;
  readonly index: { readonly change: number; readonly documents: number };
}

async function health(url: string): Promise<Health> {
  return (await (await fetch(`${url}/health`)).json()) as Health;
}

/** Asks until the index has followed the catalogue. */
async function caughtUp(url: string, papers: number): Promise<Health> {
  for (;;) {
    const now = await health(url);
    if (now.papers === papers && now.index.change === now.change) return now;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Writes papers as another process would. */
async function write(data: string, from: number, count: number): Promise<void> {
  const service = await openService({ folder: data });
  const records = Array.from({ length: count }, (_, at) =>
    paperRecord({
      title: `Paper ${from + at} about quokkas`,
      abstract: `Number ${from + at} of a long series on marsupials.`,
    }),
  );
  await service.catalog.put(records, 'a test');
  await service.close();
}

describe('serve', () => {
  it('answers pages, files and health, and ends when asked', async () => {
    const server = await serve({ host: '127.0.0.1', port: 0, folder, buildFolder, log: quiet });
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
    expect(await health(server.url)).toMatchObject({ papers: 74, index: { documents: 74 } });
    const page = await (await fetch(server.url)).text();
    const style = /<link rel="stylesheet" href="([^"]+)"/.exec(page)?.[1] ?? '';
    const file = await fetch(server.url + style, { headers: { 'accept-encoding': 'br' } });
    expect(file.status).toBe(200);
    expect(file.headers.get('content-encoding')).toBe('br');
    expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(file.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    expect((await fetch(`${server.url}/favicon.svg`)).headers.get('content-type')).toBe('image/svg+xml');
    expect((await fetch(`${server.url}/robots.txt`)).status).toBe(200);
    expect((await fetch(`${server.url}/assets/..%2f..%2fserver/app.js`)).status).toBe(404);
    await Promise.all([server.close(), server.close()]);
    await server.closed;
    await expect(fetch(server.url)).rejects.toThrow();
  });

  it('says which port is in use and what to do', async () => {
    const server = await serve({ host: '127.0.0.1', port: 0, folder, buildFolder, log: quiet });
    await expect(
      serve({ host: '127.0.0.1', port: server.port, folder, buildFolder, log: quiet }),
    ).rejects.toMatchObject({
      code: 'server/port-in-use',
      message: `Port ${server.port} on 127.0.0.1 is in use by another program.`,
      hint: expect.stringContaining(`PORT=${server.port + 1}`),
      exitCode: 4,
    });
    await server.close();
  });

  it('says that it cannot listen on an address of another machine', async () => {
    await expect(serve({ host: '192.0.2.1', port: 0, folder, buildFolder, log: quiet })).rejects.toMatchObject({
      code: 'server/unknown-host',
    });
  });

  it('says that nothing was built', async () => {
    await expect(
      serve({ host: '127.0.0.1', port: 0, folder, buildFolder: path.join(folder, 'nowhere'), log: quiet }),
    ).rejects.toMatchObject({
      code: 'server/not-built',
    });
  });

  it('finds what another process writes, a few papers or many', async () => {
    const data = await mkdtemp(path.join(tmpdir(), 'offprint-follow-'));
    const server = await serve({ host: '127.0.0.1', port: 0, folder: data, buildFolder, log: quiet });
    expect(await (await fetch(`${server.url}/search?q=quokkas`)).text()).toContain('No paper has this word.');
    await write(data, 0, 3);
    await caughtUp(server.url, 77);
    expect(await (await fetch(`${server.url}/search?q=quokkas`)).text()).toContain('<b class="strong">3 papers</b>');
    await write(data, 3, 700);
    await caughtUp(server.url, 777);
    expect(await (await fetch(`${server.url}/search?q=quokkas`)).text()).toContain('<b class="strong">703 papers</b>');
    await server.close();
    await rm(data, { recursive: true });
  });
});

/** A server in a process of its own, which can be killed. */
async function startProcess(data: string): Promise<{ child: ChildProcess; url: string }> {
  const program = `
    import { serve } from ${JSON.stringify(new URL('./server.ts', import.meta.url).href)};
    const server = await serve({ host: '127.0.0.1', port: 0, folder: ${JSON.stringify(data)}, buildFolder: ${JSON.stringify(buildFolder)} });
    console.log(server.url);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.stdout === null) throw new Error('The process has no output.');
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { child, url };
}

describe('a server that is killed', () => {
  it('starts again by itself with every paper, and an index that agrees', async () => {
    const data = await mkdtemp(path.join(tmpdir(), 'offprint-kill-'));
    let papers = 74;
    for (let round = 0; round < 4; round++) {
      const { child, url } = await startProcess(data);
      const writing = write(data, papers, 300);
      papers += 300;
      // Each round ends at another moment: while papers are written, while they are indexed, just after.
      if (round > 0) await writing;
      if (round > 2) await caughtUp(url, papers);
      child.kill('SIGKILL');
      await once(child, 'exit');
      await writing;
    }
    const service = await openService({ folder: data });
    expect(await service.catalog.count()).toBe(papers);
    expect(service.index.documents).toBe(papers);
    expect(service.index.change).toBe(await service.catalog.currentChange());
    expect((await service.index.check()).filter((finding) => !finding.ok)).toEqual([]);
    expect(service.index.search('quokkas', { limit: 0, offset: 0 }).total).toBe(papers - 74);
    await service.close();
    await rm(data, { recursive: true });
  });
});
