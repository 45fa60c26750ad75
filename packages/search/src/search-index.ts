import type { DocumentFeed } from './document.ts';

/** How a reading of the feed is watched and stopped. */
export interface Reading {
  /** @throws CancelledError once it fires */
  readonly signal?: AbortSignal | undefined;
  /** Told after each page of the feed. */
  readonly onProgress?: ((progress: IndexProgress) => void) | undefined;
}

/** While an index opens, the reading is short as a rule, and at length on a first start. */
export interface IndexOptions extends Reading {
  /** Where the index keeps its files; made if missing. Any number of processes may open the same folder. */
  readonly folder: string;
  readonly feed: DocumentFeed;
}

export interface IndexProgress {
  /** Documents read so far. */
  readonly documents: number;
  /** Change number reached, and the one to reach. */
  readonly change: number;
  readonly of: number;
}

export interface SearchOptions {
  /** At most so many hits, 0 to 1,000. */
  readonly limit: number;
  /** Hits to pass over, 0 or more. */
  readonly offset: number;
  /** Only papers of this family. */
  readonly family?: string | undefined;
  /** The last word may be unfinished: if no paper has it, the commonest word that begins so is searched in its place. */
  readonly unfinished?: boolean | undefined;
}

export interface SearchHit {
  readonly id: string;
  /** BM25 plus the bonus for neighbouring words; comparable within one result only. */
  readonly score: number;
  /** The words of the query, as typed, that the paper has, in the query's order. */
  readonly matched: readonly string[];
}

export interface SearchResult {
  /** Papers that have at least one of the words (and are of the family asked for). */
  readonly total: number;
  /** Best first; equal scores in code unit order of the id. */
  readonly hits: readonly SearchHit[];
  /** Each different word that was searched, as typed, and how many papers it finds alone (of the family asked for). */
  readonly words: readonly { readonly word: string; readonly documents: number }[];
  /** Those of `words` that no paper at all has, of any family. */
  readonly unknown: readonly string[];
  /** Typed but not searched: stop words, and of a long query the commonest words. */
  readonly ignored: readonly string[];
  /** Papers that have every word that was searched. */
  readonly complete: number;
  /** When no paper has every word: the largest sets of the words that some paper has together, best first, at most three. Else empty. */
  readonly nearest: readonly {
    readonly words: readonly string[];
    readonly without: readonly string[];
    readonly documents: number;
  }[];
  /** The query with each unknown word replaced by a known one spelt almost alike, or null where there is none. */
  readonly suggestion: string | null;
  /** The word that was searched in place of an unfinished last one, or null. */
  readonly completed: string | null;
  /** Time taken. */
  readonly seconds: number;
}

export interface SimilarPaper {
  readonly id: string;
  readonly score: number;
  /** Why: words of the first paper, as it writes them, that this one has too, the weightiest first. */
  readonly sharedWords: readonly string[];
}

export interface Explanation {
  /** The same number as the hit's. */
  readonly score: number;
  readonly words: readonly {
    readonly word: string;
    /** Papers with the word, and the weight that follows from it. */
    readonly documents: number;
    readonly idf: number;
    /** Times in the body plus three times those in the title. */
    readonly frequency: number;
    readonly score: number;
  }[];
  readonly neighbours: readonly {
    readonly words: readonly [string, string];
    readonly times: number;
    readonly score: number;
  }[];
}

/** One thing looked at, and how it was found. */
export interface Finding {
  readonly area: 'index';
  readonly ok: boolean;
  /** `index/…`, fixed once published. */
  readonly code: string;
  /** One sentence: what, where. */
  readonly message: string;
  /** What to do, or null where there is nothing to do. */
  readonly hint: string | null;
}

export interface SearchIndex {
  /** Papers in the index. */
  readonly documents: number;
  /** The change number up to which the index knows the feed. */
  readonly change: number;
  /** What went wrong while this index was open and was mended, oldest first: damaged files, rebuilds. */
  readonly findings: readonly Finding[];
  /** Reads what is new. One question to the feed when nothing is. Calls at once wait for each other. Resolves to the change reached. */
  follow(): Promise<number>;
  /**
   * Ranks the papers that have at least one word of the query.
   * @throws InputError `search/invalid-page` when limit or offset is out of range.
   */
  search(query: string, options: SearchOptions): SearchResult;
  /** The papers most like this one, which is not among them; none when the index does not have the paper. */
  similar(id: string, limit: number): SimilarPaper[];
  /** How the score of one paper comes about, or null when the index does not have the paper. */
  explain(query: string, id: string): Explanation | null;
  /** Words that begin like the last word of the text, those in most papers first. */
  completions(text: string, limit: number): { word: string; documents: number }[];
  /**
   * Writes what is not on disk yet. Nothing when nothing changed, or when another process has already written a later state.
   * @throws ConflictError `index/locked` while another process writes.
   * @throws StorageError `disk/full` or `disk/refused`; the folder is then as it was, the index goes on in memory.
   */
  save(): Promise<void>;
  /** Reads the whole feed anew beside the old index, which serves until the new one takes its place, and saves. @throws CancelledError */
  rebuild(reading?: Reading): Promise<void>;
  /** Verifies files, arrays and agreement with the feed, word for word. Reads the whole feed. */
  check(): Promise<Finding[]>;
  /** Waits for what is under way. Does not save. */
  close(): Promise<void>;
}

/** A piece of a text; the marked ones are words of the query. */
export interface TextPiece {
  readonly text: string;
  readonly marked: boolean;
}
