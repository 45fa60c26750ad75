import { asOffprintError, type ErrorRecord } from '@offprint/errors';

export interface Failure {
  readonly status: number;
  /** What a reader may see; the pages and the API show the same. */
  readonly record: ErrorRecord;
}

/**
 * Any thrown value as a reader may see it. What went wrong inside Offprint is told in general words,
 * because its message may hold paths; `log` gets the whole of it.
 */
export function failureOf(
  thrown: unknown,
  log: (line: string) => void = (line) => process.stderr.write(`${line}\n`),
): Failure {
  const error = asOffprintError(thrown);
  if (error.kind !== 'internal') return { status: error.status, record: error.toJSON() };
  const cause = error.cause instanceof Error ? error.cause : error;
  log(cause.stack ?? cause.message);
  return {
    status: error.status,
    record: {
      kind: 'internal',
      code: error.code,
      message: 'Offprint made a mistake while answering this.',
      hint: 'Try again. If it happens again, the log of the server says what went wrong.',
    },
  };
}
