const accents = /\p{M}/gu;
const notLetterOrDigit = /[^\p{L}\p{N}]/gu;

/**
 * A title reduced to what two records of one paper share: letters and digits, in lower case, without accents, spaces,
 * punctuation or LaTeX. `TIES--Merging: $k$ Models` and `Ties-merging: k models` give the same key.
 *
 * A title without any letter or digit keeps its own text as key, so that it joins only itself.
 */
export function titleKeyOf(title: string): string {
  const key = lettersOf(title.replace(/\\[a-zA-Z]+\s*(?=\{)/g, ''));
  return key === '' ? title.trim() : key;
}

/** The letters and digits of a text, in lower case and without accents. */
export function lettersOf(text: string): string {
  return text.normalize('NFKD').replace(accents, '').replace(notLetterOrDigit, '').toLowerCase();
}
