/** A formula between dollars, as TeX has it: no space inside either dollar, so that sums of money are none. */
const formula = /((?<!\\)\$(?!\s)(?:[^$\\]|\\[^\n])+(?<!\s)\$)/;

/** Part of a title: a formula with its dollars, or the text between formulas. */
export interface TitlePart {
  readonly text: string;
  readonly isFormula: boolean;
}

/** Cuts a title with formulas, such as `$k$-means`, into its parts. Braces inside a formula must balance. */
export function titleParts(title: string): TitlePart[] {
  return title
    .split(formula)
    .map((text, index) => ({ text, isFormula: index % 2 === 1 && balances(text) }))
    .filter(({ text }) => text !== '');
}

function balances(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === '{') depth++;
    else if (character === '}' && --depth < 0) return false;
  }
  return depth === 0;
}
