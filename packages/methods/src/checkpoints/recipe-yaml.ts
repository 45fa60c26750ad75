import type { Json } from '../json.ts';
import type { Rounding } from './tensors.ts';

/** A model of a merge configuration, with parameters of its own. */
export interface RecipeModel {
  readonly name: string;
  readonly parameters?: Readonly<Record<string, Json>>;
}

/** A merge configuration, as merging tools read it. */
export interface Recipe {
  /** How `offprint merge` is to be called for the same bytes, where it is not as it stands: `--profile paper`. */
  readonly flags?: readonly string[];
  readonly method: string;
  readonly base?: string;
  readonly models: readonly RecipeModel[];
  readonly parameters?: Readonly<Record<string, Json>>;
}

/** Words that YAML takes for text as they stand. */
const plain = /^[A-Za-z_./][\w./@+~-]*$/;
/** Words that YAML takes for something else. */
const reserved = /^(true|false|null|yes|no|on|off|y|n|~)$/i;

function scalar(value: Json): string {
  if (typeof value === 'string' && plain.test(value) && !reserved.test(value)) return value;
  return JSON.stringify(value);
}

function mapping(entries: Readonly<Record<string, Json>>, indent: string): string[] {
  return Object.entries(entries).map(([key, value]) => `${indent}${key}: ${scalar(value)}`);
}

/** Writes a merge configuration in YAML. */
export function writeRecipe({ flags = [], method, base, models, parameters = {} }: Recipe): string {
  const lines = flags.length === 0 ? [] : [`# offprint merge ${flags.join(' ')}`];
  lines.push(`merge_method: ${scalar(method)}`);
  if (base !== undefined) lines.push(`base_model: ${scalar(base)}`);
  lines.push('models:');
  for (const { name, parameters: own = {} } of models) {
    lines.push(`  - model: ${scalar(name)}`);
    if (Object.keys(own).length > 0) lines.push('    parameters:', ...mapping(own, '      '));
  }
  if (Object.keys(parameters).length > 0) lines.push('parameters:', ...mapping(parameters, '  '));
  return `${lines.join('\n')}\n`;
}

/** The flag for the profile of a run: merge configurations are read as mergekit reads them unless told otherwise. */
export function profileFlags(profile: Rounding): string[] {
  return profile === 'precise' ? ['--profile paper'] : [];
}
