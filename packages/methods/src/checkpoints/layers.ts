/** A bar of the figure: the tensors of one block, or one tensor that belongs to no block. */
export interface LayerName {
  /** `encoder block`, or empty for a tensor outside all blocks. */
  readonly section: string;
  /** The number of the block, or the name of the tensor. */
  readonly label: string;
}

/** Wrappers that say nothing about the place of a tensor. */
const wrappers = new Set([
  'model',
  'module',
  'transformer',
  'base_model',
  'roberta',
  'bert',
  'gpt_neox',
  'vision_model',
]);
/** Names of lists of blocks, in the plural as some frameworks write them. */
const singular: Readonly<Record<string, string>> = { layers: 'layer', blocks: 'block', h: 'block', layer: 'layer' };

/**
 * Where a tensor belongs, from its name: `encoder.block.3.layer.0.SelfAttention.q.weight` is block 3 of the section
 * `encoder block`; `shared.weight` stands for itself.
 */
export function layerOf(tensor: string): LayerName {
  const parts = tensor.split('.');
  const number = parts.findIndex((part) => /^\d+$/.test(part));
  if (number > 0) {
    const path = parts.slice(0, number).filter((part) => !wrappers.has(part));
    const list = path.pop() ?? parts[number - 1];
    return { section: [...path, singular[list] ?? list].join(' ').replaceAll('_', ' '), label: parts[number] };
  }
  const path = parts.filter((part) => !wrappers.has(part));
  const name = path.length > 1 && /^(weight|bias|gamma|beta)$/.test(path[path.length - 1]) ? path.slice(0, -1) : path;
  return { section: '', label: name.join(' ').replaceAll('_', ' ') };
}

/** Label of the bar that small tensors outside all blocks share. */
export const otherTensors = 'other';
/** A tensor outside all blocks gets a bar of its own from this share of all parameters on. */
const ownBarShare = 0.01;

/** One layer of a report. */
export interface Layer extends LayerName {
  readonly parameters: number;
}

/** All layers in the order in which a figure shows them, and the layer of each tensor. */
export function arrangeLayers(tensors: readonly { readonly name: string; readonly elements: number }[]): {
  readonly layers: readonly Layer[];
  readonly indexOf: ReadonlyMap<string, number>;
} {
  const all = tensors.reduce((sum, { elements }) => sum + elements, 0);
  const placeOf = (name: string, elements: number): LayerName => {
    const place = layerOf(name);
    return place.section === '' && elements < ownBarShare * all ? { section: '', label: otherTensors } : place;
  };
  const found = new Map<string, { section: string; label: string; parameters: number; tensors: string[] }>();
  for (const { name, elements } of tensors) {
    const { section, label } = placeOf(name, elements);
    const key = `${section}\n${label}`;
    const layer = found.get(key) ?? { section, label, parameters: 0, tensors: [] };
    layer.parameters += elements;
    layer.tensors.push(name);
    found.set(key, layer);
  }
  const ordered = [...found.values()].sort(
    (a, b) =>
      rankOf(a) - rankOf(b) ||
      compare(a.section, b.section) ||
      Number(a.label) - Number(b.label) ||
      compare(a.label, b.label),
  );
  return {
    layers: ordered.map(({ section, label, parameters }) => ({ section, label, parameters })),
    indexOf: new Map(ordered.flatMap((layer, index) => layer.tensors.map((name) => [name, index] as const))),
  };
}

/** Large tensors come before the blocks, the encoder before the decoder, small tensors last. */
function rankOf({ section, label }: LayerName): number {
  if (section === '') return label === otherTensors ? 3 : 0;
  return section.startsWith('decoder') ? 2 : 1;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
