import { methods, openApiOf } from '@offprint/methods';
import { z } from 'zod';
import { version } from '../version.ts';
import { methodListSchema, methodSchema } from './methods.ts';
import { listQuery, paperPageSchema, paperWithCitationSchema } from './papers.ts';
import { searchQuery, searchSchema } from './search.ts';

type JsonObject = { [key: string]: unknown };

const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().describe('What went wrong, and where, as a sentence.'),
  code: z.string().describe('Names the fault for programs, for example `checkpoint/truncated`; never changes.'),
  hint: z.string().optional().describe('What to do about it.'),
  where: z.record(z.string(), z.unknown()).optional().describe('File, tensor, byte, setting.'),
});

/** A schema as OpenAPI 3.1 holds it, which is JSON Schema itself. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output' = 'output'): JsonObject {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, reused: 'inline' }) as JsonObject;
  // Named schemas are put in place: the document stays free of references that tools resolve in different ways.
  const { $defs, ...body } = rest as { $defs?: Record<string, JsonObject> };
  return $defs === undefined ? body : (inlined(body, $defs) as JsonObject);
}

function inlined(value: unknown, definitions: Readonly<Record<string, JsonObject>>): unknown {
  if (Array.isArray(value)) return value.map((item) => inlined(item, definitions));
  if (typeof value !== 'object' || value === null) return value;
  const reference = (value as { $ref?: string }).$ref?.replace('#/$defs/', '');
  const target = reference === undefined ? undefined : definitions[reference];
  if (target !== undefined) return inlined(target, definitions);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inlined(item, definitions)]));
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
        ...(options.query === undefined ? {} : { '422': problem('A parameter is wrong.') }),
        ...(options.id === undefined ? {} : { '404': problem('There is none by that name.') }),
      },
    },
  };
}

/** `GET /api/openapi.json`: the whole API, the runs of every method included. */
export function openApi(): JsonObject {
  const runs = Object.assign({}, ...[...methods.values()].map((method) => openApiOf(method))) as JsonObject;
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
      ...runs,
    },
    components: { schemas: { Problem: jsonSchema(problemSchema) } },
  };
}
