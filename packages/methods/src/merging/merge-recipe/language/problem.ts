import { InputError } from '@offprint/errors';

/** Something in a recipe that will not do, and where. */
export interface Problem {
  /** `recipe/unknown-key` and the like. */
  readonly code: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
}

/** One error that tells of all problems: the first in full, the others by their lines. */
export class RecipeError extends InputError {
  /** In the order of lines, at least one. */
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const [first, ...rest] = problems;
    if (first === undefined) throw new RangeError('There is no problem to tell of.');
    const lines = [...new Set(rest.map(({ line }) => line))];
    const others = `${rest.length} more on line${lines.length === 1 ? '' : 's'} ${lines.join(', ')}.`;
    super(first.code, `Line ${first.line}: ${first.message}${rest.length === 0 ? '' : ` ${others}`}`, {
      hint: first.hint,
      where: { line: first.line, column: first.column, problems: problems.length },
    });
    this.problems = problems;
  }
}

/** Problems as they stand in the text, from its first line on. */
export function inOrder<P extends Pick<Problem, 'line' | 'column'>>(problems: readonly P[]): P[] {
  return problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
}
