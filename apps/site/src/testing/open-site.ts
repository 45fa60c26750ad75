import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { paperRecord } from '@offprint/catalog';
import { createApp } from '../app.tsx';
import { openService, type Service } from '../service.ts';

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

/** The whole site on a data folder of its own, for tests of its pages. */
export interface TestSite {
  readonly service: Service;
  /** What was logged. */
  readonly log: readonly string[];
  /** The answer as it was sent. */
  request(address: string, init?: RequestInit): Promise<Response>;
  /** The answer with its body read. */
  get(address: string, init?: RequestInit): Promise<Answer>;
  close(): Promise<void>;
}

/** Names of built files; the pages only pass them on. */
export const testAssets = {
  style: '/assets/style.css',
  fonts: ['/assets/stix.woff2'],
  script: (name: string) => `/assets/${name}.js`,
  files: new Map(),
};

/** Opens it with the project's 74 papers, one that a hostile file might have brought, and one with a title alone. */
export async function openSite(): Promise<TestSite> {
  const folder = await mkdtemp(path.join(tmpdir(), 'offprint-site-'));
  const service = await openService({ folder });
  await service.catalog.put(
    [
      paperRecord({
        title: 'On <script>alert(1)</script> & "Quotes" in Zyzzyva Catalogues',
        arxivId: 'cs/0112017',
        authors: ['Ada <i>Lovelace</i>'],
        abstract: 'We study <b>markup</b> in titles. Zyzzyva beetles were merged into one & the same drawer.',
        codeUrl: 'https://example.org/code?a=1&b=2',
        submittedOn: '2001-12-10',
      }),
      paperRecord({ title: 'A Paper of Which Only the Title is Known' }),
    ],
    'a test',
  );
  await service.index.follow();
  const log: string[] = [];
  const app = createApp({ service, assets: testAssets, log: (line) => log.push(line) });
  return {
    service,
    log,
    request: async (address, init = {}) => app.request(address, init),
    async get(address, init = {}) {
      const response = await app.request(address, init);
      return { status: response.status, text: await response.text(), headers: response.headers };
    },
    async close() {
      await service.close();
      await rm(folder, { recursive: true });
    },
  };
}
