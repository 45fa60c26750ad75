import { lookup } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { InputError } from '@offprint/errors';
import { isPrivateAddress } from './private-address.node.ts';

/** What is asked of a server. */
export interface RangeRequest {
  readonly method: 'GET' | 'HEAD';
  /** First and last byte, both included. */
  readonly range?: readonly [number, number];
  readonly signal: AbortSignal;
}

export interface RangeReply {
  readonly status: number;
  header(name: string): string | null;
  /** The body as it arrives. To stop early, leave the loop; the connection is then dropped. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** One server's connections. */
export interface Requester {
  send(url: URL, request: RangeRequest): Promise<RangeReply>;
  close(): void;
}

/** The customary limit; a longer chain is a loop. */
const MAX_REDIRECTS = 5;

/** Connections to one server. More gain nothing and look like an attack. */
const MAX_CONNECTIONS = 8;

/**
 * Requests over Node's own client, so that each address is checked where the connection is made: after the name was
 * looked up, and at every redirect. A name that answers differently the second time gains nothing.
 */
export function createRequester(allowPrivate: boolean): Requester {
  const options = { keepAlive: true, maxSockets: MAX_CONNECTIONS, ...(allowPrivate ? {} : { lookup: publicLookup }) };
  const agents = { 'http:': new http.Agent(options), 'https:': new https.Agent(options) };
  return {
    async send(first, request) {
      let url = first;
      for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
        if (!allowPrivate) refusePrivateLiteral(url);
        const reply = await sendOnce(url, request, agents);
        const target =
          reply.statusCode !== undefined && isRedirect(reply.statusCode) ? reply.headers.location : undefined;
        if (target === undefined) {
          return {
            status: reply.statusCode ?? 0,
            header: (name) => {
              const value = reply.headers[name];
              return Array.isArray(value) ? value.join(', ') : (value ?? null);
            },
            body: reply,
          };
        }
        reply.resume();
        url = redirected(url, target);
      }
      throw new InputError(
        'file/unsupported-address',
        `${first.hostname} redirects more than ${MAX_REDIRECTS} times.`,
        {
          hint: 'Give the address of the file itself.',
          where: { host: first.hostname },
        },
      );
    },
    close() {
      agents['http:'].destroy();
      agents['https:'].destroy();
    },
  };
}

function sendOnce(
  url: URL,
  request: RangeRequest,
  agents: { readonly 'http:': http.Agent; readonly 'https:': https.Agent },
): Promise<http.IncomingMessage> {
  const secure = url.protocol === 'https:';
  const options = {
    method: request.method,
    signal: request.signal,
    agent: secure ? agents['https:'] : agents['http:'],
    headers: {
      // A compressed answer would have other offsets.
      'accept-encoding': 'identity',
      ...(request.range === undefined ? {} : { range: `bytes=${request.range[0]}-${request.range[1]}` }),
    },
  };
  return new Promise((resolve, reject) => {
    const sent = secure ? https.request(url, options, resolve) : http.request(url, options, resolve);
    sent.on('error', reject);
    sent.end();
  });
}

function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

function redirected(from: URL, location: string): URL {
  const to = URL.canParse(location, from) ? new URL(location, from) : null;
  const downgraded = from.protocol === 'https:' && to?.protocol === 'http:';
  if (to !== null && !downgraded && (to.protocol === 'http:' || to.protocol === 'https:')) return to;
  throw new InputError(
    'file/unsupported-address',
    `${from.hostname} redirects to an address that is not secure or not valid.`,
    {
      hint: 'Give the address of the file itself.',
      where: { host: from.hostname },
    },
  );
}

function refusePrivateLiteral(url: URL): void {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && isPrivateAddress(host)) throw privateAddress(host);
}

/** Looks a name up as usual, and fails if any of its addresses is private. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, []);
    if (addresses.some(({ address }) => isPrivateAddress(address))) return callback(privateAddress(hostname), []);
    if (options.all === true) return callback(null, addresses);
    return callback(null, addresses[0].address, addresses[0].family);
  });
};

function privateAddress(host: string): InputError {
  return new InputError('file/private-address', `${host} is an address of this machine or of a private network.`, {
    hint: 'Give a public address, or allow private ones if you trust this one (allowPrivate).',
    where: { host },
  });
}
