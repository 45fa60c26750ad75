import { exportNameOf } from '../export-name.ts';
import type { Family } from '../family.ts';
import type { Method, MethodSource } from '../method.ts';
import { type FileField, formOf, type OutputField, type SettingField } from './form.ts';
import { exampleArguments, exampleFiles, shellLines } from './help.ts';

/** The content of a method's page of documentation: plain data, to be set as a page likes. */
export interface MethodDocs {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly family: Family;
  /** Slug of the paper's card; null where no paper of the catalogue describes it. */
  readonly paper: string | null;
  /** The publication of a method without a card, if there is one. */
  readonly source: MethodSource | null;
  readonly summary: string;
  readonly takes: string;
  readonly gives: string;
  readonly reductions: readonly string[];
  readonly steps: readonly string[];
  readonly files: readonly FileField[];
  readonly settings: readonly SettingField[];
  readonly outputs: readonly OutputField[];
  /** The same run in each of the ways in which it can be had. */
  readonly examples: { readonly command: string; readonly typescript: string; readonly request: string };
}

/**
 * @param origin scheme, host and port of the service in the example of the API
 */
export function docsOf(method: Method, origin: string): MethodDocs {
  const { id, name, version, family, paper, source = null, summary, takes, gives, reductions, steps } = method;
  const { files, settings, outputs } = formOf(method);
  return {
    id,
    name,
    version,
    family,
    paper,
    source,
    summary,
    takes,
    gives,
    reductions,
    steps,
    files,
    settings,
    outputs,
    examples: {
      command: dedent(shellLines(['npx', 'offprint', 'run', ...exampleArguments(method)])),
      typescript: typescript(method, files, settings),
      request: dedent(shellLines(['curl', ...formFields(files, settings), `${origin}/api/methods/${id}/runs`])),
    },
  };
}

function dedent(lines: readonly string[]): string {
  return lines.map((line) => line.slice(2)).join('\n');
}

function formFields(files: readonly FileField[], settings: readonly SettingField[]): string[] {
  const shown = settings.find((field) => !field.advanced);
  return [
    ...files.flatMap((field) => exampleFiles(field).flatMap((name) => ['--form', `${field.name}=@${name}`])),
    ...(shown === undefined ? [] : ['--form', `${shown.name}=${String(shown.default)}`]),
  ];
}

function typescript(method: Method, files: readonly FileField[], settings: readonly SettingField[]): string {
  const word = exportNameOf(method.id);
  const shown = settings.find((field) => !field.advanced);
  const needed = files.filter((field) => exampleFiles(field).length > 0);
  const lines = needed.map((field) => {
    const names = exampleFiles(field).map((file) => `'${file}'`);
    return `  ${field.name}: ${field.many ? `[${names.join(', ')}]` : names.join('')},`;
  });
  return [
    `import { ${word} } from '@offprint/methods';`,
    '',
    `const { outputs, report, receipt } = await ${word}.run({`,
    ...lines,
    ...(shown === undefined ? [] : [`  ${shown.name}: ${JSON.stringify(shown.default)},`]),
    '});',
  ].join('\n');
}
