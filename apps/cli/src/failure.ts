import { asOffprintError, errorKinds, type OffprintError } from '@offprint/errors';
import type { Terminal } from './terminal.ts';

/** An error as a person reads it: what, where, what to do, and its code. */
export function describeError(error: OffprintError): string {
  const where = Object.entries(error.where ?? {}).map(([key, value]) => `  ${key}: ${String(value)}`);
  return [error.message, ...where, ...(error.hint === undefined ? [] : [error.hint]), `(${error.code})`].join('\n');
}

/** Prints any thrown value and gives the exit code for it. */
export function report(thrown: unknown, terminal: Terminal): number {
  const error = asOffprintError(thrown);
  terminal.endProgress();
  terminal.result({ error });
  if (!terminal.json) terminal.remark(describeError(error));
  if (error.kind === 'internal' && error.cause instanceof Error && error.cause.stack !== undefined) {
    terminal.remark(error.cause.stack);
  }
  return error.exitCode;
}

const meanings: Readonly<Record<keyof typeof errorKinds, string>> = {
  input: 'the input or a setting is wrong',
  'not-found': 'no such paper, method or file',
  conflict: 'something else is in the way, for example a port in use',
  storage: 'the disk, the data folder or the database refused',
  integrity: 'stored data is damaged or from a newer version',
  limit: 'a limit was met',
  cancelled: 'cancelled',
  internal: 'a fault of Offprint itself',
};

/** The exit codes, one a line, for help. */
export function exitCodes(): string[] {
  const rows = Object.entries(errorKinds).map(([kind, { exit }]) => ({
    exit,
    meaning: meanings[kind as keyof typeof errorKinds],
  }));
  return [{ exit: 0, meaning: 'done' }, ...rows]
    .sort((a, b) => a.exit - b.exit)
    .map(({ exit, meaning }) => `  ${String(exit).padStart(3)}  ${meaning}`);
}
