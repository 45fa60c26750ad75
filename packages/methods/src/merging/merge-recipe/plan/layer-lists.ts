/** A list of layers, as names of tensors show it: `model.layers.` with 24. */
export interface LayerList {
  /** All before the number, with its dot. */
  readonly prefix: string;
  /** One more than the highest number. */
  readonly count: number;
}

/** Where a tensor stands in a list of layers. */
export interface LayerPlace {
  readonly prefix: string;
  readonly layer: number;
  /** All behind the number and its dot. */
  readonly rest: string;
}

const numbered = /^((?:[^.]+\.)*?)(\d+)\.(.+)$/;

/**
 * The layer of a tensor: the first number in its name. `model.layers.3.mlp.experts.0.w1.weight` is of layer 3. Null for
 * a tensor outside of all layers.
 */
export function layerPlaceOf(tensor: string): LayerPlace | null {
  const [, prefix, layer, rest] = numbered.exec(tensor) ?? [];
  return layer === undefined ? null : { prefix, layer: Number(layer), rest };
}

/** All lists of layers among the names of tensors, the longest first. O(names). */
export function layerListsOf(tensors: Iterable<string>): readonly LayerList[] {
  const counts = new Map<string, number>();
  for (const tensor of tensors) {
    const place = layerPlaceOf(tensor);
    if (place !== null) counts.set(place.prefix, Math.max(counts.get(place.prefix) ?? 0, place.layer + 1));
  }
  return [...counts]
    .map(([prefix, count]) => ({ prefix, count }))
    .sort((a, b) => b.count - a.count || (a.prefix < b.prefix ? -1 : 1));
}

/** How far into its list a layer is: 0 the first, 1 the last. The only layer of a list is its last. */
export function depthOf(layer: number, count: number): number {
  return count > 1 ? layer / (count - 1) : 1;
}

/** Keys of `config.json` that hold the number of layers. */
export const layerCountKeys = ['num_hidden_layers', 'n_layer', 'num_layers', 'n_layers', 'num_decoder_layers'] as const;

/**
 * The list that slices are of: the only one, or the only one that is as long as the configuration says.
 * @param layerCounts numbers of layers that `config.json` names
 */
export function chooseLayerList(lists: readonly LayerList[], layerCounts: readonly number[]): LayerList | null {
  if (lists.length === 1) return lists[0];
  const fitting = lists.filter(({ count }) => layerCounts.includes(count));
  return fitting.length === 1 ? fitting[0] : null;
}
