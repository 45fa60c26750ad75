import { InputError } from '@offprint/errors';
import { z } from 'zod';

/** A parameter that counts. `allowed` of its meta follows "must be" in messages. */
export function count(from: number, to: number, otherwise: number, description: string) {
  return z.coerce
    .number()
    .int()
    .min(from)
    .max(to)
    .default(otherwise)
    .meta({ description, allowed: `a whole number from ${from} to ${to}` });
}

/** A parameter that is one of a few words. */
export function word<const T extends readonly string[]>(words: T, description: string) {
  return z.enum(words).meta({ description, allowed: `one of ${words.join(', ')}` });
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
    new InputError('request/invalid-parameter', message, { hint, where: { parameter: name } });
  for (const name of searchParams.keys()) {
    if (!names.includes(name)) throw fault(name, `There is no parameter ${shown(name)}.`);
    if (searchParams.getAll(name).length > 1) throw fault(name, `The parameter ${name} was given more than once.`);
  }
  const parsed = schema.safeParse(Object.fromEntries(searchParams));
  if (parsed.success) return parsed.data;
  const name = String(parsed.error.issues[0]?.path[0] ?? '');
  const given = searchParams.get(name);
  const allowed = allowedBy(schema.shape[name]);
  throw fault(
    name,
    `The parameter ${name} ${given === null ? 'is missing' : `is "${shown(given)}"`}, but must be ${allowed}.`,
  );
}

/** Long enough to recognise what was sent. */
const shownCharacters = 60;

function shown(text: string): string {
  return text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text;
}

function allowedBy(schema: unknown): string {
  const outer = schema instanceof z.ZodType ? schema : z.unknown();
  const inner = outer instanceof z.ZodOptional ? outer.unwrap() : outer;
  const allowed = (outer.meta() ?? (inner as z.ZodType).meta())?.['allowed'];
  return typeof allowed === 'string' ? allowed : 'something else';
}
