import type { PlotOptions } from '@observablehq/plot';
import type { Swatch } from './fills.ts';

/** A result as one picture. */
export interface Figure {
  /** The finding, as a sentence. */
  readonly title: string;
  /** What was counted. */
  readonly caption: string;
  readonly legend: readonly LegendEntry[];
  /**
   * Options for Observable Plot. Colours come from `fillOf`, so that dark mode, print and a saved file each get theirs.
   * Title, caption and legend are not given here: the page sets them as text.
   */
  readonly plot: PlotOptions;
  /** What the picture shows, for those who do not see it. */
  readonly description: string;
}

/** Where a figure will stand. */
export interface FigurePlace {
  /** Most pixels that it may be wide; words keep their size, so a narrow figure shows fewer of them. */
  readonly width: number;
}

export interface LegendEntry {
  readonly label: string;
  readonly note: string;
  readonly value: string;
  readonly swatch: Swatch;
}
