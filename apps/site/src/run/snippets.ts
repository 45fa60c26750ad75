import { flagOf, type Method, nameWithSuffix } from '@offprint/methods';
import type { SheetState, Typed } from './sheet-state.ts';

/** How files are called in the examples as long as none has been chosen: `base.safetensors`, `model-1.safetensors`. */
function fileNames(method: Method, state: SheetState): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.entries(method.files).map(([name, port]) => {
      const chosen = (state.files[name] ?? []).map((file) => (file.joins === null ? file.name : file.joins));
      if (chosen.length > 0) return [name, chosen];
      const flag = port.flag ?? flagOf(name);
      if (port.max === 1) return [name, [`${flag}.safetensors`]];
      return [name, Array.from({ length: Math.max(port.min, 2) }, (_, index) => `${flag}-${index + 1}.safetensors`)];
    }),
  );
}

/** The settings that an example names: those in view, and those that differ from their defaults. */
function namedSettings(
  method: Method,
  state: SheetState,
  defaults: Readonly<Record<string, Typed>>,
): [string, Typed][] {
  return Object.entries(method.settings).flatMap(([name, port]): [string, Typed][] => {
    const value = state.settings[name] ?? '';
    return port.advanced && value === defaults[name] ? [] : [[name, value]];
  });
}

/** A word for a POSIX shell; quoted only where it must be. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function lines(first: string, rest: readonly string[]): string {
  return [first, ...rest.map((line) => `  ${line}`)].join(' \\\n');
}

/** The same run on the command line. */
export function commandLine(method: Method, state: SheetState, defaults: Readonly<Record<string, Typed>>): string {
  const files = [...fileNames(method, state)].flatMap(([name, names]) =>
    names.map((file) => `--${method.files[name]?.flag ?? flagOf(name)} ${shellWord(file)}`),
  );
  const settings = namedSettings(method, state, defaults).map(([name, value]) => {
    if (typeof value === 'boolean') return value ? `--${flagOf(name)}` : `--no-${flagOf(name)}`;
    return `--${flagOf(name)} ${shellWord(value)}`;
  });
  const out = Object.values(method.outputs).map(
    ({ flag, suffix }) => `--${flag} ${shellWord(outputName(method, state, suffix))}`,
  );
  return lines(`npx offprint run ${method.id}`, [...files, ...settings, ...out]);
}

/** What an output will be called. */
function outputName(method: Method, state: SheetState, suffix: string): string {
  const first = [...fileNames(method, state).values()][0]?.[0] ?? method.id;
  return nameWithSuffix(first, suffix);
}

/** The same run by the API, with curl. */
export function apiCall(
  method: Method,
  state: SheetState,
  defaults: Readonly<Record<string, Typed>>,
  origin: string,
): string {
  const files = [...fileNames(method, state)].flatMap(([name, names]) =>
    names.map((file) => `-F ${shellWord(`${name}=@${file}`)}`),
  );
  const settings = namedSettings(method, state, defaults).map(([name, value]) => `-F ${shellWord(`${name}=${value}`)}`);
  return lines(`curl -N ${origin}/api/methods/${method.id}/runs`, [...files, ...settings]);
}

/** The same run in TypeScript. */
export function typescriptCall(method: Method, state: SheetState, defaults: Readonly<Record<string, Typed>>): string {
  const exportName = method.id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const files = [...fileNames(method, state)].map(([name, names]) => {
    const list = names.map(quoted).join(', ');
    return `  ${name}: ${method.files[name]?.many === true ? `[${list}]` : list},`;
  });
  const settings = namedSettings(method, state, defaults).map(
    ([name, value]) => `  ${name}: ${literal(method, name, value, quoted)},`,
  );
  return [
    `import { ${exportName} } from '@offprint/methods';`,
    '',
    `const { outputs, report, receipt } = await ${exportName}.run({`,
    ...files,
    ...settings,
    '});',
  ].join('\n');
}

function literal(method: Method, name: string, value: Typed, quoted: (text: string) => string): string {
  if (typeof value === 'boolean') return String(value);
  switch (method.settings[name]?.kind) {
    case 'number':
    case 'integer':
    case 'seed':
      return value.trim();
    case 'numbers':
      return `[${value}]`;
    default:
      return quoted(value);
  }
}
