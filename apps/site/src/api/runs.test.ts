import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { tiesMerging } from '@offprint/methods';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allEvents, eventsOf, exampleUploads, formOf, problemIn, run, type Upload } from './testing/requests.ts';
import { pause, type ServedApi, serveApi } from './testing/serve-api.ts';

let served: ServedApi;
let uploads: Upload[];

beforeAll(async () => {
  [served, uploads] = await Promise.all([serveApi(), exampleUploads()]);
});
afterAll(() => served.close());

interface Result {
  readonly id: string;
  readonly outputs: { readonly merged: { name: string; size: number; sha256: string; href: string } };
  readonly receipt: { readonly inputs: Record<string, object[]> };
}

async function resultOf(response: Response): Promise<Result> {
  const last = (await allEvents(response)).at(-1);
  if (last?.event !== 'result') throw new Error(`No result: ${JSON.stringify(last)}`);
  return last.data as object as Result;
}

/** The result that the library gives for the same files. */
async function expectedHash(settings: { density?: number } = {}): Promise<string> {
  // The names of the inputs are in the output's metadata.
  const [base, ...models] = uploads.map(({ bytes, name }) => ({ kind: 'bytes', bytes, name }) as const);
  if (base === undefined) throw new Error('no base');
  const { outputs } = await tiesMerging.run({ base, models, ...settings }, { threads: 1 });
  return outputs['merged']?.sha256 ?? '';
}

describe('a run over the API', () => {
  it('tells of its progress and gives the bytes that the library gives', async () => {
    const response = await run(served.url, formOf(uploads, { density: '0.3' }));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const events = await allEvents(response);
    const last = events.at(-1) ?? { event: 'none', data: {} };
    expect(events[0]).toEqual({ event: 'accepted', data: { id: expect.any(String), method: 'ties-merging' } });
    const shares = events.filter(({ event }) => event === 'progress').map(({ data }) => data['share'] as number);
    expect(shares.length).toBeGreaterThan(1);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(last.event).toBe('result');

    const { outputs, receipt, id } = last.data as object as Result;
    expect(outputs.merged.sha256).toBe(await expectedHash({ density: 0.3 }));
    expect(outputs.merged.name).toBe('sample-base-ties.safetensors');
    expect(JSON.stringify(receipt)).not.toContain(served.runsFolder);

    const origin = new URL(served.url).origin;
    const head = await fetch(origin + outputs.merged.href, { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe(String(outputs.merged.size));
    expect(await head.text()).toBe('');
    const file = await fetch(origin + outputs.merged.href);
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="sample-base-ties.safetensors"');
    const bytes = new Uint8Array(await file.arrayBuffer());
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(outputs.merged.sha256);
    // The uploads are gone as soon as the run is done.
    expect((await served.traces()).filter((name) => name.includes('inputs'))).toEqual([]);
    expect(await problemIn(await fetch(`${served.url}/runs/${id}/outputs/__proto__`))).toMatchObject({
      code: 'run/no-output',
      hint: 'Its outputs are merged.',
    });

    expect((await fetch(`${served.url}/runs/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect(await served.traces()).toEqual([]);
    expect((await problemIn(await fetch(origin + outputs.merged.href))).code).toBe('run/not-found');
  });

  it('runs the generated example', async () => {
    const { outputs, id } = await resultOf(await run(served.url, JSON.stringify({ example: true, density: 0.3 })));
    expect(outputs.merged.sha256).toBe(await expectedHash({ density: 0.3 }));
    await fetch(`${served.url}/runs/${id}`, { method: 'DELETE' });
  });

  it('gives each of several outputs under an address of its own', async () => {
    const answer = await fetch(`${served.url}/methods/merge-recipe/runs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ example: true }),
    });
    const { outputs, id } = await resultOf(answer);
    const files = Object.entries(outputs as object as Record<string, Result['outputs']['merged']>);
    expect(files.map(([key]) => key)).toEqual(expect.arrayContaining(['merged/model.safetensors', 'card']));
    for (const [, { href, size, sha256 }] of files) {
      const bytes = await (await fetch(new URL(href, served.url))).bytes();
      expect(bytes.byteLength).toBe(size);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    }
    await fetch(`${served.url}/runs/${id}`, { method: 'DELETE' });
  });

  it('takes the shards of one checkpoint under one name, and checkpoints in the order of their numbers', async () => {
    const [base, first, second, third] = uploads;
    const form = formOf(
      [second, third, base, first].flatMap((upload, at) =>
        upload === undefined
          ? []
          : [{ ...upload, field: ['models[1]', 'models[2]', 'base[0]', 'models[0]'][at] ?? '' }],
      ),
    );
    const { outputs, receipt, id } = await resultOf(await run(served.url, form));
    expect(receipt.inputs['models']).toMatchObject([
      { name: 'sample-task-1.safetensors', checkpoint: 0 },
      { name: 'sample-task-2.safetensors', checkpoint: 1 },
      { name: 'sample-task-3.safetensors', checkpoint: 2 },
    ]);
    expect(outputs.merged.sha256).toBe(await expectedHash());
    await fetch(`${served.url}/runs/${id}`, { method: 'DELETE' });
  });

  it('keeps what a name tries to reach inside the folder of the run', async () => {
    const hostile = uploads.map((upload, at) => ({
      ...upload,
      name: `../../../../${at}/..\\..\\evil name.safetensors`,
    }));
    const { outputs, receipt, id } = await resultOf(await run(served.url, formOf(hostile)));
    expect(receipt.inputs['base']).toMatchObject([{ name: 'evil_name.safetensors' }]);
    expect(outputs.merged.name).toBe('evil_name-ties.safetensors');
    expect((await served.traces()).every((name) => name.startsWith(`${process.pid}-${id}`))).toBe(true);
    await fetch(`${served.url}/runs/${id}`, { method: 'DELETE' });
  });
});

/** A request of which only the beginning is sent. */
function sendBeginning(upload: Upload) {
  const boundary = 'beginning';
  const client = request(`${served.url}/methods/ties-merging/runs`, {
    method: 'POST',
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, 'transfer-encoding': 'chunked' },
  });
  client.on('error', () => undefined);
  client.write(
    `--${boundary}\r\ncontent-disposition: form-data; name="${upload.field}"; filename="${upload.name}"\r\n` +
      'content-type: application/octet-stream\r\n\r\n',
  );
  client.write(upload.bytes);
  return client;
}

async function fileArrives(name: string): Promise<void> {
  while (!(await served.traces()).some((trace) => trace.endsWith(name))) await pause();
}

describe('a client that leaves, or has to wait', () => {
  it('leaves nothing when it goes while it sends, and others wait meanwhile', async () => {
    const [base] = uploads;
    if (base === undefined) throw new Error('no base');
    const client = sendBeginning(base);
    await fileArrives(base.name);
    const response = await run(served.url, formOf(uploads));
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('10');
    expect(await problemIn(response)).toMatchObject({
      type: 'about:blank',
      title: 'Too Many Requests',
      status: 429,
      detail: 'Another run is under way on this server.',
      code: 'run/busy',
    });
    client.destroy();
    await served.clean();
    // The place is free again.
    const { id } = await resultOf(await run(served.url, formOf(uploads)));
    await fetch(`${served.url}/runs/${id}`, { method: 'DELETE' });
  });

  it('leaves nothing when it goes while the method runs', async () => {
    const stop = new AbortController();
    const response = await run(served.url, formOf(uploads), { signal: stop.signal });
    for await (const { event } of eventsOf(response)) {
      expect(await served.traces()).not.toEqual([]);
      if (event === 'progress') break;
    }
    stop.abort();
    await served.clean();
    expect(served.log).toEqual([]);
  });

  it('cancels by DELETE, and has nothing left when that is answered', async () => {
    const response = await run(served.url, formOf(uploads));
    const events = eventsOf(response);
    const { value: accepted } = await events.next();
    expect((await fetch(`${served.url}/runs/${accepted?.data['id']}`, { method: 'DELETE' })).status).toBe(204);
    expect(await served.traces()).toEqual([]);
    let last = accepted;
    for await (const event of events) last = event;
    expect(last).toMatchObject({ event: 'problem', data: { code: 'run/cancelled', status: 499 } });
  });
});

describe('bad input', () => {
  const json = { 'content-type': 'application/json' };
  const broken = { 'content-type': 'multipart/form-data; boundary=x' };
  const textFile = new TextEncoder().encode('This is the text of a paper, not a model.\n'.repeat(20));
  const withTextFile = (): FormData =>
    formOf(
      uploads.map((upload, at) => (at === 2 ? { ...upload, name: 'notes.safetensors', bytes: textFile } : upload)),
    );
  const withPart = (field: string, value: string | Blob) => (): FormData => {
    const form = formOf(uploads);
    if (typeof value === 'string') form.append(field, value);
    else form.append(field, value, 'x.safetensors');
    return form;
  };

  const cases: [string, () => BodyInit, HeadersInit | undefined, number, string, RegExp][] = [
    ['plain text', () => 'hello', { 'content-type': 'text/plain' }, 415, 'request/unknown-type', /multipart form/],
    ['no boundary', () => 'x', { 'content-type': 'multipart/form-data' }, 422, 'request/malformed', /multipart/],
    ['no form at all', () => 'hello', broken, 422, 'request/malformed', /not a complete multipart form/],
    [
      'a form that breaks off inside a file',
      () => '--x\r\ncontent-disposition: form-data; name="base"; filename="b.safetensors"\r\n\r\nabc',
      broken,
      422,
      'request/malformed',
      /not a complete multipart form/,
    ],
    ['broken JSON', () => '{"example": tru', json, 422, 'request/malformed', /not valid JSON/],
    ['JSON that is no object', () => '[1]', json, 422, 'request/malformed', /not an object/],
    ['JSON without example', () => '{"density": 0.2}', json, 422, 'input/missing', /only run the generated example/],
    ['long JSON', () => `{"a":"${'a'.repeat(2 ** 21)}"}`, json, 413, 'request/too-large', /mebibyte/],
    ['JSON with __proto__', () => '{"example":true,"__proto__":1}', json, 422, 'setting/unknown', /__proto__/],
    ['an unknown port', withPart('bases', new Blob(['x'])), undefined, 422, 'request/unknown-file', /bases/],
    ['a file as text', withPart('base', 'b.safetensors'), undefined, 422, 'request/not-a-file', /base is text/],
    ['an unknown setting', withPart('densty', '1'), undefined, 422, 'setting/unknown', /densty/],
    ['two bases', withPart('base', new Blob(['x'])), undefined, 422, 'input/too-many', /base/],
    ['no models', () => formOf(uploads.slice(0, 1)), undefined, 422, 'input/missing', /models/],
    ['density abc', () => formOf(uploads, { density: 'abc' }), undefined, 422, 'setting/invalid', /"abc"/],
    ['density 0', () => formOf(uploads, { density: '0' }), undefined, 422, 'setting/invalid', /"0"/],
    ['density 1.5', () => formOf(uploads, { density: '1.5' }), undefined, 422, 'setting/invalid', /"1.5"/],
    ['a text file renamed', withTextFile, undefined, 422, 'checkpoint/not-safetensors', /notes\.safetensors/],
  ];

  it.each(cases)('%s', async (_title, body, headers, status, code, detail) => {
    const response = await fetch(`${served.url}/methods/ties-merging/runs`, {
      method: 'POST',
      body: body(),
      ...(headers === undefined ? {} : { headers }),
    });
    const problem = await problemIn(response);
    expect(problem).toMatchObject({ code, status, detail: expect.stringMatching(detail) });
    expect(response.status).toBe(status);
    expect(problem.hint).toMatch(/\w/);
    expect(await served.traces()).toEqual([]);
  });

  it('a setting that is sent twice', async () => {
    const form = formOf(uploads, { density: '0.2' });
    form.append('density', '0.3');
    expect((await problemIn(await run(served.url, form))).code).toBe('request/setting-twice');
  });

  it('an unknown method, with the nearest name', async () => {
    const response = await fetch(`${served.url}/methods/tis-merging/runs`, { method: 'POST', body: formOf(uploads) });
    expect(await problemIn(response)).toMatchObject({
      status: 404,
      code: 'method/not-found',
      hint: 'Did you mean ties-merging?',
    });
  });

  it('a page of another site', async () => {
    const response = await run(served.url, '{"example":true}', {
      headers: { origin: 'https://example.org', 'content-type': 'application/json' },
    });
    expect(await problemIn(response)).toMatchObject({ status: 403, code: 'request/foreign-page' });
  });

  it('files above the limit, whether or not their size was told', async () => {
    const small = await serveApi({ uploadLimit: 500_000 });
    const told = await run(small.url, formOf(uploads));
    expect(await problemIn(told)).toMatchObject({ status: 413, code: 'request/too-large', where: { limit: 500_000 } });
    expect(told.headers.get('retry-after')).toBeNull();
    const form = new Response(formOf(uploads));
    const untold = await fetch(`${small.url}/methods/ties-merging/runs`, {
      method: 'POST',
      body: form.body,
      headers: { 'content-type': form.headers.get('content-type') ?? '' },
      duplex: 'half',
    } as RequestInit);
    expect(await problemIn(untold)).toMatchObject({ status: 413, code: 'request/too-large' });
    expect(await small.traces()).toEqual([]);
    await small.close();
  });
});

describe('what is kept', () => {
  it('is deleted when its time is over', async () => {
    const short = await serveApi({ keepMs: 1 });
    const { id } = await resultOf(await run(short.url, JSON.stringify({ example: true })));
    await short.clean();
    expect((await problemIn(await fetch(`${short.url}/runs/${id}/outputs/merged`))).code).toBe('run/not-found');
    await short.close();
  });

  it('goes with the server that was killed, and only with that one', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'offprint-sweep-'));
    const runs = path.join(folder, 'runs', 'api');
    // No process has the number of the largest 32-bit integer; the parent of this one is alive.
    const [dead, alive] = [`${2 ** 31 - 1}-a`, `${process.ppid}-b`];
    for (const name of [dead, alive]) {
      await mkdir(path.join(runs, name), { recursive: true });
      await writeFile(path.join(runs, name, 'file'), 'x');
    }
    const after = await serveApi({}, folder);
    while ((await after.traces()).some((name) => name.startsWith(dead))) await pause();
    expect((await after.traces()).toSorted()).toEqual([alive, path.join(alive, 'file')].toSorted());
    await after.close();
  });
});
