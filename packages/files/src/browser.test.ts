/** The package in a real Chromium, served as source by Vite, so that its own import conditions choose the files. */
import { createHash } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memorySink } from './memory-sink.ts';
import { writeSafetensors } from './safetensors/write.ts';
import type { Exercise } from './testing/exercise-browser.ts';
import { serveRanges } from './testing/file-server.ts';

function chromiumPath(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const candidates = ['chromium', 'chromium-browser', 'google-chrome'].flatMap((name) =>
    folders.map((folder) => path.join(folder, name)),
  );
  return [process.env['CHROMIUM_PATH'] ?? '', ...candidates].find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return file !== '';
  } catch {
    // Absent or not executable: not a browser that can be started.
    return false;
  }
}

const executablePath = chromiumPath();

/** A name that is not this machine's own, so that pages under it have no private file system. */
const INSECURE_HOST = 'offprint.test';

describe.skipIf(executablePath === undefined)(
  'in Chromium (skipped where none is installed; CHROMIUM_PATH names one)',
  () => {
    let browser: Browser;
    let server: ViteDevServer;
    let port: number;
    let cache: string;

    beforeAll(async () => {
      cache = await mkdtemp(path.join(tmpdir(), 'offprint-vite-'));
      const small = await smallCheckpoint();
      const answer = (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
        if (request.url === '/small.safetensors') serveRanges(small)(request, response);
        else if (request.url === '/')
          response.setHeader('content-type', 'text/html').end('<!doctype html><title>files</title>');
        else next();
      };
      server = await createServer({
        configFile: false,
        root: path.dirname(import.meta.dirname),
        cacheDir: cache,
        logLevel: 'error',
        optimizeDeps: { noDiscovery: true },
        server: { host: '127.0.0.1', port: 0, hmr: false, watch: null, allowedHosts: [INSECURE_HOST] },
        plugins: [{ name: 'test-pages', configureServer: ({ middlewares }) => void middlewares.use(answer) }],
      });
      await server.listen();
      const address = server.httpServer?.address();
      port = typeof address === 'object' && address !== null ? address.port : 0;
      browser = await chromium.launch({
        ...(executablePath === undefined ? {} : { executablePath }),
        args: ['--headless', '--no-sandbox', '--disable-gpu', `--host-resolver-rules=MAP ${INSECURE_HOST} 127.0.0.1`],
      });
    });

    afterAll(async () => {
      await browser?.close();
      await server?.close();
      await rm(cache, { recursive: true, force: true });
    });

    async function openPage(host = '127.0.0.1', quota = 0): Promise<Page> {
      const page = await (await browser.newContext()).newPage();
      await page.goto(`http://${host}:${port}/`);
      if (quota > 0) {
        const session = await page.context().newCDPSession(page);
        await session.send('Storage.overrideQuotaForOrigin', { origin: `http://${host}:${port}`, quotaSize: quota });
      }
      return page;
    }

    // As text, because the code of a test is rewritten for the test runner before a page could get it.
    const script = '/src/testing/exercise-browser.ts';
    const onPage = (page: Page, tooLarge: number): Promise<Exercise> =>
      page.evaluate(`import('${script}').then(({ exercise }) => exercise(${tooLarge}))`);

    const inWorker = (page: Page, tooLarge: number): Promise<Exercise> =>
      page.evaluate(async (size) => {
        const worker = new Worker('/src/testing/exercise-worker.ts', { type: 'module' });
        return new Promise<Exercise>((resolve, reject) => {
          worker.onmessage = ({ data }) => (typeof data === 'string' ? reject(new Error(data)) : resolve(data));
          worker.onerror = ({ message }) => reject(new Error(message));
          worker.postMessage(size);
        });
      }, tooLarge);

    const content = Uint8Array.from({ length: 3 * 1024 * 1024 }, (_, index) => (index * 7) % 256);
    const expected = {
      committed: [content.byteLength, ...content.subarray(998, 1002)],
      leftAfterDiscard: [],
      digest: createHash('sha256').update(content).digest('hex'),
      tensorFromBlob: [1, 2, 3],
      tensorFromAddress: [4, 5, 6],
      path: expect.objectContaining({
        code: 'file/unsupported-address',
        message: 'hostname is a path, and a browser cannot open paths.',
      }),
    };

    test.each([
      ['on a page', onPage],
      ['in a worker', inWorker],
    ])('%s: results go to disk, files are read, a quota that is used up is told', async (_title, run) => {
      const page = await openPage('127.0.0.1', 16 * 1024 * 1024);
      expect(await run(page, 64 * 1024 * 1024)).toEqual({
        ...expected,
        storage: 'disk',
        full: expect.objectContaining({
          code: 'disk/full',
          kind: 'storage',
          message: 'The disk is full: huge.safetensors could not be written.',
        }),
      });
      await page.context().close();
    });

    test('without a private file system results stay in memory, and it is said', async () => {
      const page = await openPage(INSECURE_HOST);
      expect(await onPage(page, 0)).toEqual({ ...expected, storage: 'memory', full: null });
      await page.context().close();
    });

    test('what earlier pages left for more than a day is removed, and only that', async () => {
      const page = await openPage();
      const left = await page.evaluate(`import('${script}').then(({ sweep }) => sweep())`);
      expect(left).toEqual(['23']);
      await page.context().close();
    });
  },
);

async function smallCheckpoint(): Promise<Uint8Array> {
  const sink = memorySink('small.safetensors');
  await writeSafetensors(sink, [{ name: 'w', dtype: 'U8', shape: [3], bytes: Uint8Array.of(4, 5, 6) }]);
  const reference = await sink.commit();
  if (reference.kind !== 'bytes') throw new Error('A memory sink gives bytes.');
  return reference.bytes;
}
