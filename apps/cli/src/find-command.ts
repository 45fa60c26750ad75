import { NotFoundError } from '@offprint/errors';
import type { Command } from './command.ts';
import { commands } from './commands/index.ts';

/**
 * Finds a command, or says what was probably meant.
 * @throws NotFoundError `command/unknown`
 */
export async function findCommand(name: string): Promise<Command> {
  const found = commands.find((command) => command.name === name);
  if (found !== undefined) return found;
  const { nearest } = await import('@offprint/methods');
  const names = commands.map((command) => command.name);
  const near = nearest(name, names);
  throw new NotFoundError('command/unknown', `There is no command called ${name}.`, {
    hint: near === undefined ? `The commands are ${names.join(', ')}.` : `Did you mean ${near}?`,
  });
}
