import type { ErrorRecord } from '@offprint/errors';
import type { Notice, Report } from '../context.ts';
import type { RawInputs } from '../method.ts';
import type { MergeMeasure } from './measure-merge.ts';
import type { SampleSize } from './sample.ts';

/** What a page asks of its preview worker. Each request has a number that no other has. */
export type ToPreviewWorker =
  | { readonly kind: 'sample'; readonly request: number; readonly files: RawInputs['files'] }
  | {
      readonly kind: 'run';
      readonly request: number;
      readonly method: string;
      readonly module?: string;
      readonly settings: RawInputs['settings'];
      /** Whether to say where the merged model lies between the others. */
      readonly measure: boolean;
    };

/** What the worker answers, once to each request. */
export type FromPreviewWorker =
  | { readonly kind: 'sampled'; readonly request: number; readonly size: SampleSize }
  | { readonly kind: 'ran'; readonly request: number; readonly run: PreviewRun }
  | { readonly kind: 'failed'; readonly request: number; readonly error: ErrorRecord };

/** What a method found on a sample. Its outputs are thrown away. */
export interface PreviewRun {
  readonly report: Report;
  readonly notices: readonly Notice[];
  readonly seconds: number;
  /** Null where it was not asked for, and for methods that merge no models into one. */
  readonly measure: MergeMeasure | null;
}
