import { parseArgs } from 'node:util';
import { InputError } from '@offprint/errors';
import { type Arguments, type Command, commonOptions, type Option } from './command.ts';

/**
 * The arguments of a command that has fixed options.
 * @throws InputError `argument/unknown`, `argument/no-value`, `argument/takes-no-value`, `argument/twice`, `argument/stray`
 */
export async function parseOptions(command: Command, argv: readonly string[]): Promise<Arguments> {
  const options: Readonly<Record<string, Option>> = { ...command.options, ...commonOptions };
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(
      Object.entries(options).map(([name, { type, short }]) => [
        name,
        { type, ...(short === undefined ? {} : { short }) },
      ]),
    ),
    allowPositionals: true,
    // The messages of strict parsing name neither what was probably meant nor what to do.
    strict: false,
    tokens: true,
  });
  const values: Record<string, string | boolean> = {};
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName, value, inlineValue } = token;
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (option === undefined) throw await unknown(command, rawName, Object.keys(options));
    if (Object.hasOwn(values, name)) throw fault('argument/twice', `${rawName} was given twice.`, 'Give it once.');
    if (option.type === 'boolean' && value !== undefined) {
      throw fault('argument/takes-no-value', `${rawName} takes no value.`, `Write ${rawName} alone.`);
    }
    const forgotten = value === undefined || value === '' || (!inlineValue && value.startsWith('-'));
    if (option.type === 'string' && forgotten) {
      const shown = `${rawName} ${option.value ?? 'VALUE'}`;
      throw fault('argument/no-value', `${rawName} needs a value.`, `Write it after a space: ${shown}.`);
    }
    values[name] = value ?? true;
  }
  const stray = positionals[command.mostArguments ?? 0];
  if (stray !== undefined && values['help'] !== true) {
    const usage = `offprint ${command.name} ${command.synopsis}`.trimEnd();
    throw fault('argument/stray', `offprint ${command.name} has no use for "${stray}".`, `Usage: ${usage}`);
  }
  return { values, positionals };
}

function fault(code: string, message: string, hint: string): InputError {
  return new InputError(code, message, { hint });
}

async function unknown(command: Command, flag: string, known: readonly string[]): Promise<InputError> {
  const { nearest } = await import('@offprint/methods');
  const near = nearest(flag.replace(/^-+/, ''), known);
  return fault(
    'argument/unknown',
    `offprint ${command.name} has no option ${flag}.`,
    near === undefined ? `See: offprint help ${command.name}` : `Did you mean --${near}?`,
  );
}
