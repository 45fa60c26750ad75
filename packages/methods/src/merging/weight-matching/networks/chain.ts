import { resolveSpecification } from '../read-specification.ts';
import { byNumber } from './natural-order.ts';
import type { Chain, Layer, Norm, NormedLayer } from './network.ts';
import type { Recognised, Shapes } from './recognise.ts';

/** A module: what stands before the last part of its tensors' names. */
interface Module {
  readonly prefix: string;
  /** Full names by their last part. */
  readonly tensors: ReadonlyMap<string, string>;
}

interface Weighted {
  readonly module: Module;
  readonly layer: Layer;
  readonly inputs: number;
  readonly outputs: number;
  readonly isConvolution: boolean;
}

/**
 * Linear layers and convolutions one after another, with norms between: `fc1`, `fc2`; `0`, `2`, `4` of a Sequential;
 * `features.0` and `classifier.0`; `Dense_0` of Flax.
 */
export function recogniseChain(shapes: Shapes): Recognised {
  const modules = modulesOf(shapes);
  const weighted: Weighted[] = [];
  const norms: Module[] = [];
  for (const module of modules) {
    const layer = layerOf(module, shapes);
    if (layer !== undefined) weighted.push(layer);
    else if (isNorm(module, shapes)) norms.push(module);
    else return { reason: `“${[...module.tensors.values()][0]}” is neither a layer nor a norm that it knows` };
  }
  const ordered = orders.map((order) => weighted.toSorted(order)).find((list) => joins(list).every(Boolean));
  if (ordered === undefined || ordered.length < 2) {
    return { reason: 'the outputs of its layers are not the inputs of the next ones, in the order of their names' };
  }
  const owners = norms.map((norm) => ownerOf(norm, ordered, shapes));
  const lost = owners.indexOf(undefined);
  if (lost !== -1) return { reason: `it is not clear which layer the norm “${norms[lost].prefix}” follows` };
  const normOf = new Map(owners.map((owner, index) => [owner, norms[index]]));
  if (normOf.size < norms.length) return { reason: 'two norms seem to follow the same layer' };
  const doubtful = ordered.find((one) => one.isConvolution && normOf.has(one) && !isBatchNorm(normOf.get(one)));
  if (doubtful !== undefined) {
    return {
      reason: `the norm after “${doubtful.module.prefix}” has no running statistics, so it may be one of groups, whose channels must stay together`,
    };
  }
  return networkOf(ordered, (one) => normOf.get(one), shapes);
}

function modulesOf(shapes: Shapes): Module[] {
  const found = new Map<string, Map<string, string>>();
  for (const name of shapes.keys()) {
    const cut = Math.max(name.lastIndexOf('.'), name.lastIndexOf('/'));
    const tensors = found.get(name.slice(0, Math.max(0, cut))) ?? new Map<string, string>();
    tensors.set(name.slice(cut + 1), name);
    found.set(name.slice(0, Math.max(0, cut)), tensors);
  }
  return [...found].map(([prefix, tensors]) => ({ prefix, tensors })).sort((a, b) => byNumber(a.prefix, b.prefix));
}

function layerOf(module: Module, shapes: Shapes): Weighted | undefined {
  const kernel = module.tensors.get('kernel');
  const weight = kernel ?? module.tensors.get('weight');
  const bias = module.tensors.get('bias') ?? null;
  const shape = shapes.get(weight ?? '') ?? [];
  const others = [...module.tensors.keys()].filter((part) => !['weight', 'kernel', 'bias'].includes(part));
  if (weight === undefined || (shape.length !== 2 && shape.length !== 4) || others.length > 0) return undefined;
  const layout = kernel === undefined ? 'out-in' : 'in-out';
  const [inputs, outputs] = layout === 'out-in' ? [shape[1], shape[0]] : [shape.at(-2) ?? 0, shape.at(-1) ?? 0];
  const biasShape = bias === null ? [outputs] : (shapes.get(bias) ?? []);
  if (String(biasShape) !== String([outputs])) return undefined;
  return { module, layer: { weight, bias, layout }, inputs, outputs, isConvolution: shape.length === 4 };
}

const normParts = ['weight', 'scale', 'bias', 'running_mean', 'running_var', 'num_batches_tracked'];

function isNorm({ tensors }: Module, shapes: Shapes): boolean {
  return [...tensors].every(([part, name]) => {
    const axes = shapes.get(name)?.length;
    return normParts.includes(part) && (part === 'num_batches_tracked' ? true : axes === 1);
  });
}

function isBatchNorm(module: Module | undefined): boolean {
  return module?.tensors.has('running_mean') === true && module.tensors.has('running_var');
}

const isLast = ({ module }: Weighted): boolean => /(^|[./])(head|output|out|logits|classifier)$/.test(module.prefix);

/** By name; convolutions before linear layers; and a head last. */
const orders: readonly ((a: Weighted, b: Weighted) => number)[] = [
  (a, b) => byNumber(a.module.prefix, b.module.prefix),
  (a, b) => Number(b.isConvolution) - Number(a.isConvolution) || byNumber(a.module.prefix, b.module.prefix),
  (a, b) =>
    Number(b.isConvolution) - Number(a.isConvolution) ||
    Number(isLast(a)) - Number(isLast(b)) ||
    byNumber(a.module.prefix, b.module.prefix),
];

/** For each layer how many numbers of its input belong to one unit of the layer before; 0 if they do not fit. */
function joins(list: readonly Weighted[]): number[] {
  return list.map((one, index) => {
    if (index === 0) return 1;
    const before = list[index - 1];
    if (before.inputs === 0 || (one.isConvolution && !before.isConvolution)) return 0;
    const inner = one.inputs / before.outputs;
    const isFlattening = before.isConvolution && !one.isConvolution;
    return inner === 1 || (isFlattening && Number.isInteger(Math.sqrt(inner))) ? inner : 0;
  });
}

/** The layer that a norm follows: the one before it in a Sequential, else the one with its number. */
function ownerOf(norm: Module, ordered: readonly Weighted[], shapes: Shapes): Weighted | undefined {
  const width = shapes.get([...norm.tensors].find(([part]) => part !== 'num_batches_tracked')?.[1] ?? '')?.[0];
  const [container, last] = parted(norm.prefix);
  const inside = ordered.filter(({ module }) => parted(module.prefix)[0] === container);
  if (/^\d+$/.test(last)) {
    const before = inside.filter(({ module }) => Number(parted(module.prefix)[1]) < Number(last));
    const owner = before.at(-1);
    return owner?.outputs === width ? owner : undefined;
  }
  const number = /\d+$/.exec(last)?.[0];
  const numbered = inside.filter(({ module }) => /\d+$/.exec(parted(module.prefix)[1])?.[0] === number);
  const candidates = numbered.filter(({ outputs }) => outputs === width);
  return candidates.length === 1 ? candidates[0] : undefined;
}

function parted(prefix: string): readonly [string, string] {
  const cut = Math.max(prefix.lastIndexOf('.'), prefix.lastIndexOf('/'));
  return [prefix.slice(0, Math.max(0, cut)), prefix.slice(cut + 1)];
}

function networkOf(
  ordered: readonly Weighted[],
  normModuleOf: (one: Weighted) => Module | undefined,
  shapes: Shapes,
): Recognised {
  const inner = joins(ordered);
  const axes: Record<string, (string | null)[]> = {};
  const layers = ordered.map((one, index): NormedLayer => {
    const { layer, module } = one;
    const after = index === ordered.length - 1 ? null : module.prefix;
    const unit = index === 0 ? null : ordered[index - 1].module.prefix;
    const flat = layer.layout === 'out-in' ? `${unit}*${inner[index]}` : `${inner[index]}*${unit}`;
    const before = unit === null || inner[index] === 1 ? unit : flat;
    const rank = shapes.get(layer.weight)?.length ?? 2;
    const around = Array.from({ length: rank - 2 }, () => null);
    axes[layer.weight] = layer.layout === 'out-in' ? [after, before, ...around] : [...around, before, after];
    if (layer.bias !== null) axes[layer.bias] = [after];
    const norm = normModuleOf(one);
    for (const [part, name] of norm?.tensors ?? []) if (part !== 'num_batches_tracked') axes[name] = [after];
    return { layer, norm: norm === undefined ? null : normFrom(norm) };
  });
  const convolutions = ordered.filter(({ isConvolution }) => isConvolution).length;
  const title =
    convolutions === 0
      ? `perceptron of ${ordered.length} layers`
      : `convolutional network of ${convolutions} convolutions and ${ordered.length - convolutions} linear layers`;
  const flattened = Math.max(...inner);
  const chain: Chain = {
    kind: 'chain',
    title,
    layers,
    inputs: ordered[0].inputs,
    side: convolutions === 0 ? 1 : flattened > 1 ? Math.sqrt(flattened) : 4,
  };
  return { title, specification: resolveSpecification({ axes }, shapes), pieces: [chain], notes: [] };
}

function normFrom({ tensors }: Module): Norm {
  return {
    kind: tensors.has('running_mean') ? 'batch' : 'layer',
    scale: tensors.get('weight') ?? tensors.get('scale') ?? null,
    shift: tensors.get('bias') ?? null,
    mean: tensors.get('running_mean') ?? null,
    variance: tensors.get('running_var') ?? null,
  };
}
