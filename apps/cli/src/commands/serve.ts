import { InputError } from '@offprint/errors';
import { type Command, dataOption, environment, text } from '../command.ts';
import { storeOptions } from '../data-folder.ts';

const defaultPort = 4174;
const defaultHost = '127.0.0.1';

function portOf(given: string | undefined): number {
  if (given === undefined) return defaultPort;
  const port = Number(given);
  if (!/^\d+$/.test(given) || port > 65535) {
    throw new InputError('server/invalid-port', `The port must be a whole number from 0 to 65535, not ${given}.`, {
      hint: `Leave PORT out for ${defaultPort}, or set another, for example PORT=8080.`,
    });
  }
  return port;
}

export const serveCommand: Command = {
  name: 'serve',
  summary: 'Serve the pages and the API.',
  synopsis: '[--port PORT] [--host HOST] [--data FOLDER]',
  options: {
    port: { type: 'string', value: 'PORT', help: `Otherwise PORT, otherwise ${defaultPort}. 0 takes any free port.` },
    host: {
      type: 'string',
      value: 'HOST',
      help: `The address to listen on. Otherwise HOST, otherwise ${defaultHost}.`,
    },
    ...dataOption,
  },
  notes: ['It serves until Ctrl-C or SIGTERM. OFFPRINT_UPLOAD_LIMIT is how many bytes the files of a run may have.'],
  examples: ['offprint serve', 'offprint serve --port 8080 --data /srv/offprint'],
  async run(args, terminal) {
    const port = portOf(text(args, 'port') ?? environment('PORT'));
    const host = text(args, 'host') ?? environment('HOST') ?? defaultHost;
    // Whoever started this process may hold the other end of a channel; when they go, so does the server.
    const orphaned = new AbortController();
    const leave = (): void => orphaned.abort();
    process.once('disconnect', leave);
    try {
      terminal.remark('Opening the data folder…');
      const { serve } = await import('@offprint/site');
      const server = await serve({
        ...storeOptions(args),
        port,
        host,
        onProgress: ({ documents, change, of }) =>
          terminal.progress(of === 0 ? 1 : change / of, `indexing, ${documents} papers`),
      });
      terminal.endProgress();
      const ending = AbortSignal.any([terminal.signal, orphaned.signal]);
      ending.addEventListener('abort', () => void server.close());
      if (ending.aborted) await server.close();
      else {
        terminal.line(`Offprint is at ${server.url}`);
        terminal.result({ url: server.url });
      }
      await server.closed;
      return 0;
    } finally {
      // Whoever listens to the channel keeps the process alive.
      process.off('disconnect', leave);
    }
  },
};
