import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyFileStream, type BusboyHeaders } from '@fastify/busboy';
import { CancelledError, InputError, LimitError, OffprintError, StorageError } from '@offprint/errors';
import type { Method, RawInputs } from '@offprint/methods';
import { formParts, safeName } from './form-parts.ts';
import { chunksOf } from './request-body.ts';

/** Settings are short; a longer value is a file sent under the wrong name. */
const mostSettingBytes = 64 * 1024;
/** Files, and settings, of one form. Far more than any method has ports and shards. */
const mostParts = 200;
/** What a form adds to its files: boundaries, headers, settings. */
const formOverheadBytes = 2 ** 20;

export interface UploadOptions {
  /** Where the files go; made if missing. */
  readonly folder: string;
  /** Bytes of all files together. */
  readonly limit: number;
  readonly signal: AbortSignal;
}

function tooLarge(limit: number): LimitError {
  return new LimitError('request/too-large', `The files are larger than this server takes: ${limit} bytes together.`, {
    hint: 'Run the method in the page or on the command line, where nothing is sent; or raise OFFPRINT_UPLOAD_LIMIT.',
    where: { limit },
  });
}

function tooMany(what: string): LimitError {
  return new LimitError('request/too-large', `The form has more than ${mostParts} ${what}.`, {
    hint: 'Send fewer, or run the method on the command line.',
    where: { limit: mostParts },
  });
}

/** Lets bytes through until the sum of all files passes the limit. */
function meter(total: { bytes: number }, limit: number): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      total.bytes += chunk.byteLength;
      if (total.bytes <= limit) done(null, chunk);
      else done(tooLarge(limit));
    },
  });
}

/** What stopped an upload, as the sender may see it. */
function explain(thrown: unknown): OffprintError {
  if (thrown instanceof OffprintError) return thrown;
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new StorageError('disk/full', 'The disk of the server is full.', {
      hint: 'Free space in the data folder, then send the files again.',
      cause: thrown,
    });
  }
  return new InputError('request/malformed', 'The request is not a complete multipart form.', {
    hint: 'Send the files with curl -F base=@base.safetensors, or with FormData.',
    cause: thrown,
  });
}

/**
 * Reads a multipart request: files go to disk as they arrive, settings are kept as text.
 * @throws InputError `request/unknown-file`, `request/not-a-file`, `request/setting-twice`, `request/malformed`;
 *   LimitError `request/too-large`; StorageError `disk/full`; CancelledError. All writing has ended by then.
 */
export async function readUpload(request: Request, method: Method, options: UploadOptions): Promise<RawInputs> {
  const { folder, limit } = options;
  if (Number(request.headers.get('content-length') ?? 0) > limit + formOverheadBytes) throw tooLarge(limit);
  await mkdir(folder, { recursive: true });
  const parts = formParts(method);
  const total = { bytes: 0 };
  const writing: Promise<void>[] = [];
  // The first fault ends everything else that is under way.
  const fault = new AbortController();
  const signal = AbortSignal.any([options.signal, fault.signal]);

  const store = async (stream: BusboyFileStream, place: string, file: string): Promise<void> => {
    await mkdir(place);
    await pipeline(stream, meter(total, limit), createWriteStream(file, { flags: 'wx' }), { signal });
  };
  const attempt = (work: () => void): void => {
    try {
      work();
    } catch (thrown) {
      fault.abort(thrown);
    }
  };
  const parser = createParser(request);
  parser.on('file', (field, stream, fileName) => {
    // Without a listener, the end of a form that was broken off inside this file would be nobody's error.
    stream.on('error', (error) => fault.abort(error));
    // A folder for each file, so that two files may have the same name and keep it.
    const place = path.join(folder, String(writing.length));
    const file = path.join(place, safeName(fileName));
    attempt(() => parts.addFile(field, file));
    if (signal.aborted) stream.resume();
    else writing.push(store(stream, place, file).catch((thrown) => fault.abort(thrown)));
  });
  parser.on('field', (field, value, _nameTruncated, valueTruncated) =>
    attempt(() => {
      if (valueTruncated) {
        const what = `The setting ${field.slice(0, 40)} is longer than ${mostSettingBytes} bytes.`;
        throw new InputError('request/malformed', what, { hint: 'Send files with a file name, settings without.' });
      }
      parts.addSetting(field, value);
    }),
  );
  parser.on('filesLimit', () => fault.abort(tooMany('files')));
  parser.on('fieldsLimit', () => fault.abort(tooMany('settings')));

  parser.on('error', (error) => fault.abort(error));

  const receive = async (): Promise<void> => {
    for await (const chunk of chunksOf(request)) {
      if (signal.aborted) return;
      if (!parser.write(chunk)) await once(parser, 'drain', { signal });
    }
    if (signal.aborted) return;
    const finished = once(parser, 'finish', { signal });
    parser.end();
    await finished;
  };
  await receive().catch((thrown) => fault.abort(thrown));
  await Promise.all(writing);
  if (options.signal.aborted) throw new CancelledError();
  if (fault.signal.aborted) throw explain(fault.signal.reason);
  return parts.inputs();
}

/** @throws InputError `request/malformed` when the header names no boundary */
function createParser(request: Request): InstanceType<typeof Busboy> {
  try {
    return new Busboy({
      headers: Object.fromEntries(request.headers) as BusboyHeaders,
      limits: { fieldSize: mostSettingBytes, fields: mostParts, files: mostParts, fieldNameSize: 100 },
    });
  } catch (thrown) {
    throw explain(thrown);
  }
}
