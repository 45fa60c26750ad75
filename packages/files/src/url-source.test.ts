import type { IncomingMessage, ServerResponse } from 'node:http';
import { CancelledError } from '@offprint/errors';
import { describe, expect, test } from 'vitest';
import { openCheckpoint } from './checkpoint.ts';
import { openSource } from './open-source.ts';
import type { ByteSource, OpenOptions } from './source.ts';
import { type FileServer, serveRanges, startServer } from './testing/file-server.ts';
import { rawSafetensors } from './testing/raw-safetensors.ts';
import { refusalOf } from './testing/refusal.ts';

const content = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 11) % 256);

/** Servers under test are on this machine. */
function open(server: FileServer, options: OpenOptions = {}): Promise<ByteSource> {
  return openSource({ kind: 'url', url: server.url }, { allowPrivate: true, ...options });
}

test('reads any range, one request each, and the size with the first byte', async () => {
  const server = await startServer(serveRanges(content));
  const source = await open(server);
  expect([source.name, source.size]).toEqual(['model.safetensors', 300_000]);
  const ranges = [
    [0, 8],
    [100_000, 65_536],
    [299_999, 1],
    [0, 300_000],
  ];
  await Promise.all(
    ranges.map(async ([at, length]) => {
      const target = new Uint8Array(length);
      await source.readInto(target, at);
      expect(Buffer.compare(target, content.subarray(at, at + length))).toBe(0);
    }),
  );
  await source.readInto(new Uint8Array(), 5);
  expect(server.asked.toSorted()).toEqual([
    'GET bytes=0-0',
    'GET bytes=0-299999',
    'GET bytes=0-7',
    'GET bytes=100000-165535',
    'GET bytes=299999-299999',
  ]);
  await source.close();
});

test('a checkpoint behind an address is opened with two requests and read in ranges', async () => {
  const header = { a: { dtype: 'U8', shape: [100], data_offsets: [0, 100] } };
  const server = await startServer(serveRanges(rawSafetensors(header, 100)));
  const checkpoint = await openCheckpoint([{ kind: 'url', url: server.url }], { allowPrivate: true });
  expect(server.asked.length).toBe(2);
  const entry = checkpoint.tensors.get('a');
  if (entry === undefined) throw new Error('The tensor is missing.');
  const target = new Uint8Array(3);
  await checkpoint.read(entry, target, 50);
  expect(Array.from(target)).toEqual([50, 51, 52]);
  await checkpoint.close();
});

test('an empty file has size 0', async () => {
  const source = await open(await startServer(serveRanges(new Uint8Array())));
  expect(source.size).toBe(0);
  await source.close();
});

test('a server that hides Content-Range is asked for the length', async () => {
  const server = await startServer((request, response) => {
    if (request.method === 'HEAD') response.writeHead(200, { 'content-length': content.byteLength }).end();
    else response.writeHead(206).end(content.subarray(0, 1));
  });
  const source = await open(server);
  expect([source.size, server.asked]).toEqual([300_000, ['GET bytes=0-0', 'HEAD']]);
  await source.close();
});

test('a redirect is followed, also to another path', async () => {
  const ranges = serveRanges(content);
  const server = await startServer((request, response) => {
    if (request.url === '/model.safetensors') response.writeHead(302, { location: '/stored/abc' }).end();
    else ranges(request, response);
  });
  const source = await open(server);
  const target = new Uint8Array(4);
  await source.readInto(target, 100);
  expect(Array.from(target)).toEqual(Array.from(content.subarray(100, 104)));
  await source.close();
});

describe('refused, each with its own code', () => {
  const answerStatus = (status: number) => (_request: IncomingMessage, response: ServerResponse) => {
    response.writeHead(status).end('sorry');
  };
  const whole = (_request: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(200, { 'content-length': content.byteLength }).end(content);
  };
  const compressed = serveRanges(content, { 'content-encoding': 'gzip' });
  const loop = (_request: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(301, { location: '/again' }).end();
  };
  const toFile = (_request: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(302, { location: 'file:///etc/hostname' }).end();
  };
  test.each([
    [
      'a server that ignores ranges',
      whole,
      'file/no-ranges',
      '127.0.0.1 sends the whole file whatever is asked, so model.safetensors cannot be read in parts.',
    ],
    [
      'a server that compresses',
      compressed,
      'file/no-ranges',
      '127.0.0.1 compresses its answers (gzip), so model.safetensors cannot be read in parts.',
    ],
    [
      'a file that is not there',
      answerStatus(404),
      'file/not-found',
      '127.0.0.1 has no file model.safetensors at that address.',
    ],
    ['a file behind a login', answerStatus(401), 'file/unreadable', '127.0.0.1 answered 401 for model.safetensors.'],
    ['a server in trouble', answerStatus(503), 'file/unreadable', '127.0.0.1 answered 503 for model.safetensors.'],
    ['redirects without end', loop, 'file/unsupported-address', '127.0.0.1 redirects more than 5 times.'],
    [
      'a redirect to a local file',
      toFile,
      'file/unsupported-address',
      '127.0.0.1 redirects to an address that is not secure or not valid.',
    ],
  ])('%s', async (_title, answer, code, message) => {
    const refusal = await refusalOf(open(await startServer(answer)));
    expect([refusal.code, refusal.message]).toEqual([code, message]);
  });

  test('a port where nothing listens', async () => {
    const refusal = await refusalOf(
      openSource({ kind: 'url', url: 'http://127.0.0.1:9/x.safetensors' }, { allowPrivate: true }),
    );
    expect([refusal.code, refusal.message]).toEqual([
      'file/unreadable',
      '127.0.0.1 cannot be reached for x.safetensors (ECONNREFUSED).',
    ]);
  });

  test.each(['ftp://example.org/x', 'file:///etc/hostname', 'data:text/plain,x', 'x.safetensors'])(
    '%s',
    async (url) => {
      const refusal = await refusalOf(openSource({ kind: 'url', url }));
      expect(refusal.code).toBe('file/unsupported-address');
    },
  );
});

test('a file that is replaced on the server while it is read is refused', async () => {
  let tag = '"one"';
  const server = await startServer((request, response) => serveRanges(content, { etag: tag })(request, response));
  const source = await open(server);
  await source.readInto(new Uint8Array(10), 0);
  tag = '"two"';
  expect((await refusalOf(source.readInto(new Uint8Array(10), 0))).code).toBe('file/changed');
  await source.close();
});

test('a file that shrinks on the server while it is read is refused', async () => {
  let bytes = content;
  const server = await startServer((request, response) => serveRanges(bytes)(request, response));
  const source = await open(server);
  bytes = content.subarray(0, 1000);
  expect((await refusalOf(source.readInto(new Uint8Array(10), 0))).code).toBe('file/changed');
  expect((await refusalOf(source.readInto(new Uint8Array(10), 5000))).code).toBe('file/changed');
  await source.close();
});

test('an answer that is shorter or longer than the range is refused', async () => {
  let surplus = 0;
  const server = await startServer((request, response) => {
    if (request.headers.range === 'bytes=0-0') serveRanges(content)(request, response);
    else response.writeHead(206, { 'content-range': 'bytes 0-9/300000' }).end(content.subarray(0, 10 + surplus));
  });
  const source = await open(server);
  surplus = -4;
  expect(await refusalOf(source.readInto(new Uint8Array(10), 0))).toMatchObject({
    code: 'file/ends-early',
    where: { holds: 6 },
  });
  surplus = 4;
  expect((await refusalOf(source.readInto(new Uint8Array(10), 0))).code).toBe('file/no-ranges');
  await source.close();
});

test('a connection that breaks in the middle is told', async () => {
  const server = await startServer((request, response) => {
    if (request.headers.range === 'bytes=0-0') serveRanges(content)(request, response);
    else {
      response.writeHead(206, { 'content-range': 'bytes 0-9/300000', 'content-length': 10 });
      response.write(content.subarray(0, 5), () => request.socket.destroy());
    }
  });
  const source = await open(server);
  expect((await refusalOf(source.readInto(new Uint8Array(10), 0))).code).toBe('file/unreadable');
  await source.close();
});

test('a server that falls silent, before or in its answer, is given up after the limit', async () => {
  const mute = await startServer(() => {});
  expect(await refusalOf(open(mute, { silenceLimit: 50 }))).toMatchObject({
    code: 'file/silent',
    kind: 'limit',
    where: { host: '127.0.0.1', milliseconds: 50 },
  });
  const stalling = await startServer((request, response) => {
    if (request.headers.range === 'bytes=0-0') serveRanges(content)(request, response);
    else response.writeHead(206, { 'content-range': 'bytes 0-9/300000' }).write(content.subarray(0, 5));
  });
  // Long enough for the first answer of a busy machine, which must not be taken for silence.
  const source = await open(stalling, { silenceLimit: 1500 });
  expect((await refusalOf(source.readInto(new Uint8Array(10), 0))).code).toBe('file/silent');
  await source.close();
});

test('a slow server that keeps sending is waited for', async () => {
  const server = await startServer((request, response) => {
    if (request.headers.range === 'bytes=0-0') return serveRanges(content)(request, response);
    response.writeHead(206, { 'content-range': 'bytes 0-9/300000' });
    let sent = 0;
    const drip = setInterval(() => {
      response.write(content.subarray(sent, sent + 1));
      sent += 1;
      if (sent === 10) {
        clearInterval(drip);
        response.end();
      }
    }, 300);
  });
  // Ten pauses of 300 ms exceed the limit together, but none does alone.
  const source = await open(server, { silenceLimit: 2500 });
  const target = new Uint8Array(10);
  await source.readInto(target, 0);
  expect(Array.from(target)).toEqual(Array.from(content.subarray(0, 10)));
  await source.close();
});

test('cancelling stops a read under way, and every later one', async () => {
  const controller = new AbortController();
  const server = await startServer((request, response) => {
    if (request.headers.range === 'bytes=0-0') serveRanges(content)(request, response);
    else controller.abort();
  });
  const source = await open(server, { signal: controller.signal });
  expect(await refusalOf(source.readInto(new Uint8Array(10), 0))).toBeInstanceOf(CancelledError);
  expect(await refusalOf(source.readInto(new Uint8Array(10), 0))).toBeInstanceOf(CancelledError);
  await source.close();
});

test('closing stops a read under way', async () => {
  const server = await startServer((request, response) => {
    if (request.headers.range === 'bytes=0-0') serveRanges(content)(request, response);
    else void source.close();
  });
  const source = await open(server);
  expect(await refusalOf(source.readInto(new Uint8Array(10), 0))).toBeInstanceOf(CancelledError);
});

describe('private addresses are refused unless asked for', () => {
  test.each(['127.0.0.1', '[::1]', '0x7f.1', '2130706433', '169.254.169.254', '[::ffff:10.0.0.1]', 'localhost'])(
    '%s',
    async (host) => {
      const refusal = await refusalOf(openSource({ kind: 'url', url: `http://${host}:9/x.safetensors` }));
      expect(refusal.code).toBe('file/private-address');
    },
  );

  test('an open server on this machine is not reached without leave', async () => {
    const server = await startServer(serveRanges(content));
    expect((await refusalOf(openSource({ kind: 'url', url: server.url }))).code).toBe('file/private-address');
    const named = server.url.replace('127.0.0.1', 'localhost');
    expect((await refusalOf(openSource({ kind: 'url', url: named }))).code).toBe('file/private-address');
    expect(server.asked).toEqual([]);
  });
});
