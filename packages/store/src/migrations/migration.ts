/** One step from a version of the tables to the next. Once released it never changes. */
export interface Migration {
  /** 1, 2, 3 … without holes. */
  readonly version: number;
  readonly name: string;
  /** SQL statements, run in order in one transaction. */
  readonly statements: (words: Words) => readonly string[];
}

/** What the two databases call the same thing. */
export interface Words {
  /** Text that compares by its bytes. */
  readonly text: string;
  /** Whole numbers up to 2^31 - 1. */
  readonly integer: string;
  /** Whole numbers up to 2^53 - 1, the largest that JavaScript holds: milliseconds, change numbers. */
  readonly big: string;
  /** Follows the closing bracket of a table. */
  readonly endOfTable: string;
  /** Follows a descending and an ascending column of an index, so that rows without a value come last both ways. */
  readonly descNullsLast: string;
  readonly ascNullsLast: string;
}

export const sqliteWords: Words = {
  text: 'text',
  integer: 'integer',
  big: 'integer',
  endOfTable: 'strict',
  // SQLite sorts null below every value and refuses the words in an index; in a query it knows that `desc` means this.
  descNullsLast: 'desc',
  ascNullsLast: '',
};

export const postgresWords: Words = {
  text: 'text collate "C"',
  integer: 'integer',
  big: 'bigint',
  endOfTable: '',
  descNullsLast: 'desc nulls last',
  ascNullsLast: 'asc nulls last',
};
