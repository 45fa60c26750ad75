import { z } from 'zod';
import type { Method } from '../method.ts';
import type { SettingPort } from '../ports.ts';

export type JsonObject = { readonly [key: string]: unknown };

/**
 * The settings of a method as JSON Schema (draft 2020-12, which is also that of OpenAPI 3.1): an object with a property
 * for each setting, none of them required since each has a default.
 */
export function settingsJsonSchema(method: Pick<Method, 'name' | 'settings'>): Record<string, unknown> {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `Settings of ${method.name}`,
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(method.settings).map(([name, port]) => [name, settingJsonSchema(port)]),
    ),
    additionalProperties: false,
  };
}

/** One setting as JSON Schema, without naming the dialect. */
export function settingJsonSchema(port: SettingPort): JsonObject {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(port.schema, { io: 'input' });
  return { title: port.title, description: port.help, ...schema, default: port.default };
}
