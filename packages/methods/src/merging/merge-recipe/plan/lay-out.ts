import { recipeMethods } from '../language/methods.ts';
import { type ModelName, sameName, shownName } from '../language/model-name.ts';
import type { Problem } from '../language/problem.ts';
import type { Recipe, Slice, Source } from '../language/recipe.ts';
import { chooseLayerList, depthOf, type LayerList, layerPlaceOf } from './layer-lists.ts';
import { layerCountsOf, type ModelView } from './model-view.ts';
import type { Spot } from './resolve.ts';

/** The tensors of the output, and where their layers come from. */
export interface Layout {
  readonly spots: readonly Spot[];
  /** Of an output made of slices: for each layer, the source that lends it its names and shapes, and its layer there. */
  readonly layers: readonly { readonly source: Source; readonly layer: number }[] | null;
  readonly list: LayerList | null;
}

/** The source whose names, shapes and formats a slice has: the base if it is among them, else the first. */
export function referenceOf(recipe: Recipe, slice: Slice): Source {
  const base = slice.base ?? recipe.base;
  const found = base === null ? undefined : slice.sources.find(({ model }) => sameName(model, base));
  return found ?? slice.sources[0];
}

/** The base that a slice is merged onto; null for methods that have none. */
export function basedOf({ method, base }: Recipe, slice: Slice): ModelName | null {
  return recipeMethods[method]?.base === 'needed' ? (slice.base ?? base) : null;
}

/** Tensors in front of the layers: they belong to the first slice, all others to the last. */
const inFront = /emb|wte|wpe|(^|\.)shared\./i;

/**
 * Lays out the output. Whole models keep their names; slices are put one behind another, and their layers counted anew.
 * @returns null, with the problem noted, where layers cannot be found
 */
export function layOut(recipe: Recipe, views: ReadonlyMap<string, ModelView>, problems: Problem[]): Layout | null {
  const [slice] = recipe.slices;
  if (slice.sources.every(({ layers }) => layers === null)) {
    // A base need not be named among the models once more.
    const view = viewOf(views, basedOf(recipe, slice) ?? referenceOf(recipe, slice).model);
    return view === undefined ? null : { spots: wholeModel(slice, view), layers: null, list: null };
  }
  return ofSlices(recipe, views, problems);
}

export function viewOf(views: ReadonlyMap<string, ModelView>, model: ModelName): ModelView | undefined {
  return views.get(shownName(model));
}

/** Every tensor under its own name; gradients run over the layers of its list. */
function wholeModel(slice: Slice, { tensors, lists }: ModelView): Spot[] {
  const counts = new Map(lists.map(({ prefix, count }) => [prefix, count] as const));
  return [...tensors.keys()].map((name) => {
    const place = layerPlaceOf(name);
    const count = place === null ? undefined : counts.get(place.prefix);
    const depth = place === null || count === undefined ? 0 : depthOf(place.layer, count);
    return { slice, output: name, input: () => name, depth };
  });
}

function ofSlices(recipe: Recipe, views: ReadonlyMap<string, ModelView>, problems: Problem[]): Layout | null {
  const references = recipe.slices.map((slice) => referenceOf(recipe, slice));
  const first = viewOf(views, references[0].model);
  if (first === undefined) return null;
  const list = chooseLayerList(first.lists, layerCountsOf(first.config));
  if (list === null) {
    const found = first.lists.map(({ prefix, count }) => `${prefix}N (${count})`).join(', ');
    problems.push({
      code: 'recipe/layers',
      line: references[0].line,
      column: 1,
      message:
        found === ''
          ? `${first.name} has no tensors with the number of a layer in their names.`
          : `${first.name} has several lists of layers, and its config.json does not say which one counts: ${found}.`,
      hint: 'Slices work on models with one list of layers; give models instead, to merge them whole.',
    });
    return null;
  }
  if (!rangesFit(recipe, views, list, problems)) return null;
  const spots: Spot[] = [];
  const layers: { source: Source; layer: number }[] = [];
  const outside = (slice: Slice, reference: Source, front: boolean): void => {
    const view = viewOf(views, reference.model);
    for (const name of view?.tensors.keys() ?? []) {
      if (layerPlaceOf(name)?.prefix === list.prefix || inFront.test(name) !== front) continue;
      spots.push({ slice, output: name, input: () => name, depth: 0 });
    }
  };
  outside(recipe.slices[0], references[0], true);
  for (const [index, slice] of recipe.slices.entries()) {
    const reference = references[index];
    const [from, end] = reference.layers ?? [0, 0];
    for (let layer = from; layer < end; layer++) {
      spots.push(...layerSpots(slice, reference, layer, layers.length, list, views));
      layers.push({ source: reference, layer });
    }
  }
  outside(recipe.slices[recipe.slices.length - 1], references[references.length - 1], false);
  return { spots, layers, list };
}

/** The tensors of one layer of the output. */
function layerSpots(
  slice: Slice,
  reference: Source,
  layer: number,
  outputLayer: number,
  { prefix }: LayerList,
  views: ReadonlyMap<string, ModelView>,
): Spot[] {
  const [from, end] = reference.layers ?? [0, 0];
  const step = layer - from;
  const depth = depthOf(step, end - from);
  const own = `${prefix}${layer}.`;
  const names = [...(viewOf(views, reference.model)?.tensors.keys() ?? [])].filter((name) => name.startsWith(own));
  return names.map((name) => {
    const rest = name.slice(own.length);
    return {
      slice,
      output: `${prefix}${outputLayer}.${rest}`,
      input: ({ layers }) => `${prefix}${(layers?.[0] ?? 0) + step}.${rest}`,
      depth,
    };
  });
}

function rangesFit(
  { slices }: Recipe,
  views: ReadonlyMap<string, ModelView>,
  { prefix }: LayerList,
  problems: Problem[],
): boolean {
  let fit = true;
  for (const { model, layers, line } of slices.flatMap(({ sources }) => sources)) {
    const view = viewOf(views, model);
    if (view === undefined || layers === null) continue;
    const count = view.lists.find((list) => list.prefix === prefix)?.count ?? 0;
    if (layers[1] <= count) continue;
    fit = false;
    problems.push({
      code: 'recipe/layer-range',
      line,
      column: 1,
      message:
        count === 0
          ? `${view.name} has no layers called ${prefix}N.`
          : `${view.name} has ${count} layers, and layer_range goes to ${layers[1]}.`,
      hint:
        count === 0
          ? 'Choose models of one architecture.'
          : `Layers count from 0, and the second number is the layer after the last: at most ${count}.`,
    });
  }
  return fit;
}
