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
export function recipeError(problems: readonly Problem[]): InputError {
  const [first, ...rest] = problems;
  if (first === undefined) throw new RangeError('There is no problem to tell of.');
  const lines = rest.map(({ line }) => line).join(', ');
  const more = rest.length === 0 ? '' : ` ${rest.length} more on line${rest.length === 1 ? '' : 's'} ${lines}.`;
  return new InputError(first.code, `Line ${first.line}: ${first.message}${more}`, {
    hint: first.hint,
    where: { line: first.line, column: first.column, problems: problems.length },
  });
}
