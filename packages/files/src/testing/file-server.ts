import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface FileServer {
  readonly url: string;
  /** What was asked, as `GET bytes=0-0`. */
  readonly asked: string[];
}

/** A real HTTP server on this machine that is closed when the test ends. */
export async function startServer(answer: Answer): Promise<FileServer> {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    asked.push(`${request.method} ${request.headers.range ?? ''}`.trim());
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/model.safetensors`, asked };
}

/** Answers range requests for the bytes by the letter of RFC 9110. */
export function serveRanges(bytes: Uint8Array, headers: Readonly<Record<string, string>> = {}): Answer {
  return (request, response) => {
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    const size = bytes.byteLength;
    if (range === null) {
      response.writeHead(200, { 'content-length': size, 'accept-ranges': 'bytes', ...headers });
      response.end(request.method === 'HEAD' ? undefined : bytes);
      return;
    }
    const from = Number(range[1]);
    const to = Math.min(Number(range[2]), size - 1);
    if (from >= size) {
      response.writeHead(416, { 'content-range': `bytes */${size}` }).end();
      return;
    }
    response.writeHead(206, {
      'content-range': `bytes ${from}-${to}/${size}`,
      'content-length': to - from + 1,
      ...headers,
    });
    response.end(bytes.subarray(from, to + 1));
  };
}
