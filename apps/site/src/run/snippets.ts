import { nameOf } from '@offprint/files';
import { exportNameOf, type FileField, formOf, type Method, outputName, type SettingField } from '@offprint/methods';
import { planOf, readSettings } from './sheet-plan.ts';
import type { Chosen, SheetState, Typed } from './sheet-state.ts';

/** How files are called in the examples as long as none has been chosen: `base.safetensors`, `model-1.safetensors`. */
function placeholders({ flag, many, min, max }: FileField): string[] {
  if (!many) return [`${flag}.safetensors`];
  return Array.from({ length: Math.min(max, Math.max(min, 2)) }, (_, index) => `${flag}-${index + 1}.safetensors`);
}

/** The files of one checkpoint by name. */
const partsOf = (file: Chosen): string[] => file.references.map(nameOf);

/** A sharded checkpoint by the one name that stands for it: its index, or the folder it would lie in. */
function wholeName(file: Chosen): string {
  if (file.folder !== null) return `${file.folder}/`;
  if (file.references.length === 1) return file.name;
  return partsOf(file).find((name) => name.endsWith('.json')) ?? `${file.joins ?? file.name}/`;
}

function namesOf(field: FileField, state: SheetState): string[] {
  const chosen = (state.files[field.name] ?? []).map(wholeName);
  return chosen.length > 0 ? chosen : placeholders(field);
}

/** The settings that an example names: those in view, and those that differ from their defaults. */
function namedSettings(method: Method, state: SheetState): [SettingField, Typed][] {
  const { defaults } = planOf(method);
  return formOf(method).settings.flatMap((field): [SettingField, Typed][] => {
    const value = state.settings[field.name] ?? '';
    // An empty list is written by leaving it out.
    return value === '' || (field.advanced && value === defaults[field.name]) ? [] : [[field, value]];
  });
}

/** A word for a POSIX shell; quoted only where it must be. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A command over several lines that can be copied whole. */
function lines(first: string, rest: readonly string[]): string {
  return [first, ...rest.map((line) => `  ${line}`)].join(' \\\n');
}

/** The same run on the command line. */
export function commandLine(method: Method, state: SheetState): string {
  const { files, outputs } = formOf(method);
  const inputs = files.flatMap((field) => namesOf(field, state).map((name) => `--${field.flag} ${shellWord(name)}`));
  const settings = namedSettings(method, state).map(([{ flag }, value]) => {
    if (typeof value === 'boolean') return value ? `--${flag}` : `--no-${flag}`;
    return `--${flag} ${shellWord(value)}`;
  });
  const first = files.flatMap((field) => namesOf(field, state))[0] ?? method.id;
  const out = outputs
    .filter(({ optional }) => !optional)
    .map((field) => `--${field.flag} ${shellWord(outputName(first.replace(/\/$/, ''), field))}`);
  return lines(`npx offprint run ${method.id}`, [...inputs, ...settings, ...out]);
}

/** The same run by the API, with curl. The shards of one checkpoint share the number of their field. */
export function apiCall(method: Method, state: SheetState, origin: string): string {
  const files = formOf(method).files.flatMap((field) => {
    const chosen = state.files[field.name] ?? [];
    if (chosen.length === 0) return placeholders(field).map((name) => `${field.name}=@${name}`);
    return chosen.flatMap((file, place) =>
      partsOf(file).map((name) => `${field.name}${file.references.length > 1 ? `[${place}]` : ''}=@${name}`),
    );
  });
  const settings = namedSettings(method, state).map(([{ name }, value]) => `${name}=${value}`);
  const form = [...files, ...settings].map((pair) => `--form ${shellWord(pair)}`);
  return lines(`curl --no-buffer ${origin}/api/methods/${method.id}/runs`, form);
}

const quoted = (text: string): string =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;

/** The same run as a merge configuration; null while a setting is wrong, and where it cannot be said in one. */
export function recipeText(method: Method, state: SheetState): string | null {
  const settings = readSettings(method, state);
  if (method.recipe === undefined || settings === null) return null;
  const names = formOf(method).files.map((field) => [field.name, namesOf(field, state).map(recipeName)] as const);
  return method.recipe(Object.fromEntries(names), settings)?.trimEnd() ?? null;
}

/** A folder without its slash, as configurations name models. */
const recipeName = (name: string): string => name.replace(/\/$/, '');

/** The same run in TypeScript. */
export function typescriptCall(method: Method, state: SheetState): string {
  const word = exportNameOf(method.id);
  const files = formOf(method).files.map((field) => {
    const list = namesOf(field, state).map(quoted).join(', ');
    return `  ${field.name}: ${field.many ? `[${list}]` : list},`;
  });
  const settings = namedSettings(method, state).map(([field, value]) => `  ${field.name}: ${literal(field, value)},`);
  return [
    `import { ${word} } from '@offprint/methods';`,
    '',
    `const { outputs, report, receipt } = await ${word}.run({`,
    ...files,
    ...settings,
    '});',
  ].join('\n');
}

function literal({ kind }: SettingField, value: Typed): string {
  if (typeof value === 'boolean') return String(value);
  if (kind === 'numbers') return `[${value.trim().replaceAll(/\s*,\s*|\s+/g, ', ')}]`;
  return kind === 'choice' || kind === 'text' ? quoted(value) : value.trim();
}
