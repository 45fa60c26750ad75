import { mkdtemp, readdir, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { createApp } from '../../app.tsx';
import { openService } from '../../service.ts';
import { testAssets } from '../../testing/open-site.ts';
import { api } from '../index.ts';
import type { RunsOptions } from '../runs.ts';

export interface ServedApi {
  /** `http://127.0.0.1:…/api` */
  readonly url: string;
  readonly log: readonly string[];
  /** Where runs keep their files. */
  readonly runsFolder: string;
  /** Every file and folder of runs, deepest names included. */
  traces(): Promise<string[]>;
  /** Resolves when no run has left a trace. */
  clean(): Promise<void>;
  close(): Promise<void>;
}

/** The API on a real port, with a data folder of its own: in the whole site, or alone where it has options. */
export async function serveApi(options?: Partial<RunsOptions>, folder?: string): Promise<ServedApi> {
  const data = folder ?? (await mkdtemp(path.join(tmpdir(), 'offprint-api-')));
  const service = await openService({ folder: data });
  const log: string[] = [];
  const note = (line: string): void => void log.push(line);
  const app =
    options === undefined
      ? createApp({ service, assets: testAssets, log: note })
      : new Hono().route('/api', api(service, { ...options, log: note }));
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const runsFolder = path.join(service.store.folder, 'runs', 'api');
  const traces = (): Promise<string[]> => readdir(runsFolder, { recursive: true }).catch(() => []);
  return {
    url: `http://127.0.0.1:${port}/api`,
    log,
    runsFolder,
    traces,
    async clean() {
      while ((await traces()).length > 0) await pause();
    },
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await service.close();
      await rm(data, { recursive: true });
    },
  };
}

/** A moment in which others may do something. */
export function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}
