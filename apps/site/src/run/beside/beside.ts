import type { ErrorRecord } from '@offprint/errors';
import { type Method, methods } from '@offprint/methods';
import type { SampleSize } from '@offprint/methods/browser';
import type { MergeFigures } from './merge-figures.ts';

/** What related methods are compared on. */
export type Extent = 'sample' | 'whole';

/** A method in the comparison. */
export interface BesideRow {
  readonly method: Method;
  readonly outcome:
    | { readonly name: 'waiting' | 'running' }
    | { readonly name: 'done'; readonly figures: MergeFigures }
    | { readonly name: 'failed'; readonly error: ErrorRecord };
}

/** A result beside what related methods make of the same files. */
export interface Beside {
  readonly extent: Extent;
  /** How much was sampled; null before that is known, and for whole files. */
  readonly size: SampleSize | null;
  /** The method of the result first. */
  readonly rows: readonly BesideRow[];
  readonly running: boolean;
}

/** The methods that can be compared with this one: those of the same file ports that its descriptor names. */
export function relatedTo(method: Method): readonly Method[] {
  return (method.related ?? []).flatMap((id) => {
    const found = methods.get(id);
    return found === undefined || found.id === method.id ? [] : [found];
  });
}
