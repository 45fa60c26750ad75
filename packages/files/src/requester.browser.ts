import { InputError } from '@offprint/errors';
import type { Requester } from './requester.node.ts';

/**
 * Requests over `fetch`. The browser itself keeps pages from private networks and from servers that do not allow it,
 * follows redirects, and asks for uncompressed bytes when it asks for a range.
 */
export function createRequester(_allowPrivate: boolean): Requester {
  return {
    async send(url, request) {
      const { method, range, signal } = request;
      const headers: Record<string, string> = range === undefined ? {} : { range: `bytes=${range[0]}-${range[1]}` };
      const reply = await fetch(url, { method, signal, headers, credentials: 'same-origin' });
      if (reply.status === 0) {
        throw new InputError('file/unsupported-address', `${url.hostname} does not let this page read the file.`, {
          hint: 'Download the file, then choose it on the page.',
          where: { host: url.hostname },
        });
      }
      return {
        status: reply.status,
        header: (name) => reply.headers.get(name),
        body: piecesOf(reply.body),
      };
    },
    close() {},
  };
}

/** A body as an async iterable, which not every browser's `ReadableStream` is yet. */
async function* piecesOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  const reader = body.getReader();
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield piece.value;
  } finally {
    await reader.cancel();
  }
}
