import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { CancelledError, InputError, InternalError, LimitError, NotFoundError } from '@offprint/errors';
import { exampleInputs, findMethod, type Method, type RawInputs, type RunResult } from '@offprint/methods';
import { type StartedRun, startRun } from '@offprint/methods/node';
import { type Context, Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Service } from '../service.ts';
import { problemOf } from './problem.ts';
import { readUpload } from './upload.ts';

export interface RunsOptions {
  /** Bytes of all files of one request together. */
  readonly uploadLimit: number;
  /** What a run made is deleted after so many milliseconds. */
  readonly keepMs: number;
  /** Runs at once; one more is refused, since each takes every core. */
  readonly mostAtOnce: number;
}

const mebibyte = 2 ** 20;

/** One GiB holds a base and three models of 130 million parameters in bf16; larger ones belong on the command line. */
const defaultUploadLimit = 1024 * mebibyte;

/** A request with settings only is small. */
const mostJsonBytes = mebibyte;

function defaults(): RunsOptions {
  const given = Number(process.env['OFFPRINT_UPLOAD_LIMIT']);
  return {
    uploadLimit: Number.isSafeInteger(given) && given > 0 ? given : defaultUploadLimit,
    keepMs: 60 * 60 * 1000,
    mostAtOnce: 1,
  };
}

interface Run {
  readonly id: string;
  readonly folder: string;
  /** What stops it while it runs. */
  readonly stop: AbortController;
  result?: RunResult;
  forget?: NodeJS.Timeout;
}

/** `POST /methods/{id}/runs` and what follows from it: the outputs, and their deletion. */
export function createRuns(service: Service, options: Partial<RunsOptions> = {}): Hono {
  const { uploadLimit, keepMs, mostAtOnce } = { ...defaults(), ...options };
  const root = path.join(service.store.folder, 'runs', 'api');
  const runs = new Map<string, Run>();
  let running = 0;
  // What a server that was killed left behind belongs to nobody any more.
  let swept: Promise<void> | undefined;
  const sweep = (): Promise<void> => (swept ??= rm(root, { recursive: true, force: true }));

  const forget = async (run: Run): Promise<void> => {
    clearTimeout(run.forget);
    runs.delete(run.id);
    await rm(run.folder, { recursive: true, force: true });
  };

  const find = (id: string): Run => {
    const run = runs.get(id);
    if (run !== undefined) return run;
    throw new NotFoundError('run/not-found', 'There is no such run.', {
      hint: `What a run makes is kept for ${Math.round(keepMs / 60_000)} minutes; run the method again.`,
    });
  };

  const app = new Hono();

  app.post('/methods/:id/runs', async (context) => {
    const method = findMethod(context.req.param('id'));
    if (running >= mostAtOnce) {
      throw new LimitError('run/busy', 'Another run is under way on this server.', {
        hint: 'Try again when it is done, or run the method in the page or on the command line.',
      });
    }
    running++;
    const id = randomUUID();
    const run: Run = { id, folder: path.join(root, id), stop: new AbortController() };
    runs.set(id, run);
    try {
      await sweep();
      const leave = (): void => run.stop.abort();
      context.req.raw.signal.addEventListener('abort', leave, { once: true });
      const inputs = await readInputs(context, method, run, uploadLimit);
      await mkdir(path.join(run.folder, 'outputs'), { recursive: true });
      return streamSSE(context, async (stream) => {
        stream.onAbort(leave);
        const send = (event: string, data: unknown): Promise<void> =>
          stream.writeSSE({ event, data: JSON.stringify(data) });
        try {
          await send('accepted', { id, method: method.id });
          const result = await follow(method, inputs, run, (progress) => void send('progress', progress));
          run.result = result;
          run.forget = setTimeout(() => void forget(run), keepMs).unref();
          await rm(path.join(run.folder, 'inputs'), { recursive: true, force: true });
          await send('result', resultView(id, result));
        } catch (thrown) {
          await forget(run);
          await send('problem', problemOf(run.stop.signal.aborted ? new CancelledError() : thrown));
        } finally {
          running--;
        }
      });
    } catch (thrown) {
      running--;
      await forget(run);
      throw thrown;
    }
  });

  app.get('/runs/:id/outputs/:port', (context) => {
    const run = find(context.req.param('id'));
    const file = Object.hasOwn(run.result?.outputs ?? {}, context.req.param('port'))
      ? run.result?.outputs[context.req.param('port')]
      : undefined;
    if (file === undefined)
      throw new NotFoundError('run/no-output', `The run has no output ${context.req.param('port').slice(0, 40)}.`);
    if (file.reference.kind !== 'path') throw new InternalError('An output of a run on the server is not in a file.');
    return new Response(Readable.toWeb(createReadStream(file.reference.path)) as ReadableStream, {
      headers: {
        'content-type': 'application/octet-stream',
        'content-length': String(file.size),
        'content-disposition': `attachment; filename="${file.name.replace(/[^\w.+-]/g, '_')}"`,
        etag: `"${file.sha256}"`,
      },
    });
  });

  app.delete('/runs/:id', async (context) => {
    const run = find(context.req.param('id'));
    if (run.result === undefined) run.stop.abort();
    else await forget(run);
    return context.body(null, 204);
  });

  return app;
}

/** The files and settings of a request: a multipart form, or JSON settings with `"example": true` for the generated files. */
async function readInputs(context: Context, method: Method, run: Run, limit: number): Promise<RawInputs> {
  const type = context.req.header('content-type') ?? '';
  if (type.startsWith('multipart/form-data')) {
    return readUpload(context.req.raw, method, {
      folder: path.join(run.folder, 'inputs'),
      limit,
      signal: run.stop.signal,
    });
  }
  if (!type.startsWith('application/json')) {
    throw new InputError('request/unknown-type', 'A run takes a multipart form with files, or JSON.', {
      hint: 'Send files with curl -F base=@base.safetensors, or {"example": true} as application/json for the generated example.',
    });
  }
  if (Number(context.req.header('content-length') ?? 0) > mostJsonBytes) {
    throw new LimitError('request/too-large', 'The settings are larger than a mebibyte.', {
      hint: 'Send files as a multipart form.',
    });
  }
  const body: unknown = await context.req.json().catch((cause: unknown) => {
    throw new InputError('request/malformed', 'The request is not valid JSON.', {
      hint: 'Check quotes and commas.',
      cause,
    });
  });
  const { example, ...settings } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  if (example !== true) {
    throw new InputError('input/missing', 'JSON can only run the generated example.', {
      hint: 'Add "example": true, or send your files as a multipart form.',
    });
  }
  const inputs = await exampleInputs(method);
  return { files: inputs.files, settings: { ...inputs.settings, ...settings } };
}

function follow(
  method: Method,
  inputs: RawInputs,
  run: Run,
  onProgress: (progress: unknown) => void,
): Promise<RunResult> {
  const names = Object.keys(method.outputs);
  const started: StartedRun<RunResult> = startRun(method, inputs, {
    onProgress: ({ partial: _, ...progress }) => onProgress(progress),
    outputs: Object.fromEntries(names.map((port) => [port, path.join(run.folder, 'outputs', `${port}.safetensors`)])),
  });
  const cancel = (): void => started.cancel();
  run.stop.signal.addEventListener('abort', cancel, { once: true });
  if (run.stop.signal.aborted) cancel();
  return started.result.finally(() => run.stop.signal.removeEventListener('abort', cancel));
}

/** A result without the places on the server's disk. */
function resultView(id: string, { outputs, report, notices, receipt }: RunResult): unknown {
  return {
    id,
    outputs: Object.fromEntries(
      Object.entries(outputs).map(([port, { name, size, sha256 }]) => [
        port,
        { name, size, sha256, href: `/api/runs/${id}/outputs/${port}` },
      ]),
    ),
    report,
    notices,
    receipt: {
      ...receipt,
      inputs: Object.fromEntries(
        Object.entries(receipt.inputs).map(([port, files]) => [port, files.map(({ path: _, ...file }) => file)]),
      ),
    },
  };
}
