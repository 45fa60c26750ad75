/** More authors than this are shown as the first three and *et al.* */
const mostAuthors = 5;
const shownOfMany = 3;

/** The family name in a name as printed: `Laurens van der Maaten` gives `van der Maaten`, `Yadav, P.` gives `Yadav`. */
export function surname(name: string): string {
  const comma = name.indexOf(',');
  if (comma > 0) return name.slice(0, comma).trim();
  const words = name.trim().split(/\s+/);
  let first = words.length - 1;
  if (first > 0 && /^(jr|sr|ii|iii|iv)\.?$/i.test(words[first] ?? '')) first -= 1;
  // Particles are printed in small letters: de, van der, von, al.
  while (first > 1 && /^\p{Ll}/u.test(words[first - 1] ?? '')) first -= 1;
  return words.slice(first).join(' ');
}

/** Surnames for one line of a list. `more`: there are others, so *et al.* follows. */
export function shortAuthors(authors: readonly string[]): { readonly names: string; readonly more: boolean } {
  const more = authors.length > mostAuthors;
  const shown = more ? authors.slice(0, shownOfMany) : authors;
  return { names: shown.map(surname).join(', '), more };
}
