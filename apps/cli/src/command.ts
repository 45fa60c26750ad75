import type { Terminal } from './terminal.ts';

/** An option of a command, and what help says about it. */
export interface Option {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  /** What stands for the value in help, for example `FOLDER`. */
  readonly value?: string;
  readonly help: string;
}

export interface Arguments {
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly positionals: readonly string[];
}

/** What a command is: one file in `commands/` exports one of these. What it needs beyond that is imported when it runs. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What follows the name, for example `FILE…`. */
  readonly synopsis: string;
  /** How many words may follow the name; none if not given. */
  readonly mostArguments?: number;
  readonly options: Readonly<Record<string, Option>>;
  /** Sentences for help: exit codes of its own, what else there is to know. */
  readonly notes?: readonly string[];
  /** At least one complete command line. */
  readonly examples: readonly string[];
  /** True where the command reads its own arguments, since they come from a method's descriptor. */
  readonly readsOwnArguments?: boolean;
  /**
   * Runs the command; the number is the exit code.
   * @param argv what follows the name, for commands that read their own arguments
   */
  run(args: Arguments, terminal: Terminal, argv: readonly string[]): Promise<number>;
}

/** Options that every command has. */
export const commonOptions: Readonly<Record<string, Option>> = {
  json: { type: 'boolean', help: 'Print the result as one JSON document.' },
  help: { type: 'boolean', short: 'h', help: 'Show how the command is used.' },
};

/** For commands that work on the catalogue. */
export const dataOption: Readonly<Record<string, Option>> = {
  data: { type: 'string', value: 'FOLDER', help: 'The data folder. Otherwise OFFPRINT_DATA, otherwise ./data.' },
};

/** The value of an option that takes one. */
export function text(args: Arguments, name: string): string | undefined {
  const value = args.values[name];
  return typeof value === 'string' ? value : undefined;
}

/** A variable of the environment; one that is set to nothing is not set. */
export function environment(name: string): string | undefined {
  const value = process.env[name];
  return value === '' ? undefined : value;
}
