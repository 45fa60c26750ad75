import type { Method } from '../method.ts';
import { type FileField, formOf, type MethodForm, type OutputField, outputName, type SettingField } from './form.ts';

/** Terminals are at least this wide. */
const WIDTH = 80;
const EXAMPLE_FILES = 2;

/** What `offprint help run METHOD` prints. Ends without a line break. */
export function helpText(method: Method): string {
  const form = formOf(method);
  const plain = form.settings.filter((field) => !field.advanced);
  const advanced = form.settings.filter((field) => field.advanced);
  return [
    ...wrap(`offprint run ${method.id}: ${method.summary}`, WIDTH),
    '',
    ...usageLines(['Usage:', 'offprint', 'run', method.id, ...form.files.map(usageOf), '[OPTION…]']),
    ...section('Takes', form.files.map(fileRow)),
    ...section('Settings', plain.map(settingRow)),
    ...section('More settings', advanced.map(settingRow)),
    ...section(
      'Gives',
      form.outputs.map((field) => [`--${field.flag} ${field.many ? 'FOLDER' : 'FILE'}`, outputWords(form, field)]),
    ),
    ...section('Options', [
      ['--threads N', 'Threads to use. Changes no byte of the result. Default: as many as the machine has, at most 8.'],
      ...(form.outputs.length === 0 ? [] : resumeRows),
      ['--json', 'Print the result as one JSON document.'],
      ['--help', 'Show this.'],
    ]),
    ...(method.reductions.length === 0 ? [] : ['', 'Reduced from its paper:', ...method.reductions.flatMap(listed)]),
    '',
    'Example:',
    ...shellLines(['offprint', 'run', ...exampleArguments(method)]),
  ].join('\n');
}

/** Arguments of a complete run of a method on files that a reader might have, the method's id first. */
export function exampleArguments(method: Method): string[] {
  const form = formOf(method);
  const files = form.files.flatMap((field) => exampleFiles(field).flatMap((name) => [`--${field.flag}`, name]));
  const shown = form.settings.find((field) => !field.advanced && valueText(field) !== '');
  const setting = shown === undefined || shown.kind === 'switch' ? [] : [`--${shown.flag}`, valueText(shown)];
  const first = form.files.flatMap(exampleFiles)[0] ?? method.id;
  const asked = form.outputs.filter(({ optional }) => !optional);
  const outputs = asked.flatMap((field) => [`--${field.flag}`, outputName(first, field)]);
  return [method.id, ...files, ...setting, ...outputs];
}

/** Names of files that a reader might give to a port; none to one that may be left out. */
export function exampleFiles(field: FileField): string[] {
  if (!field.many) return field.min === 0 ? [] : [`${field.flag}.safetensors`];
  const count = Math.min(field.max, Math.max(field.min, EXAMPLE_FILES));
  return Array.from({ length: count }, (_, index) => `${field.flag}-${index + 1}.safetensors`);
}

/** A flag stays on one line with its value. */
function usageLines(units: readonly string[]): string[] {
  const lines = wrap(units.map((unit) => unit.replaceAll(' ', '\u00a0')).join(' '), WIDTH - 2);
  return lines.map((line, index) => `${index === 0 ? '' : '  '}${line.replaceAll('\u00a0', ' ')}`);
}

function usageOf(field: FileField): string {
  const written = `--${field.flag} FILE${field.many ? '…' : ''}`;
  return field.min === 0 ? `[${written}]` : written;
}

function fileRow(field: FileField): [string, string] {
  const count = field.many ? ` Repeat the flag, ${field.min} to ${field.max} times.` : '';
  const left = !field.many && field.min === 0 ? ' May be left out.' : '';
  return [`--${field.flag} FILE`, `${field.title}. ${field.help}${count}${left}`];
}

function settingRow(field: SettingField): [string, string] {
  const symbol = field.symbol === undefined ? '' : ` (${field.symbol})`;
  const allowed = field.kind === 'switch' ? '' : field.kind === 'text' ? fromFile : ` Must be ${field.allowed}.`;
  const left = field.kind === 'switch' ? `--[no-]${field.flag}` : `--${field.flag} ${placeholders[field.kind]}`;
  return [left, `${field.title}${symbol}. ${field.help}${allowed} Default: ${valueText(field) || 'none'}.`];
}

const fromFile = ' Written as @FILE, it is what the file holds.';

const resumeRows: readonly (readonly [string, string])[] = [
  [
    '--resume',
    'Keep what is finished if the run is stopped, however that happens, in hidden files beside the output; given again, go on from there.',
  ],
  ['--restart', 'The same, but begin anew, whatever an unfinished run has left.'],
];

const placeholders = {
  number: 'NUMBER',
  integer: 'N',
  seed: 'N',
  numbers: 'A,B,…',
  choice: 'WORD',
  text: 'TEXT',
} as const;

function valueText(field: SettingField): string {
  return Array.isArray(field.default) ? field.default.join(',') : String(field.default);
}

function outputWords(form: MethodForm, { title, suffix, many, optional }: OutputField): string {
  const first = form.files[0];
  const some = optional ? ' Only where there is any.' : '';
  if (many) return `${title}.${some} Default: this folder.`;
  if (suffix === '') return `${title}.${some} Default: a name that the method gives, in this folder.`;
  return `${title}.${some} Default: the name of the ${first?.flag ?? 'input'} with ${suffix}, in this folder.`;
}

function listed(sentence: string): string[] {
  return wrap(sentence, WIDTH - 2).map((line) => `  ${line}`);
}

/** Flags on the left, words on the right, as wide as the terminal. */
function section(title: string, rows: readonly (readonly [string, string])[]): string[] {
  if (rows.length === 0) return [];
  const width = Math.max(...rows.map(([left]) => left.length));
  const lines = rows.flatMap(([left, right]) =>
    wrap(right, WIDTH - width - 4).map((line, index) => `  ${(index === 0 ? left : '').padEnd(width)}  ${line}`),
  );
  return ['', `${title}:`, ...lines];
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** A command over several lines, each flag on one line with its value, so that it can be copied whole. */
export function shellLines(words: readonly string[]): string[] {
  const units: string[] = [];
  for (const [index, word] of words.entries()) {
    const isValue = words[index - 1]?.startsWith('--') === true && !word.startsWith('--');
    if (isValue) units.push(`${units.pop()} ${word}`);
    else units.push(word);
  }
  const lines: string[] = [];
  let line = ' ';
  for (const unit of units) {
    // Two columns are left for the mark that the command goes on.
    if (line.length + 1 + unit.length > WIDTH - 2 && line.trim() !== '') {
      lines.push(`${line} \\`);
      line = '   ';
    }
    line = `${line} ${unit}`;
  }
  return [...lines, line];
}
