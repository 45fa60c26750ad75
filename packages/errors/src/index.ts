/**
 * What went wrong, told three ways: a code for programs, a sentence for a person, and a hint that says what to do.
 * The command line, the API and the pages all print the same three.
 */
export interface ErrorFacts {
  /** What to do about it, as one sentence in the imperative. */
  readonly hint?: string;
  /** Where: the file, tensor, byte, row, line or setting concerned. Values must survive `JSON.stringify`. */
  readonly where?: Readonly<Record<string, string | number | boolean | null>>;
  /** The lower-level error that this one explains. */
  readonly cause?: unknown;
}

/** The kinds of error. Each fixes an HTTP status and an exit code, so that no caller has to choose one. */
export const errorKinds = {
  /** The input is wrong and the same input will always be refused. */
  input: { status: 422, exit: 2 },
  /** The thing asked for does not exist. */
  'not-found': { status: 404, exit: 3 },
  /** The request cannot be met in the present state, for instance a port already in use. */
  conflict: { status: 409, exit: 4 },
  /** The disk, the data folder or the database refused. */
  storage: { status: 507, exit: 5 },
  /** Stored data is damaged or was written by a newer version. */
  integrity: { status: 500, exit: 6 },
  /** A limit on size, time or rate was met. */
  limit: { status: 429, exit: 7 },
  /** The reader cancelled. 130 is what shells give for an interrupt. */
  cancelled: { status: 499, exit: 130 },
  /** A fault of Offprint itself. */
  internal: { status: 500, exit: 1 },
} as const;

export type ErrorKind = keyof typeof errorKinds;

/** An error in a form that survives `postMessage`, JSON and a receipt. */
export interface ErrorRecord {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly where?: ErrorFacts['where'];
}

/**
 * The parent of every error that a person may see.
 *
 * `code` names the fault as `area/fault`, for example `checkpoint/truncated`; it never changes once published.
 */
export class OffprintError extends Error {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly hint: string | undefined;
  readonly where: ErrorFacts['where'];

  constructor(kind: ErrorKind, code: string, message: string, facts: ErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = new.target.name;
    this.kind = kind;
    this.code = code;
    this.hint = facts.hint;
    this.where = facts.where;
  }

  /** HTTP status for this kind of error. */
  get status(): number {
    return errorKinds[this.kind].status;
  }

  /** Exit code of the command line for this kind of error. */
  get exitCode(): number {
    return errorKinds[this.kind].exit;
  }

  toJSON(): ErrorRecord {
    return {
      kind: this.kind,
      code: this.code,
      message: this.message,
      ...(this.hint === undefined ? {} : { hint: this.hint }),
      ...(this.where === undefined ? {} : { where: this.where }),
    };
  }
}

/** The input is wrong: a setting out of range, a file that is not what it claims. */
export class InputError extends OffprintError {
  constructor(code: string, message: string, facts?: ErrorFacts) {
    super('input', code, message, facts);
  }
}

/** No paper, method, file or run by that name. */
export class NotFoundError extends OffprintError {
  constructor(code: string, message: string, facts?: ErrorFacts) {
    super('not-found', code, message, facts);
  }
}

/** Cannot be done now because something else is in the way. */
export class ConflictError extends OffprintError {
  constructor(code: string, message: string, facts?: ErrorFacts) {
    super('conflict', code, message, facts);
  }
}

/** The disk, the folder or the database refused. */
export class StorageError extends OffprintError {
  constructor(code: string, message: string, facts?: ErrorFacts) {
    super('storage', code, message, facts);
  }
}

/** Stored data is damaged, or newer than this version understands. */
export class IntegrityError extends OffprintError {
  constructor(code: string, message: string, facts?: ErrorFacts) {
    super('integrity', code, message, facts);
  }
}

/** A limit on size, time or rate was met. */
export class LimitError extends OffprintError {
  constructor(code: string, message: string, facts?: ErrorFacts) {
    super('limit', code, message, facts);
  }
}

/** The reader cancelled; nothing was kept. */
export class CancelledError extends OffprintError {
  constructor(message = 'Cancelled. Nothing was written.', facts?: ErrorFacts) {
    super('cancelled', 'run/cancelled', message, facts);
  }
}

/** A fault of Offprint itself: an invariant that did not hold. */
export class InternalError extends OffprintError {
  constructor(message: string, facts?: ErrorFacts) {
    super('internal', 'internal/fault', message, facts);
  }
}

/** Throws `CancelledError` if the signal has fired. */
export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw signal.reason instanceof OffprintError ? signal.reason : new CancelledError();
}

/** Any thrown value as an `OffprintError`; what was not one becomes an `InternalError` that keeps its cause. */
export function asOffprintError(thrown: unknown): OffprintError {
  if (thrown instanceof OffprintError) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError') return new CancelledError();
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new InternalError(message, { cause: thrown });
}

/** The other direction of `toJSON`, for errors that crossed a worker or a socket. */
export function fromErrorRecord(record: ErrorRecord): OffprintError {
  return new OffprintError(record.kind, record.code, record.message, {
    ...(record.hint === undefined ? {} : { hint: record.hint }),
    ...(record.where === undefined ? {} : { where: record.where }),
  });
}
