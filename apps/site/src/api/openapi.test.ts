import { methods } from '@offprint/methods';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openSite, type TestSite } from '../testing/open-site.ts';
import { eventsOf } from './testing/requests.ts';

interface Document {
  readonly openapi: string;
  readonly paths: Record<
    string,
    Record<string, { responses: Record<string, { content?: Record<string, { schema: object }> }> }>
  >;
  readonly components: { readonly schemas: Record<string, object> };
}

let site: TestSite;
let document: Document;
beforeAll(async () => {
  site = await openSite();
  document = (await (await site.request('/api/openapi.json')).json()) as Document;
});
afterAll(() => site.close());

/** The schema as a program that reads the document would take it, which knows nothing of how it was made. */
function schemaOf(schema: object): z.ZodType {
  return z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
}

it('is valid OpenAPI 3.1', async () => {
  const { valid, errors } = await new Validator().validate(document as object as Record<string, unknown>);
  expect(errors ?? []).toEqual([]);
  expect(valid).toBe(true);
  expect(document.openapi).toBe('3.1.0');
  const expected = [
    '/api/methods',
    ...[...methods.keys()].map((id) => `/api/methods/${id}/runs`),
    '/api/methods/{id}',
    '/api/papers',
    '/api/papers/{id}',
    '/api/runs/{id}',
    '/api/runs/{id}/outputs/{port}',
    '/api/search',
  ];
  expect(Object.keys(document.paths).toSorted()).toEqual(expected.toSorted());
});

it('gives every operation a name of its own', () => {
  const names = Object.values(document.paths).flatMap((operations) =>
    Object.values(operations).map((operation) => (operation as { operationId?: string }).operationId),
  );
  expect(new Set(names).size).toBe(names.length);
  expect(names).not.toContain(undefined);
});

describe('describes the real answers', () => {
  it.each([
    ['/api/papers', '/api/papers?limit=100'],
    ['/api/papers/{id}', '/api/papers/ties-merging'],
    ['/api/papers/{id}', '/api/papers/cs/0112017'],
    ['/api/search', '/api/search?q=mergin+zyzzyva'],
    ['/api/methods', '/api/methods'],
    ['/api/methods/{id}', '/api/methods/ties-merging'],
  ])('%s at %s', async (route, address) => {
    const schema = document.paths[route]?.['get']?.responses['200']?.content?.['application/json']?.schema ?? {};
    const answer: unknown = await (await site.request(address)).json();
    expect(schemaOf(schema).safeParse(answer).error).toBeUndefined();
    // The schema is one that refuses: nothing that it does not name may stand in an answer.
    expect(schemaOf(schema).safeParse({ ...(answer as object), surprise: 1 }).success).toBe(false);
  });

  it('problems', async () => {
    const problem = schemaOf(document.components.schemas['Problem'] ?? {});
    for (const address of ['/api/papers?limit=0', '/api/papers/none', '/api/nothing', '/api/methods/none']) {
      const answer: unknown = await (await site.request(address)).json();
      expect(problem.safeParse(answer).error).toBeUndefined();
    }
    expect(problem.safeParse({ title: 'x' }).success).toBe(false);
  });

  it('the events of a run', async () => {
    const schemas: Record<string, z.ZodType> = Object.fromEntries(
      Object.entries({ accepted: 'RunAccepted', progress: 'RunProgress', result: 'RunResult' }).map(([event, name]) => [
        event,
        schemaOf(document.components.schemas[name] ?? {}),
      ]),
    );
    const response = await site.request('/api/methods/ties-merging/runs', {
      method: 'POST',
      body: '{"example":true}',
      headers: { 'content-type': 'application/json' },
    });
    const seen = new Set<string>();
    for await (const { event, data } of eventsOf(response)) {
      seen.add(event);
      expect(schemas[event]?.safeParse(data).error).toBeUndefined();
    }
    expect([...seen]).toEqual(['accepted', 'progress', 'result']);
  });
});
