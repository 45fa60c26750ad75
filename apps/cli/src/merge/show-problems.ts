import type { RecipeProblem } from '@offprint/methods/recipe';
import type { Terminal } from '../terminal.ts';

/** Longest part of a line that is shown. */
const widest = 100;

/** A problem with its line, and a caret below the place: as compilers show it. */
export function describeProblem(problem: RecipeProblem, file: string, lines: readonly string[]): string {
  const { line, column, message, hint, code } = problem;
  const text = (lines[line - 1] ?? '').replaceAll('\t', ' ').slice(0, widest);
  const number = String(line);
  const first = column > 1 ? column - 1 : text.length - text.trimStart().length;
  const margin = ' '.repeat(number.length);
  return [
    `${file}:${line}:${first + 1}: ${message} (${code})`,
    `  ${number} | ${text.trimEnd()}`,
    `  ${margin} | ${' '.repeat(Math.min(first, widest))}^`,
    ...(hint === '' ? [] : [`  ${hint}`]),
  ].join('\n');
}

/** Shows all problems of a recipe, in the order of its lines. */
export function showProblems(
  terminal: Terminal,
  problems: readonly RecipeProblem[],
  recipe: { readonly file: string; readonly text: string },
): void {
  const lines = recipe.text.split(/\r?\n/);
  for (const problem of problems) terminal.remark(`${describeProblem(problem, recipe.file, lines)}\n`);
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  terminal.remark(`${count} in ${recipe.file}. Nothing was merged.`);
}
