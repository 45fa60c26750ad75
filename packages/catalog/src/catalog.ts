import type { Family } from '@offprint/methods/family';
import type { PaperRow, Store } from '@offprint/store';
import { arxivIdOf } from './arxiv-id.ts';
import { countPapers, dayCounts, familyCounts } from './counts.ts';
import { listPapers, neighboursOf } from './list.ts';
import type { Paper } from './paper.ts';
import { putRecords } from './put.ts';
import type { PaperRecord } from './record.ts';
import { removePaper, restorePaper } from './remove.ts';
import { joinedTo, paperOf } from './rows.ts';

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

/** What became of the records of one `put`; `added + changed + unchanged + withheld` is their number. */
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
  days(options?: {
    readonly kind?: DayKind;
    readonly limit?: number;
  }): Promise<{ readonly day: string; readonly count: number }[]>;
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

/** The catalogue over a store. Holds nothing but counts, which it forgets at the next change; any number may be open. */
export function createCatalog(store: Store): Catalog {
  const { db } = store;
  const counted = rememberUntilChange(store);

  async function rowById(id: string): Promise<PaperRow | null> {
    return (await db.selectFrom('papers').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
  }

  /** A paper that was found to be another is found under that other's id. */
  async function followed(row: PaperRow | null): Promise<PaperRow | null> {
    let current = row;
    while (current !== null && current.deleted_at !== null) {
      const target = joinedTo(current);
      current = target === null ? null : await rowById(target);
    }
    return current;
  }

  async function find(name: string): Promise<PaperRow | null> {
    const arxivId = arxivIdOf(name) ?? name;
    const rows = await db
      .selectFrom('papers')
      .selectAll()
      .where((paper) => paper.or([paper('id', '=', name), paper('slug', '=', name), paper('arxiv_id', '=', arxivId)]))
      .execute();
    const row = rows.find(({ id }) => id === name) ?? rows.find(({ slug }) => slug === name) ?? rows[0];
    return followed(row ?? null);
  }

  return {
    store,
    async get(name) {
      const row = await find(name);
      return row === null ? null : paperOf(row);
    },
    list: (options) => listPapers(db, options),
    async byIds(ids) {
      if (ids.length === 0) return [];
      const rows = await db
        .selectFrom('papers')
        .selectAll()
        .where('id', 'in', ids)
        .where('deleted_at', 'is', null)
        .execute();
      const papers = new Map(rows.map((row) => [row.id, paperOf(row)]));
      return ids.map((id) => papers.get(id)).filter((paper) => paper !== undefined);
    },
    families: () => counted('families', () => familyCounts(db)),
    count: () => counted('count', () => countPapers(db)),
    days: ({ kind = 'featured', limit = 366 } = {}) =>
      counted(`days ${kind} ${limit}`, () => dayCounts(db, kind, limit)),
    async neighbours(id, options) {
      const row = await followed(await rowById(id));
      return row === null ? { previous: null, next: null } : neighboursOf(db, row, options);
    },
    put: (records, source, { signal } = {}) => putRecords(store, records, source, signal),
    remove: (id) => removePaper(store, id),
    restore: (id) => restorePaper(store, id),
    async changesSince(change, limit) {
      const rows = await db
        .selectFrom('papers')
        .selectAll()
        .where('change', '>', change)
        .orderBy('change')
        .limit(limit + 1)
        .execute();
      const papers = rows.slice(0, limit).map(paperOf);
      return { papers, reached: papers.at(-1)?.change ?? change, more: rows.length > limit };
    },
    currentChange: () => store.currentChange(),
  };
}

/** Keeps the answers to questions about the whole catalogue until a paper changes, in this process or another. */
function rememberUntilChange(store: Store): <T>(question: string, ask: () => Promise<T>) => Promise<T> {
  let at = -1;
  const answers = new Map<string, Promise<unknown>>();
  return async <T>(question: string, ask: () => Promise<T>): Promise<T> => {
    const change = await store.currentChange();
    if (change !== at) {
      answers.clear();
      at = change;
    }
    const known = answers.get(question) as Promise<T> | undefined;
    const answer = known ?? ask();
    answers.set(question, answer);
    try {
      return await answer;
    } catch (thrown) {
      answers.delete(question);
      throw thrown;
    }
  };
}
