import assert from 'node:assert/strict';
import { Validator } from '@seriousme/openapi-schema-validator';
import { parseArguments } from '../generate/arguments.ts';
import { docsOf } from '../generate/docs.ts';
import { formOf } from '../generate/form.ts';
import { exampleArguments, helpText } from '../generate/help.ts';
import { settingsJsonSchema } from '../generate/json-schema.ts';
import { openApiOf } from '../generate/open-api.ts';
import type { Check } from './check.ts';

export const helpHasAnExample: Check = {
  title: 'the help has an example, which itself parses',
  async run(method) {
    const text = helpText(method);
    const words = exampleArguments(method);
    const shown = text.slice(text.indexOf('Example:\n')).replaceAll(/\\\n\s*/g, '');
    assert.ok(shown.includes(`offprint run ${words.join(' ')}`), 'the example is not in the help');
    assert.equal(words[0], method.id);
    const parsed = parseArguments(method, words.slice(1));
    const always = Object.entries(method.outputs).filter(([, { optional }]) => optional !== true);
    assert.deepEqual(
      Object.keys(parsed.outputs),
      always.map(([port]) => port),
    );
    for (const [port, { min }] of Object.entries(method.files)) assert.ok((parsed.files[port]?.length ?? 0) >= min);
    for (const line of text.split('\n')) assert.ok(line.length <= 80, `wider than a terminal: ${line}`);
    for (const field of [...formOf(method).files, ...formOf(method).settings]) {
      assert.match(text, new RegExp(`--(\\[no-\\])?${field.flag}\\b`));
    }
  },
};

export const documentsAreValid: Check = {
  title: 'OpenAPI, JSON Schema, form and documentation are sound',
  async run(method) {
    const paths = openApiOf(method);
    const valid = await new Validator().validate({
      openapi: '3.1.0',
      info: { title: method.name, version: method.version },
      paths,
      components: { schemas: { Problem: { type: 'object' } } },
    });
    assert.deepEqual(valid.errors ?? [], []);
    assert.ok(Object.keys(paths).includes(`/api/methods/${method.id}/runs`));
    const schema = settingsJsonSchema(method);
    assert.deepEqual(Object.keys(schema['properties'] as object), Object.keys(method.settings));
    for (const made of [schema, formOf(method), docsOf(method, 'http://127.0.0.1')]) {
      assert.deepEqual(JSON.parse(JSON.stringify(made)), made, 'not plain data');
    }
  },
};
