import { resolveSpecification } from '../read-specification.ts';
import { byNumber } from './natural-order.ts';
import type { Block, Layer, Norm } from './network.ts';
import type { Recognised, Shapes, Wishes } from './recognise.ts';
import { type BlockNames, type Family, families } from './transformer-names.ts';

export interface HeadCounts {
  readonly heads: number;
}

type Words = string | string[] | null;
type Axes = Record<string, Words[]>;

const stream = 'residual';

/**
 * GPT-2, Llama and BERT by the names of their blocks. Attention heads are permuted where their number is known, and the
 * hidden units of every perceptron; the residual stream where it is asked for.
 */
export function recogniseTransformer(shapes: Shapes, wishes: Wishes): Recognised {
  const family = families.find(({ probe }) => [...shapes.keys()].some((name) => probe.test(name)));
  if (family === undefined) return { reason: 'its blocks have not the names of GPT-2, Llama or BERT' };
  const prefixes = prefixesOf(shapes, family.block);
  const axes: Axes = {};
  const attention: Record<string, { heads: number; keyValueHeads: number; rotary: boolean }> = {};
  const pieces: Block[] = [];
  let attentionLeft = false;
  for (const prefix of prefixes) {
    const found = blockOf(prefix, family, shapes, wishes);
    if ('reason' in found) return found;
    Object.assign(axes, found.axes);
    if (found.attention === null) attentionLeft = true;
    else attention[found.group] = found.attention;
    pieces.push(found.piece);
  }
  if (wishes.stream) {
    const outside = outsideAxes(shapes, family, prefixes);
    if ('reason' in outside) return outside;
    Object.assign(axes, outside.axes);
  }
  const notes = attentionLeft
    ? [
        'Attention heads keep their order: their number is in no tensor, and neither a config.json nor the setting heads tells it.',
      ]
    : [];
  const specification = resolveSpecification({ attention, axes }, shapes);
  return {
    title: `${family.name} of ${prefixes.length} ${prefixes.length === 1 ? 'block' : 'blocks'}`,
    specification,
    pieces,
    notes,
  };
}

/** `model.layers.0.`, `model.layers.1.` … */
function prefixesOf(shapes: Shapes, block: RegExp): string[] {
  const found = [...shapes.keys()].map((name) => block.exec(name)?.[0]);
  return [...new Set(found.filter((prefix) => prefix !== undefined))].sort(byNumber);
}

interface FoundBlock {
  readonly axes: Axes;
  readonly group: string;
  readonly attention: { heads: number; keyValueHeads: number; rotary: boolean } | null;
  readonly piece: Block;
}

function blockOf(
  prefix: string,
  family: Family,
  shapes: Shapes,
  wishes: Wishes,
): FoundBlock | { readonly reason: string } {
  const { names, layout } = family;
  const full = (name: string): string => `${prefix}${name}`;
  const missing = requiredOf(names).find((name) => !shapes.has(full(`${name}.weight`)));
  if (missing !== undefined) return { reason: `“${full(missing)}.weight” is missing` };
  const inside = [...shapes.keys()].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  const strange = inside.find((name) => !isKnown(name, family));
  if (strange !== undefined) return { reason: `“${full(strange)}” has no place in a block of ${family.name}` };

  const shapeOf = (name: string): readonly number[] => shapes.get(full(`${name}.weight`)) ?? [];
  const outputsOf = (name: string): number => shapeOf(name)[layout === 'out-in' ? 0 : 1] ?? 0;
  const width = shapeOf(names.norms[0])[0];
  const keyRows = names.key === null ? width : outputsOf(names.key);
  const queryRows = names.key === null ? width : outputsOf(names.query);
  const group = `${prefix}${names.attention}`.replace(/\.$/, '');
  const hidden = `${prefix}${names.perceptron}`.replace(/\.$/, '');
  const heads = headsOf(family, inside, shapes, full, wishes, queryRows);
  const inner = heads === null ? keyRows : queryRows / heads;
  const keyHeads = keyRows / inner;
  if (![inner, keyHeads, (heads ?? queryRows / inner) / keyHeads].every(Number.isInteger)) {
    return { reason: `“${full(names.query)}.weight” has ${queryRows} outputs, which are no ${heads} heads` };
  }
  const axes: Axes = {};
  const residual = wishes.stream ? stream : null;
  const put = (name: string, before: Words, after: Words): Layer => {
    const bias = shapes.has(full(`${name}.bias`)) ? full(`${name}.bias`) : null;
    axes[full(`${name}.weight`)] = layout === 'out-in' ? [after, before] : [before, after];
    if (bias !== null) axes[bias] = [after];
    return { weight: full(`${name}.weight`), bias, layout };
  };
  const part = (letter: string): string | null => (heads === null ? null : `${group}.${letter}`);
  const project =
    names.key === null || names.value === null
      ? [put(names.query, residual, heads === null ? null : ['q', 'k', 'v'].map((letter) => `${group}.${letter}`))]
      : [
          put(names.query, residual, part('q')),
          put(names.key, residual, part('k')),
          put(names.value, residual, part('v')),
        ];
  const output = put(names.output, part('o'), residual);
  const up = put(names.up, residual, hidden);
  const gate = names.gate === null ? null : put(names.gate, residual, hidden);
  const down = put(names.down, hidden, residual);
  const norms = names.norms.map((name) => normOf(full(name), family, shapes));
  for (const name of inside) {
    const isStreamNorm = names.norms.some((norm) => name.startsWith(`${norm}.`));
    if (isStreamNorm) axes[full(name)] = [residual];
  }
  const hasHeadNorms = names.headNorms !== null && shapes.has(full(`${names.headNorms[0]}.weight`));
  const headNorms = hasHeadNorms ? (names.headNorms ?? []).map((name) => normOf(full(name), family, shapes)) : null;
  return {
    axes,
    group,
    attention: heads === null ? null : { heads, keyValueHeads: keyHeads, rotary: family.rotary },
    piece: {
      kind: 'block',
      title: prefix.replace(/\.$/, ''),
      width,
      order: family.order,
      norms: [norms[0], norms[1]],
      attention: {
        project,
        output,
        heads: heads ?? queryRows / inner,
        keyHeads,
        inner,
        rotary: family.rotary && inner % 2 === 0,
        headNorms: headNorms === null ? null : [headNorms[0], headNorms[1]],
      },
      perceptron: { up, gate, down },
      stream: full(
        `${names.norms[0]}.${family.scale.find((name) => shapes.has(full(`${names.norms[0]}.${name}`))) ?? 'weight'}`,
      ),
    },
  };
}

function requiredOf({ query, key, value, output, up, gate, down }: BlockNames): string[] {
  return [query, key, value, output, up, gate, down].filter((name) => name !== null);
}

function isKnown(name: string, { names, scale, ignored }: Family): boolean {
  if (ignored.test(name)) return true;
  const layer = requiredOf(names).some((one) => name === `${one}.weight` || name === `${one}.bias`);
  const norms = [...names.norms, ...(names.headNorms ?? [])];
  return layer || norms.some((norm) => [...scale, 'bias', 'beta'].some((part) => name === `${norm}.${part}`));
}

/** The number of query heads, from a norm of single heads or from what the caller knows. */
function headsOf(
  { names }: Family,
  inside: readonly string[],
  shapes: Shapes,
  full: (name: string) => string,
  { heads }: Wishes,
  queryRows: number,
): number | null {
  const norm = names.headNorms?.[0];
  if (norm !== undefined && inside.includes(`${norm}.weight`)) {
    return queryRows / (shapes.get(full(`${norm}.weight`))?.[0] ?? queryRows);
  }
  return heads?.heads ?? null;
}

function normOf(name: string, { normKind, scale }: Family, shapes: Shapes): Norm {
  const first = (parts: readonly string[]): string | null => {
    const found = parts.find((part) => shapes.has(`${name}.${part}`));
    return found === undefined ? null : `${name}.${found}`;
  };
  return { kind: normKind, scale: first(scale), shift: first(['bias', 'beta']), mean: null, variance: null };
}

/** Axes of the tensors outside all blocks, of which none may be unknown once the stream is permuted. */
function outsideAxes(
  shapes: Shapes,
  family: Family,
  prefixes: readonly string[],
): { readonly axes: Axes } | { readonly reason: string } {
  const axes: Axes = {};
  for (const name of shapes.keys()) {
    if (prefixes.some((prefix) => name.startsWith(prefix))) continue;
    const known = family.outside.find(({ pattern }) => pattern.test(name));
    if (known === undefined) return { reason: `it is not known where “${name}” meets the residual stream` };
    if (known.axes !== null) axes[name] = known.axes.map((axis) => (axis ? stream : null));
  }
  return { axes };
}
