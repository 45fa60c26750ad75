import { InputError } from '@offprint/errors';
import { z } from 'zod';

// The `error` of each schema is what is allowed, as it follows "must be".

/** A parameter that counts. */
export function count(from: number, to: number, otherwise: number) {
  const error = `a whole number from ${from} to ${to}`;
  return z.coerce.number({ error }).int({ error }).min(from, { error }).max(to, { error }).default(otherwise);
}

/** A parameter that is one of a few words. */
export function word<const T extends readonly string[]>(words: T) {
  return z.enum(words, { error: `one of ${words.join(', ')}` });
}

/** A parameter that is a text. */
export function words(most: number) {
  const error = `a text of 1 to ${most} characters`;
  return z.string({ error }).trim().min(1, { error }).max(most, { error });
}

/** For addresses without parameters. */
export const noQuery = z.object({});

/**
 * The query of a request, by its schema. Parameters that the schema does not name are refused, because a mistyped
 * filter that is passed over answers another question than the one that was asked.
 * @throws InputError `request/invalid-parameter`
 */
export function parseQuery<T extends z.ZodObject>(schema: T, url: string): z.infer<T> {
  const { searchParams } = new URL(url);
  const names = Object.keys(schema.shape);
  const hint = names.length === 0 ? 'This address takes no parameters.' : `Parameters here: ${names.join(', ')}.`;
  const fault = (name: string, message: string): InputError =>
    new InputError('request/invalid-parameter', message, { hint, where: { parameter: shown(name) } });
  for (const name of searchParams.keys()) {
    if (!names.includes(name)) throw fault(name, `There is no parameter ${shown(name)}.`);
    if (searchParams.getAll(name).length > 1) throw fault(name, `The parameter ${name} was given more than once.`);
  }
  const parsed = schema.safeParse(Object.fromEntries(searchParams));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const name = String(issue?.path[0] ?? '');
  const given = searchParams.get(name);
  const state = given === null ? 'is missing' : `is "${shown(given)}"`;
  throw fault(name, `The parameter ${name} ${state}, but must be ${issue?.message ?? 'something else'}.`);
}

/** Long enough to recognise what was sent. */
const shownCharacters = 60;

function shown(text: string): string {
  return text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text;
}
