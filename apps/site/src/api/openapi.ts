import { type Method, methods, openApiOf } from '@offprint/methods';
import { z } from 'zod';
import { version } from '../version.ts';
import { methodListSchema, methodSchema } from './methods.ts';
import { listQuery, paperPageSchema, paperWithCitationSchema } from './papers.ts';
import { problemSchema } from './problem.ts';
import { acceptedSchema, progressSchema, resultSchema } from './run-events.ts';
import { searchQuery, searchSchema } from './search.ts';

type JsonObject = { [key: string]: unknown };

/** A schema as OpenAPI 3.1 holds it, which is JSON Schema itself, whole and without references. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output' = 'output'): JsonObject {
  const { $schema: _, $defs: __, ...rest } = z.toJSONSchema(schema, { io, reused: 'inline' }) as JsonObject;
  return withoutReferences(rest) as JsonObject;
}

/** The one schema that refers to itself is that of any JSON value, and an empty schema allows any just as well. */
function withoutReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutReferences);
  if (typeof value !== 'object' || value === null) return value;
  if ('$ref' in value) return {};
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutReferences(item)]));
}

function parameters(query: z.ZodObject): JsonObject[] {
  return Object.entries(query.shape).map(([name, schema]) => {
    const { description, ...rest } = jsonSchema(schema as z.ZodType, 'input');
    const required = !(schema as z.ZodType).safeParse(undefined).success;
    return { name, in: 'query', required, ...(description === undefined ? {} : { description }), schema: rest };
  });
}

const problem = (description: string): JsonObject => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

function get(
  operationId: string,
  summary: string,
  answer: z.ZodType,
  options: { query?: z.ZodObject; id?: string } = {},
): JsonObject {
  return {
    get: {
      operationId,
      summary,
      parameters: [
        ...(options.id === undefined
          ? []
          : [{ name: 'id', in: 'path', required: true, description: options.id, schema: { type: 'string' } }]),
        ...(options.query === undefined ? [] : parameters(options.query)),
      ],
      responses: {
        '200': { description: 'Found.', content: { 'application/json': { schema: jsonSchema(answer) } } },
        '422': problem('A parameter is wrong.'),
        ...(options.id === undefined ? {} : { '404': problem('There is none by that name.') }),
      },
    },
  };
}

/** Where the runs of a method are started: what its descriptor says, and what this API adds to all of them. */
function runPath(method: Method): [string, JsonObject] {
  const address = `/api/methods/${method.id}/runs`;
  const { post } = openApiOf(method)[address] as {
    post: { requestBody: { content: JsonObject }; responses: JsonObject };
  };
  const example = {
    type: 'object',
    properties: { example: { const: true, description: 'Runs the generated example; settings may stand beside it.' } },
    required: ['example'],
  };
  return [
    address,
    {
      post: {
        ...post,
        requestBody: {
          required: true,
          content: { ...post.requestBody.content, 'application/json': { schema: example } },
        },
        responses: {
          ...post.responses,
          '200': {
            description:
              'Server-sent events: `accepted` (RunAccepted), `progress` (RunProgress), then `result` (RunResult) or `problem` (Problem). The run is cancelled when the connection ends.',
            content: { 'text/event-stream': { schema: { type: 'string' } } },
          },
          '403': problem('The request comes from a page of another site.'),
          '413': problem('The files are too large.'),
          '415': problem('The body is neither a multipart form nor JSON.'),
          '422': problem('A file or a setting is wrong.'),
          '429': problem('Another run is under way.'),
          '507': problem('The disk is full.'),
        },
      },
    },
  ];
}

/** `GET /api/openapi.json`: the whole API, the runs of every method included. */
export function openApi(): JsonObject {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Offprint',
      version,
      description: 'Finds machine-learning papers and runs their methods. Errors are problem details (RFC 9457).',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths: {
      '/api/papers': get('listPapers', 'Papers, a page at a time.', paperPageSchema, { query: listQuery }),
      '/api/papers/{id}': get('getPaper', 'One paper with its BibTeX.', paperWithCitationSchema, {
        id: 'Slug, arXiv identifier or id.',
      }),
      '/api/search': get('searchPapers', 'Papers by their words, best first.', searchSchema, { query: searchQuery }),
      '/api/methods': get('listMethods', 'Every method that runs.', methodListSchema),
      '/api/methods/{id}': get('getMethod', 'One method with the schema of its settings.', methodSchema, {
        id: 'Id of the method.',
      }),
      '/api/runs/{id}/outputs/{port}': {
        get: {
          operationId: 'getRunOutput',
          summary: 'A file that a run made; kept for an hour.',
          parameters: ['id', 'port'].map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
          responses: {
            '200': {
              description: 'The file.',
              content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
            },
            '404': problem('No such run, or it is gone.'),
          },
        },
      },
      '/api/runs/{id}': {
        delete: {
          operationId: 'deleteRun',
          summary: 'Cancels a run, or deletes what it made.',
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
          responses: { '204': { description: 'Gone.' }, '404': problem('No such run.') },
        },
      },
      ...Object.fromEntries([...methods.values()].map(runPath)),
    },
    components: {
      schemas: {
        Problem: jsonSchema(problemSchema),
        RunAccepted: jsonSchema(acceptedSchema),
        RunProgress: jsonSchema(progressSchema),
        RunResult: jsonSchema(resultSchema),
      },
    },
  };
}
