import { InputError } from '@offprint/errors';
import type { z } from 'zod';

/**
 * The query of a request, by its schema. Parameters that the schema does not name are refused, because a mistyped
 * filter that is passed over answers another question than the one that was asked.
 * @throws InputError `request/invalid-parameter`
 */
export function parseQuery<T extends z.ZodObject>(schema: T, url: string): z.infer<T> {
  const given = Object.fromEntries(new URL(url).searchParams);
  const parsed = schema.strict().safeParse(given);
  if (parsed.success) return parsed.data as z.infer<T>;
  const issue = parsed.error.issues[0];
  const name = issue?.code === 'unrecognized_keys' ? (issue.keys[0] ?? '') : String(issue?.path[0] ?? '');
  throw new InputError(
    'request/invalid-parameter',
    issue?.code === 'unrecognized_keys'
      ? `There is no parameter ${name}.`
      : `The parameter ${name} is wrong: ${issue?.message ?? 'not understood'}.`,
    {
      hint: `Parameters here: ${Object.keys(schema.shape).join(', ')}.`,
      where: { parameter: name, value: given[name] ?? null },
    },
  );
}
