import type { Json } from '../json.ts';
import { flagOf, type Method, nameWithSuffix, type OutputPort } from '../method.ts';
import type { Choice, Range, SettingPort } from '../ports.ts';

/** What a page needs to ask for the inputs of a method: plain data, no functions. */
export interface MethodForm {
  readonly id: string;
  readonly name: string;
  readonly summary: string;
  readonly takes: string;
  readonly gives: string;
  readonly steps: readonly string[];
  readonly files: readonly FileField[];
  readonly settings: readonly SettingField[];
  readonly outputs: readonly OutputField[];
}

export interface FileField {
  readonly name: string;
  readonly title: string;
  readonly help: string;
  readonly many: boolean;
  readonly min: number;
  readonly max: number;
  /** Flag of the command line, without hyphens. */
  readonly flag: string;
  /** For the `accept` attribute of a file field. */
  readonly accept: string;
}

export interface SettingField {
  readonly name: string;
  readonly kind: SettingPort['kind'];
  readonly title: string;
  readonly help: string;
  readonly default: Json;
  /** What is allowed, as it follows `must be`. */
  readonly allowed: string;
  readonly advanced: boolean;
  readonly flag: string;
  readonly symbol?: string;
  readonly choices?: readonly Choice[];
  readonly range?: Range;
}

export interface OutputField {
  readonly name: string;
  readonly kind: OutputPort['kind'];
  readonly title: string;
  readonly suffix: string;
  readonly flag: string;
  /** Several files: the flag names a folder. */
  readonly many: boolean;
  /** A run may give none. */
  readonly optional: boolean;
}

/** How an output is called where a reader names none: as the first input, with the suffix. */
export function outputName(first: string, { suffix, kind, many }: OutputField): string {
  const name = nameWithSuffix(first, suffix, kind);
  return many ? `${name.replace(/\.[^.]+$/, '')}/` : name;
}

/** Shards come with their index. */
const ACCEPTED = '.safetensors,.json';

/** The form of a method. Fields stand in the order of the descriptor. */
export function formOf(method: Method): MethodForm {
  const { id, name, summary, takes, gives, steps } = method;
  return {
    id,
    name,
    summary,
    takes,
    gives,
    steps,
    files: Object.entries(method.files).map(([port, { title, help, many, min, max, flag }]) => ({
      name: port,
      title,
      help,
      many,
      min,
      max,
      flag: flagOf(flag ?? port),
      accept: ACCEPTED,
    })),
    settings: Object.entries(method.settings).map(([port, setting]) => settingField(port, setting)),
    outputs: Object.entries(method.outputs).map(([port, { kind, title, suffix, flag, many, optional }]) => ({
      name: port,
      kind,
      title,
      suffix,
      flag,
      many: many === true,
      optional: optional === true,
    })),
  };
}

function settingField(name: string, port: SettingPort): SettingField {
  const { role: _role, schema: _schema, ...plain } = port;
  return { name, ...plain, flag: flagOf(name) };
}
