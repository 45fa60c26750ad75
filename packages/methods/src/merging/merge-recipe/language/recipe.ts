import type { ModelName } from './model-name.ts';
import type { Problem } from './problem.ts';
import type { Settings } from './settings.ts';

export type RecipeDType = 'F32' | 'F16' | 'BF16' | 'F64';

/** A model, or some of its layers, that goes into an output. */
export interface Source {
  readonly model: ModelName;
  /** First layer and the one after the last; null for all. */
  readonly layers: readonly [number, number] | null;
  readonly parameters: Settings;
  readonly line: number;
}

/** A run of layers of the output, made of as many layers of each source. */
export interface Slice {
  readonly sources: readonly Source[];
  readonly base: ModelName | null;
  readonly parameters: Settings;
  readonly line: number;
}

/** A merge configuration, read and checked as far as that is possible without the models. */
export interface Recipe {
  readonly name: string | null;
  /** A name of `recipeMethods`. */
  readonly method: string;
  readonly base: ModelName | null;
  /** Slices one behind another; a merge of whole models is one slice without layers. */
  readonly slices: readonly Slice[];
  /** Parameters for everything, and those of the only module. */
  readonly parameters: Settings;
  readonly moduleParameters: Settings;
  readonly dtype: RecipeDType | null;
  readonly outDtype: RecipeDType | null;
  /** Whose tokenizer the output gets; null for the base's, or the first model's. */
  readonly tokenizer: ModelName | null;
  /** What is accepted and changes nothing. */
  readonly notices: readonly Problem[];
}

/** Every checkpoint that a recipe names, adapters among them, once each, in the order of their first appearance. */
export function modelNamesOf({ base, slices, tokenizer }: Recipe): readonly string[] {
  const names = [
    base,
    ...slices.flatMap((slice) => [slice.base, ...slice.sources.map(({ model }) => model)]),
    tokenizer,
  ];
  return [
    ...new Set(
      names.flatMap((name) => (name === null ? [] : [name.model, ...(name.adapter === null ? [] : [name.adapter])])),
    ),
  ];
}
