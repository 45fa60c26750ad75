import { exportNameOf } from '../export-name.ts';
import type { Method } from '../method.ts';
import type { FilePort } from '../ports.ts';
import { type JsonObject, settingJsonSchema } from './json-schema.ts';

/**
 * The paths of one method for an OpenAPI 3.1 document. They refer to `#/components/schemas/Problem`, which the document
 * must define (RFC 9457).
 */
export function openApiOf(method: Method): Readonly<Record<string, JsonObject>> {
  const word = exportNameOf(method.id);
  const capital = `${word[0]?.toUpperCase() ?? ''}${word.slice(1)}`;
  return {
    [`/api/methods/${method.id}`]: {
      get: {
        operationId: `get${capital}`,
        summary: `What ${method.name} takes and gives, with the schema of its settings.`,
        tags: [method.family],
        responses: {
          200: { description: 'The method.', content: { 'application/json': { schema: { type: 'object' } } } },
        },
      },
    },
    [`/api/methods/${method.id}/runs`]: {
      post: {
        operationId: `run${capital}`,
        summary: `Run ${method.name}: ${method.takes} to ${method.gives}.`,
        description: [method.summary, ...method.reductions].join(' '),
        tags: [method.family],
        requestBody: { required: true, content: { 'multipart/form-data': { schema: formSchema(method) } } },
        responses: {
          200: {
            description:
              'Events: `progress` while it runs, then `result` with outputs, report and receipt, or `problem`.',
            content: { 'text/event-stream': { schema: { type: 'string' } } },
          },
          422: problem('An input or a setting is wrong.'),
          429: problem('The files are too large, or too many runs are under way.'),
        },
      },
    },
  };
}

function formSchema(method: Method): JsonObject {
  const files = Object.entries(method.files);
  const settings = Object.entries(method.settings);
  return {
    type: 'object',
    properties: Object.fromEntries([
      ...files.map(([name, port]) => [name, fileSchema(name, port)] as const),
      ...settings.map(([name, port]) => [name, settingJsonSchema(port)] as const),
    ]),
    required: files.filter(([, port]) => port.min > 0).map(([name]) => name),
  };
}

function fileSchema(name: string, port: FilePort): JsonObject {
  const description = `${port.title}. ${port.help} The shards of one checkpoint are sent as ${name}[1], all with the same number.`;
  const file = { type: 'string', contentMediaType: 'application/octet-stream' };
  return port.many
    ? { type: 'array', items: file, minItems: port.min, maxItems: port.max, description }
    : { ...file, description };
}

function problem(description: string): JsonObject {
  return {
    description,
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}
