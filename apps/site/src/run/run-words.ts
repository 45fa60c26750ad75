import type { Family } from '@offprint/methods';

interface RunVerb {
  /** While it runs: `Merging`. */
  readonly doing: string;
  /** When it has run: `Merged`. */
  readonly done: string;
}

const plain: RunVerb = { doing: 'Running', done: 'Finished' };

/** What the methods of a family do, where one word says it. */
const verbs: Readonly<Partial<Record<Family, RunVerb>>> = {
  merging: { doing: 'Merging', done: 'Merged' },
  selection: { doing: 'Selecting', done: 'Selected' },
  clustering: { doing: 'Clustering', done: 'Clustered' },
  tables: { doing: 'Matching', done: 'Matched' },
  compression: { doing: 'Compressing', done: 'Compressed' },
  evaluation: { doing: 'Evaluating', done: 'Evaluated' },
};

export function verbOf(family: Family): RunVerb {
  return verbs[family] ?? plain;
}
