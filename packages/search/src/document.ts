/** A paper as the index sees it. */
export interface IndexedDocument {
  /** Stable, unique; ties in the ranking fall to the smaller one in code unit order. */
  readonly id: string;
  readonly title: string;
  /** Everything else that is searched: summary and abstract. */
  readonly body: string;
  /** True when the paper is gone; the other fields are then not read. */
  readonly deleted: boolean;
  /** The change number of the paper's last change: positive, no two papers share one. */
  readonly change: number;
  readonly family: string | null;
  readonly year: number | null;
}

/** One page of changes. */
export interface DocumentChanges {
  /** Papers whose last change is greater than the number asked for, in growing order of change. */
  readonly documents: readonly IndexedDocument[];
  /** Every change up to this number is in this page or an earlier one. */
  readonly reached: number;
  /** True when there are more to read from `reached` on. */
  readonly more: boolean;
}

/** Where documents come from: the database, or anything that numbers its changes. The index is derived from it. */
export interface DocumentFeed {
  changesSince(change: number, limit: number): Promise<DocumentChanges>;
  /** The number of the last change; cheap, for it is asked each time the index follows. */
  currentChange(): Promise<number>;
}
