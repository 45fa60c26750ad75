import type { ErrorRecord } from '@offprint/errors';
import type { RunProgress, RunResult } from '../context.ts';
import type { JournalRecord, RawInputs, RunIdentity } from '../method.ts';
import type { VerificationResult } from '../verification.ts';

/** What the thread that started a run says to its worker. */
export type ToRunWorker =
  | {
      readonly kind: 'run';
      readonly method: string;
      readonly module?: string;
      readonly inputs: RawInputs;
      readonly threads: number;
      /** Who opens the outputs: the starting thread, or the worker in the page's private files, or nobody. */
      readonly sinks: 'starter' | 'private-files' | 'nowhere';
      /** Whether the starting thread keeps a journal. */
      readonly journal: boolean;
    }
  | { readonly kind: 'verify'; readonly method: string; readonly module?: string }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'reply'; readonly call: number; readonly outcome: CallOutcome };

export type CallOutcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: ErrorRecord };

/** What the worker asks of a sink that the starting thread holds, by the number that it gave the sink, or of its journal. */
export type SinkCall =
  | { readonly action: 'open'; readonly sink: number; readonly port: string; readonly suggestedName: string }
  | { readonly action: 'write'; readonly sink: number; readonly bytes: Uint8Array; readonly at: number }
  | { readonly action: 'flush'; readonly sink: number }
  | { readonly action: 'keep'; readonly sink: number; readonly bytes: number }
  | { readonly action: 'read-back'; readonly sink: number; readonly count: number; readonly at: number }
  | { readonly action: 'commit'; readonly sink: number }
  | { readonly action: 'discard'; readonly sink: number }
  | { readonly action: 'begin'; readonly identity: RunIdentity }
  | { readonly action: 'append'; readonly record: JournalRecord };

/** What the worker says. */
export type FromRunWorker =
  | { readonly kind: 'progress'; readonly progress: RunProgress }
  | { readonly kind: 'verifying'; readonly share: number; readonly detail: string }
  | { readonly kind: 'call'; readonly call: number; readonly request: SinkCall }
  | { readonly kind: 'finished'; readonly result: RunResult }
  | { readonly kind: 'verified'; readonly result: VerificationResult }
  | { readonly kind: 'failed'; readonly error: ErrorRecord };
