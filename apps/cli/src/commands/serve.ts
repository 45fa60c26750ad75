import { InputError } from '@offprint/errors';
import { serve } from '@offprint/site';
import { type Command, dataOption, text } from '../command.ts';
import { storeOptions } from '../data-folder.ts';

const defaultPort = 4174;
const defaultHost = '127.0.0.1';

function portOf(given: string | undefined): number {
  if (given === undefined || given === '') return defaultPort;
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
  examples: ['offprint serve', 'offprint serve --port 8080 --data /srv/offprint'],
  async run(args, terminal) {
    terminal.remark('Opening the data folder…');
    const server = await serve({
      ...storeOptions(args),
      port: portOf(text(args, 'port') ?? process.env['PORT']),
      host: text(args, 'host') ?? process.env['HOST'] ?? defaultHost,
    });
    terminal.line(`Offprint is at ${server.url}`);
    terminal.result({ url: server.url });
    // Whoever started this process holds the other end of the channel; when they go, so does the server.
    process.once('disconnect', () => void server.close());
    terminal.signal.addEventListener('abort', () => void server.close(), { once: true });
    await server.closed;
    return 0;
  },
};
