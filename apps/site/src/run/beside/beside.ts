import type { ErrorRecord } from '@offprint/errors';
import { type Method, methods } from '@offprint/methods';
import type { SampleSize } from '@offprint/methods/browser';
import type { SheetState } from '../sheet-state.ts';
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

/** The methods that its descriptor names to be compared with it, and that run on the files that it takes. */
export function relatedTo(method: Method): readonly Method[] {
  return (method.related ?? []).flatMap((id) => {
    const found = methods.get(id);
    const needs = Object.entries(found?.files ?? {}).flatMap(([port, { min }]) => (min > 0 ? [port] : []));
    return found === undefined || found.id === method.id || !needs.every((port) => port in method.files) ? [] : [found];
  });
}

/** What changes are from in a comparison: the base of the method that it starts at. */
export function referenceOf({ files }: SheetState): 'base' | 'first model' {
  return (files['base'] ?? []).length > 0 ? 'base' : 'first model';
}
