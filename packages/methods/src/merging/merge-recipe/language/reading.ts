import type { MethodRule } from './methods.ts';
import type { Problem } from './problem.ts';
import { noSettings, readSettings, type Settings } from './settings.ts';
import type { YamlEntry, YamlNode } from './yaml-reader.ts';

/** What is read so far: the problems, and the method, on which much depends. */
export interface Reading {
  readonly problems: Problem[];
  readonly method: { readonly name: string; readonly rule: MethodRule } | null;
}

/** What stands at an entry; null where there is none or nothing in it. */
export function readOptional<T>(entry: YamlEntry | undefined, read: (node: YamlNode) => T | null): T | null {
  if (entry === undefined || (entry.value.kind === 'value' && entry.value.value === null)) return null;
  return read(entry.value);
}

/** The parameters of one level. */
export function settingsOf(entry: YamlEntry | undefined, where: string, { method, problems }: Reading): Settings {
  return readOptional(entry, (node) => readSettings(node, where, method, problems)) ?? noSettings;
}
