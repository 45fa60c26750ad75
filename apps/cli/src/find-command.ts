import { InputError } from '@offprint/errors';
import type { Command } from './command.ts';
import { commands } from './commands/index.ts';

/** Finds a command, or says what was probably meant. */
export function findCommand(name: string): Command {
  const found = commands.find((command) => command.name === name);
  if (found !== undefined) return found;
  throw new InputError('command/unknown', `There is no command called ${name}.`, {
    hint: `The commands are ${commands.map((command) => command.name).join(', ')}.`,
  });
}
