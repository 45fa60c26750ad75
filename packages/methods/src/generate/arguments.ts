import { InputError } from '@offprint/errors';
import { type Method, reservedFlags, type SettingPorts, type SettingsOf } from '../method.ts';
import { nearest } from '../nearest.ts';
import { parseSettings } from '../runner/settings.ts';
import { type FileField, formOf, type MethodForm, type SettingField } from './form.ts';

/** What a command line asks for. */
export interface MethodArguments {
  /** What was written for each file port, each entry one checkpoint: a file, an index, a folder, an address. */
  readonly files: Readonly<Record<string, readonly string[]>>;
  /** Validated, defaults filled in. */
  readonly settings: SettingsOf<SettingPorts>;
  /** Paths of those outputs that were named. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly threads?: number;
  /** Go on with an unfinished run, or leave one to go on with. */
  readonly resume: boolean;
  /** Begin anew, whatever an unfinished run has left. */
  readonly restart: boolean;
  readonly json: boolean;
  /** Help was asked for; nothing else was looked at then. */
  readonly help: boolean;
}

interface Token {
  /** Without hyphens. */
  readonly flag: string;
  readonly value: string | undefined;
}

/**
 * Reads the arguments that follow `offprint run METHOD`: `--flag value` and `--flag=value`, in any order; a switch is
 * `--flag` or `--no-flag`.
 * @throws InputError `argument/unknown`, `argument/no-value`, `argument/twice`, `argument/stray`, `setting/invalid`.
 */
export function parseArguments(method: Method, argv: readonly string[]): MethodArguments {
  if (argv.includes('--help') || argv.includes('-h')) {
    return { files: {}, settings: {}, outputs: {}, ...nothingAsked, json: argv.includes('--json'), help: true };
  }
  const form = formOf(method);
  const files: Record<string, string[]> = {};
  const settings: Record<string, string> = {};
  const outputs: Record<string, string> = {};
  let threads: number | undefined;
  const asked = { ...nothingAsked };
  for (const { flag, value } of tokens(form, argv)) {
    const file = form.files.find((field) => field.flag === flag);
    const setting = settingOf(form, flag);
    const output = form.outputs.find((field) => field.flag === flag);
    if (file !== undefined) addFile(files, file, required(flag, value));
    else if (setting !== undefined) once(settings, setting.name, flag, settingText(setting, flag, value));
    else if (output !== undefined) once(outputs, output.name, flag, required(flag, value));
    else if (flag === 'threads') threads = threadCount(required(flag, value));
    else if (isQuestion(flag)) asked[flag] = true;
    else throw unknownFlag(method, form, flag);
  }
  return {
    files,
    settings: parseSettings(method, settings),
    outputs,
    ...(threads === undefined ? {} : { threads }),
    ...asked,
    help: false,
  };
}

/** Flags without a value that every method has. */
const nothingAsked = { json: false, resume: false, restart: false };

function isQuestion(flag: string): flag is keyof typeof nothingAsked {
  return Object.hasOwn(nothingAsked, flag);
}

/** `--no-x` belongs to the switch `x`, unless another flag has that very name. */
function settingOf(form: MethodForm, flag: string): SettingField | undefined {
  return (
    form.settings.find((field) => field.flag === flag) ??
    form.settings.find((field) => field.kind === 'switch' && flag === `no-${field.flag}`)
  );
}

function* tokens(form: MethodForm, argv: readonly string[]): Generator<Token> {
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? '';
    const parts = /^--([a-z][a-z0-9-]*)(?:=(.*))?$/s.exec(word);
    const flag = parts?.[1];
    if (flag === undefined) throw stray(word);
    const attached = parts?.[2];
    const takesNone = isQuestion(flag) || settingOf(form, flag)?.kind === 'switch';
    if (attached !== undefined || takesNone) yield { flag, value: attached };
    else yield { flag, value: argv[++at] };
  }
}

function settingText(setting: SettingField, flag: string, value: string | undefined): string {
  if (setting.kind !== 'switch') return required(flag, value);
  if (flag !== setting.flag) return 'false';
  return value ?? 'true';
}

function required(flag: string, value: string | undefined): string {
  if (value !== undefined && value !== '') return value;
  throw new InputError('argument/no-value', `--${flag} needs a value.`, {
    hint: `Write it after a space: --${flag} VALUE.`,
    where: { flag },
  });
}

function addFile(files: Record<string, string[]>, field: FileField, value: string): void {
  if (field.many) files[field.name] = [...(files[field.name] ?? []), value];
  else if (files[field.name] === undefined) files[field.name] = [value];
  else throw twice(field.flag);
}

function once(into: Record<string, string>, name: string, flag: string, value: string): void {
  if (into[name] !== undefined) throw twice(flag);
  into[name] = value;
}

function threadCount(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1) return count;
  throw new InputError('setting/invalid', `--threads is "${text}", but must be a whole number from 1 on.`, {
    hint: 'Leave it out to use what the machine has.',
    where: { setting: 'threads', given: text, allowed: 'a whole number from 1 on' },
  });
}

function twice(flag: string): InputError {
  return new InputError('argument/twice', `--${flag} was given twice.`, {
    hint: 'Give it once.',
    where: { flag },
  });
}

function stray(word: string): InputError {
  return new InputError('argument/stray', `"${word}" stands by itself.`, {
    hint: 'Every file and every setting follows its flag; put a value with spaces in quotes.',
    where: { argument: word },
  });
}

function unknownFlag(method: Method, form: MethodForm, flag: string): InputError {
  const known = [...form.files, ...form.settings, ...form.outputs].map((field) => field.flag);
  const near = nearest(flag, [...known, ...reservedFlags]);
  return new InputError('argument/unknown', `${method.name} has no flag --${flag}.`, {
    hint: near === undefined ? `See: offprint help run ${method.id}` : `Did you mean --${near}?`,
    where: { flag, nearest: near ?? null },
  });
}
