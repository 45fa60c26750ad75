import { InputError } from '@offprint/errors';
import type { Json, Method, RawInputs, SettingPort } from '@offprint/methods';
import { parseSetting, parseSettings } from '@offprint/methods';
import { plural } from './format.ts';
import { allFiles, type SheetPlan, type SheetState, type Typed } from './sheet-state.ts';

/** The sheet's view of a method: its ports, and its defaults as a reader would type them. */
export function planOf(method: Method): SheetPlan {
  return {
    ports: Object.entries(method.files).map(([name, { min, max }]) => ({ name, min, max })),
    defaults: typedSettings(
      Object.fromEntries(Object.entries(method.settings).map(([name, { default: value }]) => [name, value])),
    ),
    each: Object.fromEntries(
      Object.entries(method.settings).flatMap(([name, { each }]) =>
        each === undefined ? [] : [[name, each] as const],
      ),
    ),
  };
}

/** Values as a reader would type them. */
export function typedSettings(values: Readonly<Record<string, unknown>>): Record<string, Typed> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typed(value)]));
}

function typed(value: unknown): Typed {
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  return Array.isArray(value) ? value.join(', ') : String(value);
}

/** What is wrong with a setting as typed, in a few words that follow its field; null if nothing is. */
export function settingFault(name: string, port: SettingPort, value: Typed): string | null {
  try {
    parseSetting(name, port, value);
    return null;
  } catch (thrown) {
    if (!(thrown instanceof InputError)) throw thrown;
    return `must be ${port.allowed}`;
  }
}

/** The names of the settings that cannot be read as they stand. */
export function faultySettings(method: Method, state: SheetState): readonly string[] {
  return Object.entries(method.settings).flatMap(([name, port]) =>
    settingFault(name, port, state.settings[name] ?? '') === null ? [] : [name],
  );
}

/** The settings read; null while one of them cannot be. */
export function readSettings(method: Method, state: SheetState): Readonly<Record<string, Json>> | null {
  if (faultySettings(method, state).length > 0) return null;
  return parseSettings(method, state.settings);
}

/** A field that keeps the run from starting, and one sentence about it. */
export interface Obstacle {
  /** A port or a setting. */
  readonly at: string;
  readonly says: string;
}

/** The first thing that keeps the run from starting; null when it can start. */
export function obstacle(method: Method, state: SheetState): Obstacle | null {
  for (const [name, port] of Object.entries(method.files)) {
    const files = state.files[name] ?? [];
    const missing = port.min - files.length;
    if (missing > 0) {
      const title = port.title.toLowerCase();
      if (port.max === 1) return { at: name, says: `Needs a ${title}.` };
      return {
        at: name,
        says: files.length === 0 ? `Needs ${title}: ${atLeast(port.min)}.` : `Needs ${missing} more: ${title}.`,
      };
    }
    const reading = files.find(({ header }) => header.state === 'reading');
    if (reading !== undefined) return { at: name, says: `Reading the header of ${reading.name}.` };
    const faulty = files.find(({ header }) => header.state === 'fault');
    if (faulty !== undefined) return { at: name, says: `${faulty.name} cannot be used; see what is wrong with it.` };
  }
  const [first] = faultySettings(method, state);
  const port = first === undefined ? undefined : method.settings[first];
  if (first === undefined || port === undefined) return null;
  return { at: first, says: `${port.title} must be ${port.allowed}.` };
}

const atLeast = (count: number): string => (count === 1 ? 'one or more' : `${count} or more`);

/** What the sheet is doing, as tests and style sheets name it. */
export type SheetStatus = 'empty' | 'ready' | 'running' | 'result' | 'error';

export function statusOf(method: Method, state: SheetState): SheetStatus {
  if (state.stage.name !== 'form') return state.stage.name;
  return obstacle(method, state) === null ? 'ready' : 'empty';
}

/** A word of the line under the title; names of files are set apart from prose. */
export interface RunWord {
  readonly text: string;
  /** A file's name that follows. */
  readonly name?: string;
  /** A Greek letter that stands for the setting's name. */
  readonly symbol?: string;
}

/** What a run works on: `base t5-base`, `3 models`, then each setting that is in view or differs from its default. */
export function runWords(method: Method, state: SheetState): readonly RunWord[] {
  const files = Object.entries(method.files).map(([name, port]): RunWord => {
    const chosen = state.files[name] ?? [];
    const [first] = chosen;
    if (port.max === 1 && first !== undefined) return { text: name, name: stem(first.name) };
    return { text: plural(chosen.length, name.replace(/s$/, ''), name) };
  });
  const settings = Object.entries(method.settings).flatMap(([name, port]): RunWord[] => {
    const value = state.settings[name] ?? '';
    const changed = value !== typed(port.default);
    if (port.advanced && !changed) return [];
    const word = port.title.toLowerCase();
    if (port.kind === 'text') return [{ text: word }];
    const title = port.choices?.find((choice) => choice.value === value)?.title.toLowerCase();
    if (value === '' && !changed) return [];
    if (typeof value === 'boolean') return [{ text: value ? word : `no ${word}` }];
    if (port.symbol !== undefined && /\p{Script=Greek}/u.test(port.symbol))
      return [{ text: value, symbol: port.symbol }];
    return [{ text: `${word} ${title ?? value}` }];
  });
  return [...files, ...settings];
}

/** A file's name without the ending of its format. */
export function stem(name: string): string {
  return name.replace(/(\.safetensors)?(\.index\.json)?$/i, '');
}

/** The chosen files as a run takes them: by port, each checkpoint a list of files. */
export function chosenReferences(state: SheetState): RawInputs['files'] {
  return Object.fromEntries(
    Object.entries(state.files).map(([port, list]) => [port, list.map(({ references }) => references)]),
  );
}

/** True while a chosen file waits for its header. */
export function unreadFiles(state: SheetState) {
  return allFiles(state).filter(({ header }) => header.state === 'reading');
}
