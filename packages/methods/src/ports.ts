import { z } from 'zod';
import type { Json } from './json.ts';

/** A typed input that is a file, or several of one kind. */
export interface FilePort<Many extends boolean = boolean, Optional extends boolean = boolean> {
  readonly role: 'file';
  readonly kind: 'checkpoint';
  readonly title: string;
  readonly help: string;
  readonly many: Many;
  /** Fewest and most checkpoints; a checkpoint in shards is one. */
  readonly min: number;
  readonly max: number;
  /** Of a port of one: whether it may be left out; `min` is then 0. */
  readonly optional?: Optional;
  /** Flag of the command line, repeated for each file; the name of the port where none is given. */
  readonly flag?: string;
}

/** A typed input that is a value. */
export interface SettingPort<T extends Json = Json> {
  readonly role: 'setting';
  readonly kind: 'number' | 'integer' | 'choice' | 'switch' | 'numbers' | 'seed' | 'text';
  readonly title: string;
  readonly help: string;
  readonly schema: z.ZodType<T>;
  readonly default: T;
  /** What is allowed, as it follows `must be`: `a number above 0 and at most 1`. */
  readonly allowed: string;
  /** Hidden until the reader asks for more. */
  readonly advanced: boolean;
  readonly choices?: readonly Choice[];
  readonly range?: Range;
  /** How the paper writes it, for example `λ`. */
  readonly symbol?: string;
  /** Of a list of numbers: the file port to each of whose checkpoints one belongs, in their order. */
  readonly each?: string;
  /** Of a text: asked for in a field of several lines. */
  readonly multiline?: boolean;
}

export interface Choice<V extends string = string> {
  readonly value: V;
  readonly title: string;
}

/** The track of a slider. */
export interface Range {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** The paper's range, shaded on the track. */
  readonly usual?: readonly [number, number];
}

interface Words {
  readonly title: string;
  readonly help: string;
}

interface SettingWords extends Words {
  readonly advanced?: boolean;
  readonly symbol?: string;
}

/** Sixty-four is far above any merge in the literature and keeps a mistyped glob from opening a thousand files. */
const MOST_FILES = 64;

/** One checkpoint; with `optional`, one or none. */
export function checkpoint(words: Words & { readonly flag?: string; readonly optional: true }): FilePort<false, true>;
export function checkpoint(words: Words & { readonly flag?: string }): FilePort<false, false>;
export function checkpoint(words: Words & { readonly flag?: string; readonly optional?: true }): FilePort<false> {
  return { role: 'file', kind: 'checkpoint', many: false, min: words.optional === true ? 0 : 1, max: 1, ...words };
}

/** Several checkpoints, in an order that may matter; with a `min` of 0, perhaps none. */
export function checkpoints(
  words: Words & { readonly flag?: string; readonly min: number; readonly max?: number },
): FilePort<true> {
  return { role: 'file', kind: 'checkpoint', many: true, max: MOST_FILES, ...words };
}

/** A share: above 0 and at most 1. */
export function share(
  words: SettingWords & { readonly default: number; readonly usual?: readonly [number, number] },
): SettingPort<number> {
  const { usual, ...rest } = words;
  return {
    ...setting(rest),
    kind: 'number',
    default: rest.default,
    schema: z.number().gt(0).lte(1),
    allowed: 'a number above 0 and at most 1',
    range: { min: 0.01, max: 1, step: 0.01, ...(usual === undefined ? {} : { usual }) },
  };
}

/** A number. What the range of the slider spans is allowed, unless `min` and `max` say otherwise; both included. */
export function number(
  words: SettingWords & {
    readonly default: number;
    readonly range: Range;
    readonly min?: number;
    readonly max?: number;
  },
): SettingPort<number> {
  const { min = words.range.min, max = words.range.max, ...rest } = words;
  return {
    ...setting(rest),
    kind: 'number',
    default: rest.default,
    schema: z.number().gte(min).lte(max),
    allowed: `a number from ${min} to ${max}`,
    range: rest.range,
  };
}

/** A whole number from `min` to `max`, both included. */
export function integer(
  words: SettingWords & {
    readonly default: number;
    readonly min: number;
    readonly max: number;
    readonly usual?: readonly [number, number];
  },
): SettingPort<number> {
  const { min, max, usual, ...rest } = words;
  return {
    ...setting(rest),
    kind: 'integer',
    default: rest.default,
    schema: z.int().gte(min).lte(max),
    allowed: `a whole number from ${min} to ${max}`,
    range: { min, max, step: 1, ...(usual === undefined ? {} : { usual }) },
  };
}

/** One of several words. */
export function choice<const V extends string>(
  words: SettingWords & { readonly default: NoInfer<V>; readonly choices: readonly Choice<V>[] },
): SettingPort<V> {
  return {
    ...setting(words),
    kind: 'choice',
    default: words.default,
    schema: z.enum(words.choices.map(({ value }) => value)) as z.ZodType<V>,
    allowed: `one of ${words.choices.map(({ value }) => value).join(', ')}`,
    choices: words.choices,
  };
}

/** On or off. */
export function toggle(words: SettingWords & { readonly default: boolean }): SettingPort<boolean> {
  return { ...setting(words), kind: 'switch', default: words.default, schema: z.boolean(), allowed: 'true or false' };
}

/**
 * A list of numbers, which may be empty; the method checks how many it needs.
 * @param words `each`: the file port to each of whose checkpoints one number belongs
 */
export function numbers(
  words: SettingWords & { readonly default: readonly number[]; readonly each?: string },
): SettingPort<readonly number[]> {
  return {
    ...setting(words),
    ...(words.each === undefined ? {} : { each: words.each }),
    kind: 'numbers',
    default: words.default,
    schema: z.array(z.number()),
    allowed: 'numbers separated by commas',
  };
}

/** Words as they are. */
export function text(
  words: SettingWords & { readonly default: string; readonly multiline?: boolean },
): SettingPort<string> {
  return {
    ...setting(words),
    kind: 'text',
    default: words.default,
    schema: z.string(),
    allowed: 'text',
    ...(words.multiline === undefined ? {} : { multiline: words.multiline }),
  };
}

/** Seeds are 32 bits, so that every language and every form field can hold them. */
const LARGEST_SEED = 2 ** 32 - 1;

/** The seed of the run's random numbers; a method has at most one. */
export function seed(words: Partial<SettingWords> & { readonly default?: number } = {}): SettingPort<number> {
  return {
    ...setting({
      title: 'Seed',
      help: 'The same seed gives the same bytes on every machine.',
      advanced: true,
      ...words,
    }),
    kind: 'seed',
    default: words.default ?? 0,
    schema: z.int().gte(0).lte(LARGEST_SEED),
    allowed: `a whole number from 0 to ${LARGEST_SEED}`,
  };
}

function setting(words: SettingWords) {
  return {
    role: 'setting' as const,
    title: words.title,
    help: words.help,
    advanced: words.advanced ?? false,
    ...(words.symbol === undefined ? {} : { symbol: words.symbol }),
  };
}
