/** `2306.01708`, `0704.0001`: year, month, then four digits until 2014 and five since. */
const modern = /(?<!\d|\d\.)(\d{2})(0[1-9]|1[0-2])\.(\d{4,5})(?:v\d+)?(?!\d)/;

/** `hep-th/9901001`, `math.GT/0309136`: archive, optional subject class, year, month, number. */
const old = /(?:^|[/:\s])([a-z]+(?:-[a-z]+)*)(?:\.[A-Za-z]{2})?\/(\d{2}(?:0[1-9]|1[0-2])\d{3})(?:v\d+)?(?!\d)/;

/**
 * The arXiv identifier in a text, without its version: from the bare identifier, `arXiv:2306.01708v2`, an address of an
 * abstract or PDF page, or a DOI under 10.48550. `null` when there is none.
 */
export function arxivIdOf(text: string): string | null {
  const bare = text.trim().replace(/\.pdf$/i, '');
  const found = modern.exec(bare);
  if (found !== null) return `${found[1]}${found[2]}.${found[3]}`;
  const older = old.exec(bare);
  return older === null ? null : `${older[1]}/${older[2]}`;
}

/** The year in which an identifier without version was given out: 2023 for `2306.01708`, 1999 for `hep-th/9901001`. */
export function arxivYear(id: string): number {
  const digits = Number(id.slice(id.indexOf('/') + 1).slice(0, 2));
  // arXiv began in 1991, and numbers its years with two digits.
  return digits >= 91 ? 1900 + digits : 2000 + digits;
}
