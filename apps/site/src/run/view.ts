import type { Estimate, Figure, Method } from '@offprint/methods';
import type { RemarkPlace, SheetEvent, SheetState } from './sheet-state.ts';

/** What a reader asks for that takes more than a change of state. */
export type Wish =
  | { readonly type: 'choose'; readonly port: string | null; readonly files: readonly File[] }
  | { readonly type: 'replace'; readonly key: number; readonly files: readonly File[] }
  | { readonly type: 'try-it' }
  | { readonly type: 'run' }
  | { readonly type: 'run-without'; readonly key: number }
  | { readonly type: 'cancel' }
  | { readonly type: 'save-output'; readonly port: string }
  | { readonly type: 'save-receipt' }
  | { readonly type: 'save-figure' }
  | { readonly type: 'save-report' }
  | { readonly type: 'copy'; readonly text: string; readonly at: RemarkPlace };

/** A figure, and the picture made from it where there is a document to draw in. */
export interface DrawnFigure {
  readonly figure: Figure;
  readonly picture: SVGSVGElement | null;
  /** Drawn narrower than its method designed it. */
  readonly narrow: boolean;
}

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
  /** The figure of the result, or of the run so far. */
  readonly figure: DrawnFigure | null;
  /** What the run will take; null as long as files are missing. */
  readonly estimate: Estimate | null;
}
