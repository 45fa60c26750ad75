import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyFileStream, type BusboyHeaders } from '@fastify/busboy';
import { CancelledError, InputError, LimitError, OffprintError, StorageError } from '@offprint/errors';
import type { Method, RawInputs } from '@offprint/methods';

/** Settings are short; a longer value is a file sent under the wrong name. */
const mostSettingBytes = 64 * 1024;
const mostFields = 200;

export interface UploadOptions {
  /** Where the files go; made if missing. */
  readonly folder: string;
  /** Bytes of all files together. */
  readonly limit: number;
  readonly signal: AbortSignal;
}

interface Part {
  readonly port: string;
  /** Files of one group are the shards of one checkpoint. */
  readonly group: string;
}

/** `models` is a checkpoint of its own; `models[2]` joins the other files of that name. */
function partOf(field: string, method: Method, count: number): Part {
  const match = /^([A-Za-z]+)(?:\[(\w{1,20})\])?$/.exec(field);
  const port = match?.[1] ?? '';
  if (!Object.hasOwn(method.files, port)) {
    throw new InputError('request/unknown-file', `${method.name} takes no file called ${field.slice(0, 40)}.`, {
      hint: `Its files are ${Object.keys(method.files).join(', ')}; the shards of one checkpoint share a name such as base[0].`,
    });
  }
  return { port, group: match?.[2] === undefined ? `file ${count}` : `group ${match[2]}` };
}

/** Lets bytes through until the sum of all files passes the limit. */
function meter(total: { bytes: number }, limit: number): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      total.bytes += chunk.byteLength;
      if (total.bytes <= limit) return done(null, chunk);
      done(
        new LimitError('request/too-large', `The files are larger than this server takes: ${limit} bytes together.`, {
          hint: 'Run the method in the page or on the command line, where nothing is sent; or raise OFFPRINT_UPLOAD_LIMIT.',
          where: { limit },
        }),
      );
    },
  });
}

function diskError(thrown: unknown): unknown {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return thrown;
  return new StorageError('disk/full', 'The disk of the server is full.', {
    hint: 'Free space in the data folder, then send the files again.',
    cause: thrown,
  });
}

/**
 * Reads a multipart request: files go to disk as they arrive, settings are kept as text.
 * @throws InputError `request/unknown-file`, `request/malformed`; LimitError `request/too-large`; StorageError `disk/full`
 */
export async function readUpload(request: Request, method: Method, options: UploadOptions): Promise<RawInputs> {
  const { folder, limit, signal } = options;
  await mkdir(folder, { recursive: true });
  const groups = new Map<string, Map<string, { kind: 'path'; path: string }[]>>();
  const settings: Record<string, string> = {};
  const total = { bytes: 0 };
  const writing: Promise<void>[] = [];
  let count = 0;

  const store = (field: string, stream: BusboyFileStream, fileName: string): void => {
    const number = count++;
    const { port, group } = partOf(field, method, number);
    const name =
      path
        .basename(fileName)
        .replace(/[^\w.+-]/g, '_')
        .slice(-120) || 'unnamed';
    // A folder for each file, so that two files may have the same name and keep it.
    const place = path.join(folder, String(number));
    const file = path.join(place, name.startsWith('.') ? `_${name}` : name);
    const ofPort = groups.get(port) ?? new Map<string, { kind: 'path'; path: string }[]>();
    groups.set(port, ofPort);
    ofPort.set(group, [...(ofPort.get(group) ?? []), { kind: 'path', path: file }]);
    writing.push(
      mkdir(place).then(() =>
        pipeline(stream, meter(total, limit), createWriteStream(file, { flags: 'wx' }), { signal }),
      ),
    );
  };

  const parser = new Busboy({
    headers: Object.fromEntries(request.headers) as BusboyHeaders,
    limits: { fieldSize: mostSettingBytes, fields: mostFields, files: mostFields, fieldNameSize: 100 },
  });
  const { promise: refused, reject: refuse } = Promise.withResolvers<never>();
  parser.on('file', (field, stream, fileName) => {
    try {
      store(field, stream, fileName);
      writing.at(-1)?.catch(refuse);
    } catch (thrown) {
      stream.resume();
      refuse(thrown);
    }
  });
  parser.on('field', (field, value, _nameTruncated, valueTruncated) => {
    if (valueTruncated)
      refuse(
        new InputError(
          'request/malformed',
          `The setting ${field.slice(0, 40)} is longer than ${mostSettingBytes} bytes.`,
        ),
      );
    settings[field] = value;
  });
  const body =
    request.body === null
      ? Readable.from([])
      : Readable.fromWeb(request.body as Parameters<typeof Readable.fromWeb>[0]);
  try {
    await Promise.race([pipeline(body, parser, { signal }), refused]);
    await Promise.all(writing);
  } catch (thrown) {
    body.destroy();
    await Promise.allSettled(writing);
    if (signal.aborted) throw new CancelledError();
    const error = diskError(thrown);
    if (error instanceof OffprintError) throw error;
    throw new InputError('request/malformed', 'The request is not a complete multipart form.', {
      hint: 'Send the files with curl -F base=@base.safetensors, or with FormData.',
      cause: thrown,
    });
  }
  return {
    files: Object.fromEntries([...groups].map(([port, ofPort]) => [port, [...ofPort.values()]])),
    settings,
  };
}
