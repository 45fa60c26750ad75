import { type Command, commonOptions } from './command.ts';
import { commands } from './commands/index.ts';
import { exitCodes } from './failure.ts';

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}

/** What `offprint help` prints. */
export function helpOfProgram(): string {
  return [
    'offprint: find machine-learning papers and run their methods on your own files',
    '',
    'Usage: offprint COMMAND [OPTION…]',
    '',
    'Commands:',
    ...columns(commands.map(({ name, summary }) => [name, summary])),
    '',
    'Examples:',
    '  offprint serve',
    '  offprint search merging models',
    '  offprint help run ties-merging',
    '',
    'Every command takes --json and --help. Results go to standard output, the rest to standard error.',
    '',
    'Exit codes:',
    ...exitCodes().map(({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning}`),
  ].join('\n');
}

/** The same for programs. */
export function listOfCommands(): unknown {
  return {
    commands: commands.map(({ name, summary, synopsis }) => ({ name, summary, synopsis })),
    exitCodes: exitCodes(),
  };
}

/** What `offprint help COMMAND` prints. */
export function helpOfCommand(command: Command): string {
  const options = Object.entries({ ...command.options, ...commonOptions }).map(
    ([name, { value, help }]) => [`--${name}${value === undefined ? '' : ` ${value}`}`, help] as const,
  );
  return [
    `offprint ${command.name}: ${command.summary}`,
    '',
    `Usage: offprint ${command.name} ${command.synopsis}`.trimEnd(),
    '',
    'Options:',
    ...columns(options),
    ...(command.notes === undefined ? [] : ['', ...command.notes]),
    '',
    command.examples.length === 1 ? 'Example:' : 'Examples:',
    ...command.examples.map((example) => `  ${example}`),
  ].join('\n');
}
