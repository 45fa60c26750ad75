import { parseArgs } from 'node:util';
import { InputError } from '@offprint/errors';
import { type Arguments, type Command, commonOptions } from './command.ts';
import { commands } from './commands/index.ts';
import { report } from './failure.ts';
import { findCommand } from './find-command.ts';
import { helpOfCommand, helpOfProgram } from './help.ts';
import { createTerminal, type TerminalStreams } from './terminal.ts';
import { version } from './version.ts';

function parse(command: Command, argv: readonly string[]): Arguments {
  const options = Object.fromEntries(
    Object.entries({ ...commonOptions, ...command.options }).map(([name, { type, multiple, short }]) => [
      name,
      { type, ...(multiple === undefined ? {} : { multiple }), ...(short === undefined ? {} : { short }) },
    ]),
  );
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
    return { values: values as Arguments['values'], positionals };
  } catch (cause) {
    const message = cause instanceof Error ? (cause.message.split('. ')[0] ?? cause.message) : String(cause);
    throw new InputError('command/usage', `${message.replace(/\.$/, '')}.`, {
      hint: `Run offprint help ${command.name} to see its options.`,
      cause,
    });
  }
}

/**
 * Runs the command line.
 * @param argv what follows `offprint`
 * @returns the exit code
 */
export async function main(argv: readonly string[], streams: TerminalStreams = process): Promise<number> {
  const cancel = new AbortController();
  const interrupt = (): void => cancel.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  const terminal = createTerminal(streams, argv.includes('--json'), cancel.signal);
  try {
    const [name, ...rest] = argv.filter((argument, index) => !(argument === '--json' && index === 0));
    if (name === '--version' || name === 'version') {
      terminal.line(version);
      terminal.result({ version });
      return 0;
    }
    if (name === undefined || name === '--help' || name === '-h') {
      terminal.line(helpOfProgram());
      terminal.result({ commands: commands.map(({ name, summary, synopsis }) => ({ name, summary, synopsis })) });
      return 0;
    }
    const command = findCommand(name);
    if (command.readsOwnArguments) return await command.run({ values: {}, positionals: rest }, terminal, rest);
    const args = parse(command, rest);
    if (args.values['help'] === true) {
      terminal.line(helpOfCommand(command));
      terminal.result({ help: helpOfCommand(command) });
      return 0;
    }
    return await command.run(args, terminal, rest);
  } catch (thrown) {
    return report(thrown, terminal);
  } finally {
    terminal.endProgress();
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}
