import type { PaperRecord } from '../record.ts';
import type { Line } from './lines.ts';

/** What a reader of a format finds: a paper, or something that it could not use. */
export type Found =
  | { readonly line: number; readonly record: PaperRecord }
  | { readonly line: number; readonly problem: string };

/** Facts that the file does not hold and the caller may know. */
export interface ReadOptions {
  /** The year of days that are printed without one. */
  readonly year?: number;
}

/** One way of writing papers down. */
export interface ImportFormat {
  readonly name: string;
  /** For the list of what is read, in error messages and help. */
  readonly title: string;
  /** Who is remembered as having said it. */
  readonly source: string;
  /** Whether a file that begins with `head` is of this format. */
  recognises(head: string): boolean;
  read(lines: AsyncIterable<Line>, options: ReadOptions): AsyncGenerator<Found>;
}
