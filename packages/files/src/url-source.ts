import { InputError, LimitError, NotFoundError, OffprintError, StorageError, throwIfCancelled } from '@offprint/errors';
import type { RangeReply, RangeRequest, Requester } from '#requester';
import { createRequester } from '#requester';
import { endsEarly } from './ends-early.ts';
import { quantity } from './quantity.ts';
import type { ByteSource, OpenOptions } from './source.ts';

/** How long a server may stay silent, in milliseconds, if nothing is said: half the patience of most proxies. */
const SILENCE_LIMIT = 30_000;

/** One server and one file on it. */
interface Remote {
  readonly name: string;
  readonly url: URL;
  readonly requester: Requester;
  readonly silenceLimit: number;
  readonly signal: AbortSignal;
}

/** What tells one state of the remote file from another. */
interface Version {
  readonly size: number;
  readonly tag: string | null;
}

/**
 * A file behind an HTTP address as a source. The server must answer range requests; each read is one request.
 *
 * @throws as `openSource`; reads also `file/changed` if the file is no longer the one that was opened.
 */
export async function openUrl(address: string, name: string, options: OpenOptions): Promise<ByteSource> {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new InputError(
      'file/unsupported-address',
      `The address of ${name} does not begin with http:// or https://.`,
      {
        hint: 'Give a web address, or the path of a file.',
        where: { file: name },
      },
    );
  }
  const closing = new AbortController();
  const remote: Remote = {
    name,
    url,
    requester: createRequester(options.allowPrivate ?? false),
    silenceLimit: options.silenceLimit ?? SILENCE_LIMIT,
    signal: options.signal === undefined ? closing.signal : AbortSignal.any([options.signal, closing.signal]),
  };
  const close = async (): Promise<void> => {
    closing.abort();
    remote.requester.close();
  };
  try {
    const version = await measure(remote);
    return { name, size: version.size, readInto: (target, at) => readRange(remote, version, target, at), close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

/** Asks for the first byte: the answer proves that ranges work, and gives the size. */
function measure(remote: Remote): Promise<Version> {
  return converse(remote, { method: 'GET', range: [0, 0] }, async (reply) => {
    const total = sizeInRange(reply);
    // An empty file has no first byte; the refusal gives its size.
    if (reply.status === 416 && total === 0) return { size: 0, tag: reply.header('etag') };
    checkPartial(remote, reply);
    const size = total ?? (await sizeFromHead(remote));
    return { size, tag: reply.header('etag') };
  });
}

/** Content-Range is hidden from pages of other origins unless the server shows it; the length of the whole is not. */
function sizeFromHead(remote: Remote): Promise<number> {
  return converse(remote, { method: 'HEAD' }, async (reply) => {
    const size = wholeNumber(reply.header('content-length'));
    if (reply.status === 200 && size !== null) return size;
    throw noRanges(remote, 'does not say how long the file is');
  });
}

async function readRange(remote: Remote, version: Version, target: Uint8Array, at: number): Promise<void> {
  const end = at + target.byteLength;
  if (end > version.size) throw endsEarly(remote.name, end, version.size);
  if (target.byteLength === 0) return;
  await converse(remote, { method: 'GET', range: [at, end - 1] }, async (reply, heard) => {
    checkPartial(remote, reply);
    const total = sizeInRange(reply);
    if ((total !== null && total !== version.size) || reply.header('etag') !== version.tag) throw changed(remote);
    let filled = 0;
    for await (const piece of reply.body) {
      heard();
      if (filled + piece.byteLength > target.byteLength) throw noRanges(remote, 'sends more than the range asked for');
      target.set(piece, filled);
      filled += piece.byteLength;
    }
    if (filled < target.byteLength) throw endsEarly(remote.name, end, at + filled);
  });
}

/** Sends a request and works through the answer, while watching for silence and cancellation. */
async function converse<T>(
  remote: Remote,
  request: Omit<RangeRequest, 'signal'>,
  work: (reply: RangeReply, heard: () => void) => Promise<T>,
): Promise<T> {
  throwIfCancelled(remote.signal);
  const silence = new AbortController();
  const hush = (): void => silence.abort();
  let timer = setTimeout(hush, remote.silenceLimit);
  const heard = (): void => {
    clearTimeout(timer);
    timer = setTimeout(hush, remote.silenceLimit);
  };
  const exchange = new AbortController();
  try {
    const signal = AbortSignal.any([remote.signal, silence.signal, exchange.signal]);
    const reply = await remote.requester.send(remote.url, { ...request, signal });
    heard();
    return await work(reply, heard);
  } catch (thrown) {
    if (silence.signal.aborted) throw silent(remote);
    throwIfCancelled(remote.signal);
    throw explain(remote, thrown);
  } finally {
    clearTimeout(timer);
    // Drops whatever of the answer was not read; it may be the whole file.
    exchange.abort();
  }
}

function checkPartial(remote: Remote, reply: RangeReply): void {
  const { status } = reply;
  const host = remote.url.hostname;
  if (status === 206) {
    const encoding = reply.header('content-encoding');
    if (encoding === null || encoding === 'identity') return;
    throw noRanges(remote, `compresses its answers (${encoding})`);
  }
  if (status === 200) throw noRanges(remote, 'sends the whole file whatever is asked');
  if (status === 416) throw changed(remote);
  if (status === 404 || status === 410) {
    throw new NotFoundError('file/not-found', `${host} has no file ${remote.name} at that address.`, {
      hint: 'Check the address.',
      where: { file: remote.name, host, status },
    });
  }
  const refused = status === 401 || status === 403;
  throw new StorageError('file/unreadable', `${host} answered ${status} for ${remote.name}.`, {
    hint: refused ? 'Download the file with your account, then give the file.' : 'Try again later.',
    where: { file: remote.name, host, status },
  });
}

/** The size of the whole file from `Content-Range: bytes 0-0/1234`. */
function sizeInRange(reply: RangeReply): number | null {
  return wholeNumber(/\/(\d+)$/.exec(reply.header('content-range') ?? '')?.[1] ?? null);
}

function wholeNumber(text: string | null): number | null {
  const value = text === null || !/^\d+$/.test(text) ? Number.NaN : Number(text);
  return Number.isSafeInteger(value) ? value : null;
}

function noRanges(remote: Remote, fault: string): InputError {
  return new InputError(
    'file/no-ranges',
    `${remote.url.hostname} ${fault}, so ${remote.name} cannot be read in parts.`,
    {
      hint: 'Download the file, then give the file.',
      where: { file: remote.name, host: remote.url.hostname },
    },
  );
}

function changed(remote: Remote): InputError {
  return new InputError('file/changed', `${remote.name} changed on ${remote.url.hostname} while it was read.`, {
    hint: 'Start again; if it keeps changing, download it first.',
    where: { file: remote.name, host: remote.url.hostname },
  });
}

function silent(remote: Remote): LimitError {
  const seconds = quantity(remote.silenceLimit / 1000, 'second');
  return new LimitError('file/silent', `${remote.url.hostname} sent nothing of ${remote.name} for ${seconds}.`, {
    hint: 'Try again later, or download the file first.',
    where: { file: remote.name, host: remote.url.hostname, milliseconds: remote.silenceLimit },
  });
}

function explain(remote: Remote, thrown: unknown): OffprintError {
  if (thrown instanceof OffprintError) return thrown;
  const code = thrown instanceof Error && 'code' in thrown ? ` (${String(thrown.code)})` : '';
  return new StorageError('file/unreadable', `${remote.url.hostname} cannot be reached for ${remote.name}${code}.`, {
    hint: 'Check the address and the connection, then try again.',
    where: { file: remote.name, host: remote.url.hostname },
    cause: thrown,
  });
}
