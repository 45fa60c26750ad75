import { InputError } from '@offprint/errors';

/** What stands after the question mark of an address. */
export type Query = Readonly<Record<string, string | undefined>>;

/** Longer queries are a pasted page, not a question. */
export const longestQuery = 1_000;

/**
 * The value of a parameter that is one of a few words.
 * @throws InputError `query/invalid`
 */
export function oneOf<T extends string>(query: Query, name: string, allowed: readonly T[]): T | undefined {
  const given = query[name];
  if (given === undefined || given === '') return undefined;
  const found = allowed.find((word) => word === given);
  if (found === undefined) {
    throw new InputError('query/invalid', `There is no ${name} called ‘${given.slice(0, 60)}’.`, {
      hint: `Choose one of: ${allowed.join(', ')}.`,
      where: { parameter: name },
    });
  }
  return found;
}

/**
 * A parameter that counts, from 1 to `most`; 1 when it is missing.
 * @throws InputError `query/invalid`
 */
export function counting(query: Query, name: string, most: number): number {
  const given = query[name];
  if (given === undefined || given === '') return 1;
  const value = Number(given);
  if (!/^\d{1,9}$/.test(given) || value < 1 || value > most) {
    throw new InputError(
      'query/invalid',
      `The ${name} must be a whole number from 1 to ${most}, not ‘${given.slice(0, 60)}’.`,
      {
        hint: `Leave ${name} out to see the first.`,
        where: { parameter: name },
      },
    );
  }
  return value;
}

/**
 * A text typed by a reader.
 * @throws InputError `query/too-long`
 */
export function typed(query: Query, name: string): string {
  const given = (query[name] ?? '').trim();
  if (given.length > longestQuery) {
    throw new InputError(
      'query/too-long',
      `The query has ${given.length} characters; at most ${longestQuery} are searched.`,
      {
        hint: 'Search for the few words that matter most.',
        where: { parameter: name },
      },
    );
  }
  return given;
}
