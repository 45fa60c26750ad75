import type { Terminal } from './terminal.ts';

/** An option of a command, as `node:util` parses it, with what help says about it. */
export interface Option {
  readonly type: 'string' | 'boolean';
  readonly multiple?: boolean;
  readonly short?: string;
  /** What stands for the value in help, for example `FOLDER`. */
  readonly value?: string;
  readonly help: string;
}

export interface Arguments {
  readonly values: Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;
  readonly positionals: readonly string[];
}

/** What a command is: one file in `commands/` exports one of these. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What follows the name, for example `FILE…`. */
  readonly synopsis: string;
  readonly options: Readonly<Record<string, Option>>;
  /** At least one complete command line. */
  readonly examples: readonly string[];
  /** True where the command reads its own arguments, since they come from a method's descriptor. */
  readonly readsOwnArguments?: boolean;
  /** Runs the command; the number is the exit code. */
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

export function text(args: Arguments, name: string): string | undefined {
  const value = args.values[name];
  return typeof value === 'string' ? value : undefined;
}

export function flag(args: Arguments, name: string): boolean {
  return args.values[name] === true;
}
