import type { ErrorKind, ErrorRecord } from '@offprint/errors';
import { nameOf } from '@offprint/files';
import type { Method } from '@offprint/methods';
import { number } from '../text/numbers.ts';
import { formatBytes } from './format.ts';
import { allFiles, type Chosen, type SheetState } from './sheet-state.ts';

/** What happened, in a few words, for faults that are met often. */
const headlines: Readonly<Record<string, string>> = {
  'checkpoint/truncated': 'One file ends early',
  'checkpoint/not-safetensors': 'One file is not a checkpoint',
  'checkpoint/header-too-long': 'One file has an impossible header',
  'checkpoint/header-invalid': 'One file has a damaged header',
  'checkpoint/index-invalid': 'One index does not fit its files',
  'checkpoint/overlap': 'Two tensors share bytes',
  'checkpoint/hole': 'One file has bytes that belong to no tensor',
  'checkpoint/unknown-dtype': 'One file holds an unknown number format',
  'checkpoint/duplicate-name': 'One tensor is there twice',
  'checkpoint/size-mismatch': 'One tensor has the wrong size',
  'checkpoint/missing-shard': 'A part of one checkpoint is missing',
  'checkpoint/empty': 'One file holds no tensors',
  'file/ends-early': 'One file ends early',
  'file/unreadable': 'One file can no longer be read',
  'file/not-found': 'One file is gone',
  'disk/full': 'There is no room for the result',
  'disk/refused': 'The result could not be written',
  'setting/invalid': 'One setting is out of range',
  'input/missing': 'Something is missing',
  'run/out-of-memory': 'Memory ran out',
};

const byKind: Readonly<Record<ErrorKind, string>> = {
  input: 'These files do not go together',
  'not-found': 'Something is gone',
  conflict: 'Something else is in the way',
  storage: 'The result could not be written',
  integrity: 'Something is damaged',
  limit: 'A limit was met',
  cancelled: 'Cancelled',
  internal: 'Offprint made a mistake',
};

/**
 * The title of a failure.
 * @param ran true once the run had begun to work
 */
export function headlineOf(error: ErrorRecord, ran: boolean): string {
  return `${headlines[error.code] ?? byKind[error.kind]}. ${ran ? 'Nothing was written.' : 'Nothing was run.'}`;
}

/** The chosen file that an error speaks of, by the name in `where.file`; null if it is none, or one of two of that name. */
export function culpritOf(state: SheetState, error: ErrorRecord): Chosen | null {
  const faulty = allFiles(state).find(({ header }) => header.state === 'fault' && header.error === error);
  if (faulty !== undefined) return faulty;
  const file = error.where?.['file'] ?? error.where?.['model'];
  const named = allFiles(state).filter(
    ({ name, references }) => name === file || references.some((part) => nameOf(part) === file),
  );
  return named.length === 1 ? (named[0] ?? null) : null;
}

/** The port of a file if the run can do without that file, with what remains: `Run with 2 models`. */
export function runWithout(method: Pick<Method, 'files'>, state: SheetState, culprit: Chosen): string | null {
  for (const [name, port] of Object.entries(method.files)) {
    const files = state.files[name] ?? [];
    if (!files.includes(culprit)) continue;
    const rest = files.length - 1;
    if (rest < port.min || rest === 0) return null;
    return `Run with ${rest} ${rest === 1 ? name.replace(/s$/, '') : name}`;
  }
  return null;
}

/** Where a checkpoint that ends early ends. All in bytes of the file. */
export interface Truncation {
  readonly promised: number;
  readonly holds: number;
  /** The first tensor that is not whole. */
  readonly tensor: string;
  readonly from: number;
  readonly to: number;
  readonly wholeTensors: number;
  /** Those that the header names, whole or not. */
  readonly tensors: number;
}

/** The facts of a truncated checkpoint; null for any other error. */
export function truncationOf(error: ErrorRecord): Truncation | null {
  if (error.code !== 'checkpoint/truncated' || error.where === undefined) return null;
  const { promised, holds, tensor, from, to, wholeTensors, tensors } = error.where;
  if (typeof promised !== 'number' || typeof holds !== 'number' || typeof tensor !== 'string') return null;
  if (typeof from !== 'number' || typeof to !== 'number') return null;
  if (typeof wholeTensors !== 'number' || typeof tensors !== 'number') return null;
  return { promised, holds, tensor, from, to, wholeTensors, tensors };
}

/** Whole per cent of the promised bytes that are there, never all of them. */
export function percentHere({ holds, promised }: Truncation): number {
  return Math.min(99, Math.round((100 * holds) / promised));
}

/** An error in the line of its file, which need not name the file again where facts say enough. */
export function shortFault(error: ErrorRecord): string {
  const cut = truncationOf(error);
  if (cut === null) return error.message;
  return `ends early: ${formatBytes(cut.holds, 1)} of ${formatBytes(cut.promised, 1)} are here`;
}

/** `wholeTensors` as `Whole tensors`. */
const labelOf = (name: string): string => {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `${words[0]?.toUpperCase() ?? ''}${words.slice(1)}`;
};

/** What the error says of where, as rows of a label and a value. */
export function whereRows(error: ErrorRecord): readonly (readonly [string, string])[] {
  const cut = truncationOf(error);
  if (cut !== null)
    return [
      ['First tensor cut off', cut.tensor],
      ['It needs bytes', `${number(cut.from)} to ${number(cut.to)}`],
      ['Whole before it', `${number(cut.wholeTensors)} of ${number(cut.tensors)} tensors`],
    ];
  return Object.entries(error.where ?? {})
    .filter(([name, value]) => value !== null && value !== '' && name !== 'file')
    .map(([name, value]) => [labelOf(name), typeof value === 'number' ? number(value) : String(value)]);
}

/** The whole error as text to send to somebody. */
export function errorReport(error: ErrorRecord, method: Pick<Method, 'id' | 'version'>): string {
  return [
    `${method.id} ${method.version}: ${error.code}`,
    error.message,
    ...Object.entries(error.where ?? {}).map(([name, value]) => `${name}: ${String(value)}`),
    ...(error.hint === undefined ? [] : [error.hint]),
  ].join('\n');
}
