import type { ErrorRecord } from '@offprint/errors';
import type { RunProgress, RunResult } from '../context.ts';
import type { RawInputs } from '../method.ts';
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
    }
  | { readonly kind: 'verify'; readonly method: string; readonly module?: string }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'reply'; readonly call: number; readonly outcome: CallOutcome };

export type CallOutcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: ErrorRecord };

/** What the worker asks of a sink that the starting thread holds. */
export type SinkCall =
  | { readonly action: 'open'; readonly port: string; readonly suggestedName: string }
  | { readonly action: 'write'; readonly port: string; readonly bytes: Uint8Array; readonly at: number }
  | { readonly action: 'commit'; readonly port: string }
  | { readonly action: 'discard'; readonly port: string };

/** What the worker says. */
export type FromRunWorker =
  | { readonly kind: 'progress'; readonly progress: RunProgress }
  | { readonly kind: 'verifying'; readonly share: number; readonly detail: string }
  | { readonly kind: 'call'; readonly call: number; readonly request: SinkCall }
  | { readonly kind: 'finished'; readonly result: RunResult }
  | { readonly kind: 'verified'; readonly result: VerificationResult }
  | { readonly kind: 'failed'; readonly error: ErrorRecord };
