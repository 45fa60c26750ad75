import { describe, expect, it } from 'vitest';
import type { Method } from '../method.ts';
import scaledSum from '../testing/scaled-sum/method.ts';
import { docsOf } from './docs.ts';
import { formOf } from './form.ts';
import { helpText } from './help.ts';
import { settingsJsonSchema } from './json-schema.ts';
import { openApiOf } from './open-api.ts';

describe('formOf', () => {
  it('has a field for each port, in the order of the descriptor', () => {
    const form = formOf(scaledSum);
    expect(form.files.map(({ name, flag, many, min, max }) => [name, flag, many, min, max])).toEqual([
      ['base', 'base', false, 1, 1],
      ['addends', 'addend', true, 1, 4],
      ['offset', 'offset', false, 0, 1],
    ]);
    expect(form.settings[0]).toEqual({
      name: 'factor',
      kind: 'number',
      title: 'Factor',
      help: 'What every addend is multiplied by.',
      default: 0.5,
      allowed: 'a number from 0 to 2',
      advanced: false,
      flag: 'factor',
      symbol: 'a',
      range: { min: 0, max: 2, step: 0.1, usual: [0.3, 1] },
    });
    expect(form.outputs).toEqual([
      { name: 'sum', kind: 'checkpoint', title: 'Sum', suffix: '-sum', flag: 'out', many: false, optional: false },
      { name: 'totals', kind: 'json', title: 'Totals', suffix: '-totals', flag: 'totals', many: true, optional: true },
    ]);
  });
});

describe('helpText', () => {
  const text = helpText(scaledSum);

  it('explains every flag and ends with an example that can be copied', () => {
    expect(text).toContain('Usage: offprint run scaled-sum --base FILE --addend FILE… [--offset FILE]\n  [OPTION…]\n');
    expect(text).toContain('  --addend FILE  Addends. Checkpoints with the tensors of the base. Repeat the\n');
    expect(text).toContain('--[no-]noise');
    expect(text).toMatch(
      /Factor \(a\)\. What every addend is multiplied by\. Must be a\n\s+number from 0 to 2\. Default: 0\.5\./,
    );
    expect(text.slice(text.indexOf('Example:'))).toBe(
      [
        'Example:',
        '  offprint run scaled-sum --base base.safetensors \\',
        '    --addend addend-1.safetensors --addend addend-2.safetensors --factor 0.5 \\',
        '    --out base-sum.safetensors',
      ].join('\n'),
    );
  });

  it('tells a folder from a file, and what may be left out or comes from a file', () => {
    const line = (flag: string): string =>
      text
        .slice(text.indexOf(`  --${flag} `))
        .split(/\n {2}--/)[0]
        ?.replaceAll(/\s+/g, ' ') ?? '';
    expect(line('out')).toBe(' --out FILE Sum. Default: the name of the base with -sum, in this folder.');
    expect(line('totals')).toContain('--totals FOLDER Totals. Only where there is any. Default: this folder.');
    expect(line('offset')).toContain('Offset. Added once, as it is. May be left out.');
    expect(line('listed')).toContain(
      '--listed TEXT Listed. Tensors whose sums are written out. Written as @FILE, it is what the file holds.',
    );
    expect(line('resume')).toContain('given again, go on from there.');
  });

  it('offers nothing to go on with where nothing is written', () => {
    expect(helpText({ ...scaledSum, outputs: {} } as Method)).not.toContain('--resume');
  });

  it('says how the method is reduced', () => {
    expect(text).toContain('Reduced from its paper:\n  It knows 32-bit numbers only.');
  });
});

describe('settingsJsonSchema', () => {
  it('describes each setting with its bounds and default', () => {
    const { properties, ...rest } = settingsJsonSchema(scaledSum);
    expect(rest).toEqual({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'Settings of Scaled sum',
      type: 'object',
      additionalProperties: false,
    });
    expect(properties).toMatchObject({
      factor: { title: 'Factor', type: 'number', minimum: 0, maximum: 2, default: 0.5 },
      weights: { type: 'array', items: { type: 'number' }, default: [] },
      noise: { type: 'boolean', default: false },
      seed: { type: 'integer', minimum: 0, maximum: 4294967295, default: 0 },
    });
  });
});

describe('openApiOf', () => {
  it('takes files and settings as a form', () => {
    const paths = openApiOf(scaledSum);
    expect(Object.keys(paths)).toEqual(['/api/methods/scaled-sum', '/api/methods/scaled-sum/runs']);
    expect(paths['/api/methods/scaled-sum/runs']).toMatchObject({
      post: {
        operationId: 'runScaledSum',
        requestBody: {
          content: {
            'multipart/form-data': {
              schema: {
                required: ['base', 'addends'],
                properties: {
                  base: { type: 'string', contentMediaType: 'application/octet-stream' },
                  addends: { type: 'array', minItems: 1, maxItems: 4 },
                  factor: { minimum: 0, maximum: 2 },
                },
              },
            },
          },
        },
      },
    });
  });
});

describe('docsOf', () => {
  it('names the publication of a method without a card', () => {
    const source = { title: 'On sums', authors: 'Adder and others', year: 1999, address: 'https://example.org' };
    expect(docsOf({ ...scaledSum, paper: null, source } as Method, 'http://host:1')).toMatchObject({
      paper: null,
      source,
    });
    expect(docsOf(scaledSum, 'http://host:1')).toMatchObject({ paper: 'scaled-sum', source: null });
  });

  it('shows the same run as command, TypeScript and request', () => {
    expect(docsOf(scaledSum, 'http://host:1').examples).toEqual({
      command: [
        'npx offprint run scaled-sum --base base.safetensors \\',
        '  --addend addend-1.safetensors --addend addend-2.safetensors --factor 0.5 \\',
        '  --out base-sum.safetensors',
      ].join('\n'),
      typescript: [
        "import { scaledSum } from '@offprint/methods';",
        '',
        'const { outputs, report, receipt } = await scaledSum.run({',
        "  base: 'base.safetensors',",
        "  addends: ['addend-1.safetensors', 'addend-2.safetensors'],",
        '  factor: 0.5,',
        '});',
      ].join('\n'),
      request: [
        'curl --form base=@base.safetensors --form addends=@addend-1.safetensors \\',
        '  --form addends=@addend-2.safetensors --form factor=0.5 \\',
        '  http://host:1/api/methods/scaled-sum/runs',
      ].join('\n'),
    });
  });
});
