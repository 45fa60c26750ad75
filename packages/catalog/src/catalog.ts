import type { Store } from '@offprint/store';
import type { Family } from './families.ts';
import type { Paper } from './paper.ts';
import type { PaperRecord } from './record.ts';

export type ListOrder = 'trending' | 'new';

export interface ListOptions {
  /** `trending`: latest featured day first, each in its own order; `new`: latest first. */
  readonly order: ListOrder;
  readonly family?: Family;
  /** `next` of the page before. */
  readonly after?: string;
  /** 1 to 500. */
  readonly limit: number;
}

export interface PaperPage {
  readonly papers: readonly Paper[];
  /** Give this as `after` to get the next page; `null` on the last. */
  readonly next: string | null;
}

/** What became of the records of one `put`: `added + changed + unchanged + withheld` is their number. */
export interface PutResult {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Records of papers that were removed here: they stay removed. */
  readonly withheld: number;
  /** How many records met a paper that was there already. */
  readonly joined: number;
}

export interface ChangedPapers {
  /** In order of their change numbers; removed ones have `deleted: true`. */
  readonly papers: readonly Paper[];
  /** Ask again from here. */
  readonly reached: number;
  readonly more: boolean;
}

/** Which of the three dates of a paper. */
export type DayKind = 'submitted' | 'listed' | 'featured';

export interface Catalog {
  readonly store: Store;
  /** By id, slug or arXiv identifier (a version is ignored). `null` when unknown or removed. */
  get(idOrSlugOrArxivId: string): Promise<Paper | null>;
  /** @throws InputError `list/cursor` for a cursor that this order did not give, `list/limit` */
  list(options: ListOptions): Promise<PaperPage>;
  /** In the order of `ids`; unknown and removed ones are left out. */
  byIds(ids: readonly string[]): Promise<Paper[]>;
  /** All twelve families in the order of the pages, with the number of papers of each. */
  families(): Promise<{ readonly family: Family; readonly count: number }[]>;
  count(): Promise<number>;
  /** Papers a day, latest day first. */
  days(options?: { readonly kind?: DayKind; readonly limit?: number }): Promise<{ readonly day: string; readonly count: number }[]>;
  /** The papers before and after this one in an order; `null` at either end. */
  neighbours(
    id: string,
    options: { readonly order: ListOrder; readonly family?: Family },
  ): Promise<{ readonly previous: Paper | null; readonly next: Paper | null }>;
  /**
   * Adds what a source says about papers, or joins it to the papers that are there.
   * Transactions of 500 records; cancelling between them keeps those done.
   */
  put(records: readonly PaperRecord[], source: string, options?: { readonly signal?: AbortSignal }): Promise<PutResult>;
  /** Removes a paper, leaving a tombstone; importing it again does not bring it back. False when it was not there. */
  remove(id: string): Promise<boolean>;
  /** Brings a removed paper back. False when there is none. */
  restore(id: string): Promise<boolean>;
  /** The papers changed after `change`, oldest change first, at most `limit`. */
  changesSince(change: number, limit: number): Promise<ChangedPapers>;
  currentChange(): Promise<number>;
}
