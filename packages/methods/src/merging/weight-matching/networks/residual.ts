import { resolveSpecification } from '../read-specification.ts';
import { byNumber } from './natural-order.ts';
import type { NormedLayer, Residual } from './network.ts';
import type { Recognised, Shapes } from './recognise.ts';

type Axes = Record<string, (string | null)[]>;

/**
 * Residual networks with the names of torchvision: `conv1`, `bn1`, `layer1.0.conv1`, `layer1.0.downsample.0` (or
 * `shortcut.0`), `fc` (or `linear`). A block without a shortcut of its own adds to the stream of the block before, so
 * all of them share one permutation.
 */
export function recogniseResidual(shapes: Shapes): Recognised {
  const known = new Set<string>();
  const axes: Axes = {};
  const prefix = /^(.*?)layer\d+\.\d+\.conv\d/.exec(
    [...shapes.keys()].find((name) => /layer\d+\.\d+\.conv/.test(name)) ?? '',
  );
  const root = prefix?.[1] ?? '';
  const add = (conv: string, norm: string, before: string | null, after: string): NormedLayer | undefined => {
    const weight = `${conv}.weight`;
    const shape = shapes.get(weight);
    const parts = ['weight', 'bias', 'running_mean', 'running_var'].map((part) => `${norm}.${part}`);
    if (shape?.length !== 4 || parts.some((name) => shapes.get(name)?.[0] !== shape[0])) return undefined;
    axes[weight] = [after, before, null, null];
    const bias = shapes.has(`${conv}.bias`) ? `${conv}.bias` : null;
    for (const name of [...parts, ...(bias === null ? [] : [bias])]) axes[name] = [after];
    for (const name of [weight, ...parts, `${norm}.num_batches_tracked`, `${conv}.bias`]) known.add(name);
    const [scale, shift, mean, variance] = parts;
    return { layer: { weight, bias, layout: 'out-in' }, norm: { kind: 'batch', scale, shift, mean, variance } };
  };
  const stem = add(`${root}conv1`, `${root}bn1`, null, 'stem');
  if (stem === undefined) return { reason: 'it has no convolution “conv1” with a batch norm “bn1” before its blocks' };
  let stream = 'stem';
  let width = shapes.get(stem.layer.weight)?.[0] ?? 0;
  const blocks: Residual['blocks'][number][] = [];
  for (const block of blocksIn(shapes, root)) {
    const numbers = [...shapes.keys()]
      .map((name) => name.startsWith(`${block}.conv`) && /^\d+(?=\.weight$)/.exec(name.slice(block.length + 5))?.[0])
      .filter((number) => typeof number === 'string')
      .sort(byNumber);
    const cut = ['downsample', 'shortcut'].find((name) => shapes.has(`${block}.${name}.0.weight`));
    const out = cut === undefined ? stream : block;
    const names = numbers.map((number, index) => (index === numbers.length - 1 ? out : `${block}.conv${number}`));
    const layers = numbers.map((number, index) =>
      add(`${block}.conv${number}`, `${block}.bn${number}`, index === 0 ? stream : names[index - 1], names[index]),
    );
    const shortcut = cut === undefined ? null : add(`${block}.${cut}.0`, `${block}.${cut}.1`, stream, out);
    const last = shapes.get(`${block}.conv${numbers.at(-1)}.weight`)?.[0] ?? 0;
    if (shortcut === undefined || !layers.every((layer) => layer !== undefined) || layers.length < 2) {
      return { reason: `“${block}” is no block of convolutions with a batch norm each` };
    }
    if (cut === undefined && last !== width) {
      return {
        reason: `“${block}” changes the width without a shortcut of its own, so its channels cannot change places`,
      };
    }
    blocks.push({ layers, shortcut });
    [stream, width] = [out, last];
  }
  const head = ['fc', 'linear'].map((name) => `${root}${name}`).find((name) => shapes.has(`${name}.weight`));
  if (head === undefined) return { reason: 'it has no linear layer “fc” or “linear” at its end' };
  axes[`${head}.weight`] = [null, stream];
  for (const part of ['weight', 'bias']) known.add(`${head}.${part}`);
  const strange = [...shapes.keys()].find((name) => !known.has(name));
  if (strange !== undefined) return { reason: `“${strange}” has no place in a residual network` };
  const convolutions = 1 + blocks.flatMap(({ layers }) => layers).length;
  const title = `residual network of ${blocks.length} blocks and ${convolutions} convolutions`;
  const bias = shapes.has(`${head}.bias`) ? `${head}.bias` : null;
  const piece: Residual = {
    kind: 'residual',
    title,
    stem,
    blocks,
    head: { weight: `${head}.weight`, bias, layout: 'out-in' },
    inputs: shapes.get(stem.layer.weight)?.[1] ?? 0,
  };
  return { title, specification: resolveSpecification({ axes }, shapes), pieces: [piece], notes: [] };
}

function blocksIn(shapes: Shapes, root: string): string[] {
  const found = [...shapes.keys()].map((name) => /^layer\d+\.\d+(?=\.)/.exec(name.slice(root.length))?.[0]);
  const blocks = [...new Set(found.filter((block) => block !== undefined))];
  return blocks.sort(byNumber).map((block) => `${root}${block}`);
}
