import { errorKinds } from '@offprint/errors';
import type { Command } from './command.ts';
import { report } from './failure.ts';
import { findCommand } from './find-command.ts';
import { helpOfCommand, helpOfProgram, listOfCommands } from './help.ts';
import { parseOptions } from './parse-options.ts';
import { createTerminal, type Terminal, type TerminalStreams } from './terminal.ts';
import { version } from './version.ts';

/** A key press reaches this process twice where another one that started it passes it on: within so long it is the same. */
const sameKeyPressMs = 1_000;

/**
 * Runs the command line. SIGINT and SIGTERM cancel it; a second one ends the process at once.
 * @param argv what follows `offprint`
 * @returns the exit code
 */
export async function main(argv: readonly string[], streams: TerminalStreams = process): Promise<number> {
  const cancel = new AbortController();
  let interruptedAt = Number.POSITIVE_INFINITY;
  const interrupt = (): void => {
    if (performance.now() - interruptedAt > sameKeyPressMs) process.exit(errorKinds.cancelled.exit);
    interruptedAt = Math.min(interruptedAt, performance.now());
    cancel.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  const terminal = createTerminal(streams, argv.includes('--json'), cancel.signal);
  try {
    return await obey(argv[0] === '--json' ? argv.slice(1) : argv, terminal);
  } catch (thrown) {
    return report(thrown, terminal);
  } finally {
    terminal.endProgress();
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

async function obey([name, ...rest]: readonly string[], terminal: Terminal): Promise<number> {
  if (name === '--version' || name === 'version') {
    terminal.line(version);
    terminal.result({ version });
    return 0;
  }
  if (name === undefined || name === '--help' || name === '-h') {
    terminal.line(helpOfProgram());
    terminal.result(listOfCommands());
    return 0;
  }
  const command = await findCommand(name);
  if (command.readsOwnArguments) return command.run({ values: {}, positionals: [] }, terminal, rest);
  const args = await parseOptions(command, rest);
  if (args.values['help'] === true) return showHelp(command, terminal);
  return command.run(args, terminal, rest);
}

function showHelp(command: Command, terminal: Terminal): number {
  const help = helpOfCommand(command);
  terminal.line(help);
  terminal.result({ help });
  return 0;
}
