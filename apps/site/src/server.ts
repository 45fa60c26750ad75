import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createAdaptorServer } from '@hono/node-server';
import { ConflictError, InputError, type OffprintError } from '@offprint/errors';
import type { createApp } from './app.tsx';
import { readAssets } from './assets.ts';
import { startIndexer } from './indexing/indexer.ts';
import { openService, type ServiceOptions } from './service.ts';

export interface ServeOptions extends ServiceOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** The folder of the built pages, if not this package's own. */
  readonly buildFolder?: string;
  /** Where lines of the log go. Default: standard error. */
  readonly log?: (line: string) => void;
}

export interface RunningServer {
  /** `http://127.0.0.1:4174` */
  readonly url: string;
  readonly port: number;
  /** Answers what has begun, saves, and ends. Safe to call twice. */
  close(): Promise<void>;
  /** Resolves when `close` has done its work. */
  readonly closed: Promise<void>;
}

/** Open requests get this long to end when the server stops. */
const graceMs = 5_000;

const ownBuild = fileURLToPath(new URL('../build/', import.meta.url));

/**
 * Serves the pages and the API of a data folder.
 * @throws ConflictError `server/port-in-use`, `server/not-built`; InputError `server/unknown-host`, `server/port-refused`;
 * and what `openService` throws
 */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const log = options.log ?? ((line: string) => process.stderr.write(`${line}\n`));
  const buildFolder = options.buildFolder ?? ownBuild;
  const assets = await readAssets(`${buildFolder}/client`);
  const built = (await import(pathToFileURL(`${buildFolder}/server/app.js`).href)) as { createApp: typeof createApp };
  const service = await openService(options);
  const app = built.createApp({ service, assets, log });
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  try {
    await listen(server, options.host, options.port);
  } catch (thrown) {
    await service.close();
    throw thrown;
  }
  const indexer = startIndexer(service, options, log);
  const { port } = server.address() as AddressInfo;

  let closing: Promise<void> | undefined;
  const { promise: closed, resolve: tellClosed } = Promise.withResolvers<void>();
  const close = async (): Promise<void> => {
    const ended = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    const last = setTimeout(() => server.closeAllConnections(), graceMs);
    await Promise.all([ended, indexer.stop()]);
    clearTimeout(last);
    await service.close();
    tellClosed();
  };
  return {
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    port,
    closed,
    close() {
      closing ??= close();
      return closing;
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(listenFault(cause, host, port)));
    server.listen(port, host, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

function listenFault(cause: NodeJS.ErrnoException, host: string, port: number): OffprintError {
  const where = { host, port };
  switch (cause.code) {
    case 'EADDRINUSE':
      return new ConflictError('server/port-in-use', `Port ${port} on ${host} is in use by another program.`, {
        hint: `Stop that program, or choose another port, for example PORT=${port + 1}. If it is Offprint, it is already at http://${host}:${port}.`,
        where,
        cause,
      });
    case 'EACCES':
      return new InputError('server/port-refused', `This account may not listen on port ${port}.`, {
        hint: 'Choose a port above 1023, for example PORT=4174.',
        where,
        cause,
      });
    default:
      return new InputError('server/unknown-host', `The server cannot listen on ${host}: ${cause.message}.`, {
        hint: 'Set HOST to an address of this machine: 127.0.0.1 for this machine only, 0.0.0.0 for all its networks.',
        where,
        cause,
      });
  }
}
