import { findMethod, helpText } from '@offprint/methods';
import type { Command } from '../command.ts';
import { findCommand } from '../find-command.ts';
import { helpOfCommand, helpOfProgram } from '../help.ts';

export const help: Command = {
  name: 'help',
  summary: 'Show how a command or a method is used.',
  synopsis: '[COMMAND] [METHOD]',
  options: {},
  examples: ['offprint help', 'offprint help run ties-merging'],
  async run(args, terminal) {
    const [name, method] = args.positionals;
    const shown =
      name === undefined
        ? helpOfProgram()
        : name === 'run' && method !== undefined
          ? helpText(findMethod(method))
          : helpOfCommand(findCommand(name));
    terminal.line(shown);
    terminal.result({ help: shown });
    return 0;
  },
};
