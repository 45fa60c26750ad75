import type { ErrorRecord } from '@offprint/errors';
import type { Estimate, Figure, Method } from '@offprint/methods';
import type { SampleSize } from '@offprint/methods/browser';
import type { Beside, Extent } from './beside/beside.ts';
import type { GivenFiles } from './given-files.ts';
import type { RemarkPlace, SheetEvent, SheetState } from './sheet-state.ts';

/** What a reader asks for that takes more than a change of state. */
export type Wish =
  | { readonly type: 'choose'; readonly port: string | null; readonly given: GivenFiles }
  | { readonly type: 'replace'; readonly key: number; readonly given: GivenFiles }
  | { readonly type: 'try-it' }
  | { readonly type: 'run' }
  | { readonly type: 'run-without'; readonly key: number }
  | { readonly type: 'cancel' }
  /** `place`: among all files of the result. */
  | { readonly type: 'save-output'; readonly place: number }
  | { readonly type: 'save-all' }
  | { readonly type: 'save-receipt' }
  | { readonly type: 'save-figure' }
  | { readonly type: 'save-report' }
  | { readonly type: 'beside'; readonly extent: Extent }
  | { readonly type: 'beside-stop' }
  | { readonly type: 'copy'; readonly text: string; readonly at: RemarkPlace };

/** A figure, and the picture made from it where there is a document to draw in. */
export interface DrawnFigure {
  readonly figure: Figure;
  readonly picture: SVGSVGElement | null;
  /** Drawn narrower than its method designed it. */
  readonly narrow: boolean;
}

/** What the settings would do, found on a sample of the chosen files. */
export type Preview =
  /** The sample is being read. */
  | { readonly name: 'reading' }
  | { readonly name: 'found'; readonly size: SampleSize; readonly data: unknown }
  /** The method refuses the sample, and so would refuse the whole. `size` null: the sample could not be taken. */
  | { readonly name: 'failed'; readonly size: SampleSize | null; readonly error: ErrorRecord };

/** Everything the sheet is rendered from, on the server as in the page. */
export interface View {
  readonly method: Method;
  readonly state: SheetState;
  /** What happened to the sheet. */
  readonly tell: (event: SheetEvent) => void;
  /** What the reader asks for. */
  readonly ask: (wish: Wish) => void;
  /** Scheme, host and port of the site, for the examples of the API. */
  readonly origin: string;
  /** The figure of the result, of the run so far, or of the preview. */
  readonly figure: DrawnFigure | null;
  /** Null where there is nothing to preview. */
  readonly preview: Preview | null;
  /** The comparison with related methods; null until it is asked for. */
  readonly beside: Beside | null;
  /** What the comparison on the whole files will take; null outside of a result. */
  readonly besideSeconds: number | null;
  /** What the run will take; null as long as files are missing. */
  readonly estimate: Estimate | null;
}
