import type { Command } from '../command.ts';
import { findCommand } from '../find-command.ts';
import { helpOfCommand, helpOfProgram, listOfCommands } from '../help.ts';

export const help: Command = {
  name: 'help',
  summary: 'Show how a command or a method is used.',
  synopsis: '[COMMAND] [METHOD]',
  mostArguments: 2,
  options: {},
  examples: ['offprint help', 'offprint help run ties-merging'],
  async run(args, terminal) {
    const [name, method] = args.positionals;
    if (name === undefined) {
      terminal.line(helpOfProgram());
      terminal.result(listOfCommands());
      return 0;
    }
    const help =
      name === 'run' && method !== undefined ? await helpOfMethod(method) : helpOfCommand(await findCommand(name));
    terminal.line(help);
    terminal.result({ help });
    return 0;
  },
};

async function helpOfMethod(id: string): Promise<string> {
  const { findMethod, helpText } = await import('@offprint/methods');
  return helpText(findMethod(id));
}
