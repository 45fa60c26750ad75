import { createReadStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { CancelledError, InputError, InternalError, NotFoundError } from '@offprint/errors';
import { fileSink } from '@offprint/files/node';
import {
  exampleInputs,
  findMethod,
  type Method,
  parseSettings,
  type RawInputs,
  type RunResult,
} from '@offprint/methods';
import { startRun } from '@offprint/methods/node';
import { type Context, Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Service } from '../service.ts';
import { safeName } from './form-parts.ts';
import { readJsonBody } from './json-body.ts';
import { type Log, problemOf } from './problem.ts';
import { noQuery, parseQuery } from './query.ts';
import { progressView, resultView } from './run-events.ts';
import { createRunShelf, type Run } from './run-shelf.ts';
import { readUpload } from './upload.ts';

export interface RunsOptions {
  /** Bytes of all files of one request together. */
  readonly uploadLimit: number;
  /** What a run made is deleted after so many milliseconds. */
  readonly keepMs: number;
  /** Runs at once; one more is refused, since each takes every core. */
  readonly mostAtOnce: number;
  readonly log?: Log;
}

/** One GiB holds a base and three models of 130 million parameters in bf16; larger ones belong on the command line. */
const defaultUploadLimit = 2 ** 30;

function defaults(): RunsOptions {
  const given = Number(process.env['OFFPRINT_UPLOAD_LIMIT']);
  return {
    uploadLimit: Number.isSafeInteger(given) && given > 0 ? given : defaultUploadLimit,
    keepMs: 60 * 60 * 1000,
    mostAtOnce: 1,
  };
}

/** `POST /methods/{id}/runs` and what follows from it: the outputs, and their deletion. */
export function createRuns(service: Service, options: Partial<RunsOptions> = {}): Hono {
  const { uploadLimit, keepMs, mostAtOnce, log } = { ...defaults(), ...options };
  const shelf = createRunShelf({ root: path.join(service.store.folder, 'runs', 'api'), keepMs, mostAtOnce });
  const app = new Hono();

  app.post('/methods/:id/runs', async (context) => {
    refuseForeignPage(context);
    parseQuery(noQuery, context.req.url);
    const method = findMethod(context.req.param('id'));
    const run = await shelf.begin();
    const leave = (): void => run.stop.abort();
    const { signal } = context.req.raw;
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
    try {
      const inputs = await readInputs(context, method, run, uploadLimit);
      // Wrong settings and files that cannot be read end here, with the status of their error.
      const { result, onProgress } = await begin(method, inputs, run);
      return streamSSE(context, async (stream) => {
        stream.onAbort(leave);
        const send = (event: string, data: unknown): Promise<void> =>
          stream.writeSSE({ event, data: JSON.stringify(data) });
        await send('accepted', { id: run.id, method: method.id });
        onProgress((progress) => void send('progress', progress));
        try {
          const found = await result;
          await rm(path.join(run.folder, 'inputs'), { recursive: true, force: true });
          if (run.stop.signal.aborted) throw new CancelledError();
          shelf.keep(run, found);
          await send('result', resultView(run.id, found));
        } catch (thrown) {
          await shelf.drop(run);
          await send('problem', problemOf(thrown, log));
        }
      });
    } catch (thrown) {
      await shelf.drop(run);
      throw run.stop.signal.aborted ? new CancelledError() : thrown;
    }
  });

  // An output of a port of many is `port/name`.
  app.get('/runs/:id/outputs/:port{.+}', (context) => {
    parseQuery(noQuery, context.req.url);
    const { result } = shelf.find(context.req.param('id'));
    return sendOutput(result, context.req.param('port'), context.req.method);
  });

  app.delete('/runs/:id', async (context) => {
    parseQuery(noQuery, context.req.url);
    const run = shelf.find(context.req.param('id'));
    run.stop.abort();
    await run.over;
    // It may have been too late to cancel.
    await shelf.drop(run);
    return context.body(null, 204);
  });

  return app;
}

/** A form on a foreign page could otherwise start runs here behind the back of the reader who looks at it. */
function refuseForeignPage(context: Context): void {
  const origin = context.req.header('origin');
  if (origin === undefined) return;
  const host = URL.parse(origin)?.host;
  if (host !== undefined && host === context.req.header('host')) return;
  throw new InputError('request/foreign-page', 'A page of another site cannot start runs here.', {
    hint: 'Send the request from a page of this server, or from a program.',
    where: { origin: origin.slice(0, 200) },
  });
}

/** The files and settings of a request: a multipart form, or JSON settings with `"example": true` for the generated files. */
async function readInputs(context: Context, method: Method, run: Run, limit: number): Promise<RawInputs> {
  const type = context.req.header('content-type') ?? '';
  if (/^multipart\/form-data\b/i.test(type)) {
    return readUpload(context.req.raw, method, {
      folder: path.join(run.folder, 'inputs'),
      limit,
      signal: run.stop.signal,
    });
  }
  if (!/^application\/json\b/i.test(type)) {
    throw new InputError('request/unknown-type', 'A run takes a multipart form with files, or JSON.', {
      hint: 'Send files with curl -F base=@base.safetensors, or {"example": true} as application/json for the generated example.',
    });
  }
  const { example, ...settings } = await readJsonBody(context.req.raw);
  if (example !== true) {
    throw new InputError('input/missing', 'JSON can only run the generated example.', {
      hint: 'Add "example": true, or send your files as a multipart form.',
    });
  }
  const inputs = await exampleInputs(method);
  return { files: inputs.files, settings: { ...inputs.settings, ...settings } };
}

interface Begun {
  readonly result: Promise<RunResult>;
  /** Hears the latest progress at once, and whatever follows. */
  onProgress(listener: (progress: unknown) => void): void;
}

/** Starts a run and waits until it has read its inputs. Rejects with what is wrong with them. */
async function begin(method: Method, inputs: RawInputs, run: Run): Promise<Begun> {
  parseSettings(method, inputs.settings);
  const reading = Promise.withResolvers<void>();
  let latest: unknown;
  let hear = (_progress: unknown): void => undefined;
  const started = startRun(method, inputs, {
    onProgress(progress) {
      latest = progressView(progress);
      hear(latest);
      reading.resolve();
    },
    async output(port, suggestedName) {
      const folder = path.join(run.folder, 'outputs', port);
      await mkdir(folder, { recursive: true });
      return fileSink(path.join(folder, safeName(suggestedName)));
    },
  });
  const cancel = (): void => started.cancel();
  run.stop.signal.addEventListener('abort', cancel, { once: true });
  if (run.stop.signal.aborted) cancel();
  await Promise.race([reading.promise, started.result]);
  return {
    result: started.result,
    onProgress(listener) {
      hear = listener;
      if (latest !== undefined) listener(latest);
    },
  };
}

function sendOutput(result: RunResult | undefined, port: string, verb: string): Response {
  const outputs = result?.outputs ?? {};
  const file = Object.hasOwn(outputs, port) ? outputs[port] : undefined;
  if (file === undefined) {
    throw new NotFoundError('run/no-output', `The run has no output ${port.slice(0, 40)}.`, {
      hint: result === undefined ? 'It is still under way.' : `Its outputs are ${Object.keys(outputs).join(', ')}.`,
    });
  }
  if (file.reference.kind !== 'path') throw new InternalError('An output of a run on the server is not in a file.');
  const body = verb === 'HEAD' ? null : (Readable.toWeb(createReadStream(file.reference.path)) as ReadableStream);
  return new Response(body, {
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': String(file.size),
      'content-disposition': `attachment; filename="${safeName(file.name)}"`,
      'cache-control': 'private, no-cache',
      etag: `"${file.sha256}"`,
    },
  });
}
