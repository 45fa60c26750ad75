import type { Family, Method } from '@offprint/methods';

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

/** Whether a method belongs to no publication: a tool, which may do anything with its files. */
export function isTool({ paper, source }: Pick<Method, 'paper' | 'source'>): boolean {
  return paper === null && (source ?? null) === null;
}

export function verbOf(method: Pick<Method, 'family' | 'paper' | 'source'>): RunVerb {
  return isTool(method) ? plain : (verbs[method.family] ?? plain);
}
