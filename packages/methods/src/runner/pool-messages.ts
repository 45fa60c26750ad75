import type { ErrorRecord } from '@offprint/errors';
import type { SourceReference } from '@offprint/files';

/** What a run says to a worker of its pool. */
export type ToPoolWorker =
  | {
      readonly kind: 'start';
      readonly method: string;
      /** Where to find a method that is not in the registry. */
      readonly module?: string;
      /** The references of the run's inputs, one entry a checkpoint. */
      readonly references: readonly (readonly SourceReference[])[];
    }
  | { readonly kind: 'task'; readonly name: string; readonly item: unknown }
  | { readonly kind: 'hash'; readonly reference: SourceReference };

/** What the worker answers; it has one job at a time, so the answer is to that. */
export type FromPoolWorker =
  | { readonly kind: 'done'; readonly result: unknown }
  | { readonly kind: 'failed'; readonly error: ErrorRecord };
