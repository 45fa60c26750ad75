import { asOffprintError, errorKinds, type OffprintError } from '@offprint/errors';
import type { Terminal } from './terminal.ts';

/** An error as a person reads it: what, where, what to do, and its code. */
export function describeError(error: OffprintError): string {
  const sentences = `${error.message} ${error.hint ?? ''}`;
  const where = Object.entries(error.where ?? {})
    // What a sentence says already need not be said again.
    .filter(([, value]) => value !== null && !sentences.includes(String(value)))
    .map(([key, value]) => `  ${key}: ${String(value)}`);
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
  input: 'the command line, a file or a setting is wrong',
  'not-found': 'no such command, paper, method or file',
  conflict: 'something else is in the way, for example a port in use',
  storage: 'the disk, the data folder or the database refused',
  integrity: 'stored data is damaged or from a newer version',
  limit: 'a limit was met',
  cancelled: 'cancelled',
  internal: 'a claim or a replay did not hold, or a fault of Offprint itself',
};

/** Exit code where a claim does not hold or bytes differ: the input was good, the outcome was not. */
export const doesNotHold: number = errorKinds.internal.exit;

/** The exit codes and what each means, in ascending order. */
export function exitCodes(): { readonly code: number; readonly meaning: string }[] {
  const rows = Object.entries(errorKinds).map(([kind, { exit }]) => ({
    code: exit,
    meaning: meanings[kind as keyof typeof errorKinds],
  }));
  return [{ code: 0, meaning: 'done' }, ...rows].sort((a, b) => a.code - b.code);
}
