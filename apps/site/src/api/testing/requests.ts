import { exampleInputs, tiesMerging } from '@offprint/methods';
import type { Problem } from '../problem.ts';

/** A file as a form carries it. */
export interface Upload {
  readonly field: string;
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The generated example of TIES-Merging: `base`, then three `models`. */
export async function exampleUploads(): Promise<Upload[]> {
  const { files } = await exampleInputs(tiesMerging);
  return Object.entries(files).flatMap(([field, checkpoints]) =>
    checkpoints.flat().map((reference) => {
      if (reference.kind !== 'bytes') throw new Error('The example is not in memory.');
      return { field, name: reference.name, bytes: new Uint8Array(reference.bytes) };
    }),
  );
}

export function formOf(uploads: readonly Upload[], settings: Readonly<Record<string, string>> = {}): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(settings)) form.append(name, value);
  for (const { field, name, bytes } of uploads) form.append(field, new Blob([bytes]), name);
  return form;
}

export function run(url: string, body: FormData | string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${url}/methods/ties-merging/runs`, {
    method: 'POST',
    body,
    ...(typeof body === 'string' ? { headers: { 'content-type': 'application/json' } } : {}),
    ...init,
  });
}

export interface ServerEvent {
  readonly event: string;
  readonly data: Record<string, unknown>;
}

/** The events of an answer as they come. */
export async function* eventsOf(response: Response): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    const whole = text.split('\n\n');
    text = whole.pop() ?? '';
    for (const block of whole) {
      const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
      yield { event: field('event'), data: JSON.parse(field('data')) as Record<string, unknown> };
    }
  }
}

export async function allEvents(response: Response): Promise<ServerEvent[]> {
  const events: ServerEvent[] = [];
  for await (const event of eventsOf(response)) events.push(event);
  return events;
}

/** The problem that an answer tells of. */
export async function problemIn(response: Response): Promise<Problem> {
  if (response.headers.get('content-type') !== 'application/problem+json') {
    throw new Error(`Not a problem but ${response.status}: ${await response.text()}`);
  }
  return (await response.json()) as Problem;
}
