import { recipeMethods } from '../language/methods.ts';
import type { Recipe, Slice, Source } from '../language/recipe.ts';
import { type Settings, valueAt } from '../language/settings.ts';

/** A tensor of the output, and the tensor of each source that goes into it. */
export interface Spot {
  readonly slice: Slice;
  /** Name in the output. */
  readonly output: string;
  /** Name in a source: another one where layers move. */
  readonly input: (source: Source) => string;
  /** 0 in the first layer of the slice and outside of all layers, 1 in the last. */
  readonly depth: number;
}

/** The value that counts: the first level that gives one for this tensor. */
function firstOf(
  name: string,
  levels: readonly Settings[],
  tensor: string,
  depth: number,
): number | boolean | undefined {
  for (const level of levels) {
    const setting = level.get(name);
    const value = setting === undefined ? undefined : valueAt(setting, tensor, depth);
    if (value !== undefined) return value;
  }
  return undefined;
}

/**
 * A parameter of one source: its own, else that of the slice, of the module, of the recipe, else the method's default.
 * Filters look at the name that the tensor has in the source.
 * @returns undefined where none of these gives one
 */
export function parameterOf(recipe: Recipe, spot: Spot, source: Source, name: string): number | boolean | undefined {
  const levels = [source.parameters, spot.slice.parameters, recipe.moduleParameters, recipe.parameters];
  return firstOf(name, levels, spot.input(source), spot.depth) ?? defaultOf(recipe, name);
}

/** A parameter of the whole merge: that of the slice, of the module, of the recipe, else the method's default. */
export function sharedParameterOf(recipe: Recipe, spot: Spot, name: string): number | boolean | undefined {
  const levels = [spot.slice.parameters, recipe.moduleParameters, recipe.parameters];
  return firstOf(name, levels, spot.output, spot.depth) ?? defaultOf(recipe, name);
}

function defaultOf({ method }: Recipe, name: string): number | boolean | undefined {
  return recipeMethods[method]?.parameters[name]?.default;
}
