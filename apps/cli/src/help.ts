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
    'Every command takes --json and --help.',
    '',
    'Exit codes:',
    ...exitCodes(),
  ].join('\n');
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
    '',
    command.examples.length === 1 ? 'Example:' : 'Examples:',
    ...command.examples.map((example) => `  ${example}`),
  ].join('\n');
}
