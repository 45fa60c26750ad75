import { lettersOf } from './title-key.ts';

/** A name in its two parts. `family` holds everything for a name of one word. */
export interface AuthorName {
  readonly given: string;
  readonly family: string;
}

/** Small words that belong to the family name that follows: `van der Linden`, `de Souza`. */
const particles = /^(?:da|das|de|del|della|der|den|di|do|dos|du|la|le|ten|ter|van|von|zu|zur|af|al|el|bin|ibn)$/;

/**
 * A printed name in its two parts: `Putri A. van der Linden` gives `van der Linden`; `Linden, Putri` is taken at its
 * word. Where it is not certain where a family name begins, the last word is taken.
 */
export function authorName(printed: string): AuthorName {
  const comma = printed.indexOf(',');
  if (comma >= 0) return { family: printed.slice(0, comma).trim(), given: printed.slice(comma + 1).trim() };
  const words = printed.trim().split(/\s+/);
  let start = words.length - 1;
  while (start > 1 && particles.test(words[start - 1] ?? '')) start--;
  return { given: words.slice(0, start).join(' '), family: words.slice(start).join(' ') };
}

/** The last word of the family name as letters only, for comparing lists of authors and for citation keys. */
export function surnameKey(printed: string): string {
  const words = authorName(printed).family.split(/\s+/);
  return lettersOf(words.at(-1) ?? '');
}

/** False only when both lists are known and have no surname in common. */
export function mayShareAuthors(one: readonly string[], other: readonly string[]): boolean {
  if (one.length === 0 || other.length === 0) return true;
  const surnames = new Set(one.map(surnameKey));
  return other.some((name) => surnames.has(surnameKey(name)));
}
