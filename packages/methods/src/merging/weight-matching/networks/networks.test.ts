import { createRandom, linearAlgebra } from '@offprint/numerics';
import { describe, expect, it } from 'vitest';
import { differenceOf, type Maps, movedBy } from '../check-piece.ts';
import { match } from '../match.ts';
import { mapOf, type Permutation } from '../permutation.ts';
import type { Group, Specification } from '../specification.ts';
import { innerProduct } from '../unfold.ts';
import type { Network } from './network.ts';
import {
  bert,
  flax,
  gpt2,
  llama,
  perceptron,
  randomWeights,
  readerOf,
  resnet,
  sequential,
  type TestShapes,
  vgg,
} from './networks.testing.ts';
import { recognise, type Wishes } from './recognise.ts';

const algebra = await linearAlgebra();
const nothing: Wishes = { heads: null, stream: false };

function known(shapes: TestShapes, wishes: Wishes = nothing): Network {
  const found = recognise(shapes, wishes);
  if ('reason' in found) throw new Error(found.reason);
  return found;
}

function reasonOf(shapes: TestShapes, wishes: Wishes = nothing): string {
  const found = recognise(shapes, wishes);
  return 'reason' in found ? found.reason : `recognised as ${found.title}`;
}

function shuffled(size: number, random: ReturnType<typeof createRandom>): Int32Array {
  const order = Int32Array.from({ length: size }, (_, at) => at);
  for (let last = size - 1; last > 0; last--) {
    const other = random.integer(last + 1);
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}

/** An order that moves everything that may move. */
function randomOrder(group: Group, seed: number): Permutation {
  const random = createRandom(seed, group.name);
  if (group.kind === 'units') return { kind: 'units', units: shuffled(group.size, random) };
  const { heads, queries, inner, rotary } = group;
  const each = (size: number, still = false): Int32Array =>
    Int32Array.from(
      Array.from({ length: heads }, () => [
        ...(still ? Int32Array.from(Array(size).keys()) : shuffled(size, random)),
      ]).flat(),
    );
  return {
    kind: 'attention',
    heads: shuffled(heads, random),
    queries: each(queries),
    keys: each(inner, rotary),
    values: each(inner),
  };
}

function mapsFor({ groups, axes }: Specification, permutations: readonly Permutation[]): Maps {
  return Object.fromEntries(
    Object.entries(axes).map(([name, list]) => [name, list.map((axis) => mapOf(axis, groups, permutations))]),
  );
}

/** The largest difference that a random order makes to any part of the network. */
function differenceIn(network: Network, shapes: TestShapes, spoil: (maps: Maps) => Maps = (maps) => maps): number {
  const { groups, axes } = network.specification;
  const permutations = groups.map((group) => randomOrder(group, 3));
  const maps = spoil(mapsFor(network.specification, permutations));
  const read = readerOf(randomWeights(shapes, 1));
  return Math.max(
    ...network.pieces.map((piece) => {
      const axis = piece.kind === 'block' ? (axes[piece.stream]?.[0] ?? null) : null;
      return differenceOf(piece, read, maps, mapOf(axis, groups, permutations), createRandom(2, 'x'), algebra);
    }),
  );
}

const architectures: readonly (readonly [string, TestShapes, Wishes, string, number])[] = [
  ['fc1, fc2, fc3', perceptron, nothing, 'perceptron of 3 layers', 2],
  ['a Sequential with norms', sequential, nothing, 'perceptron of 3 layers', 2],
  ['Flax', flax, nothing, 'perceptron of 3 layers', 2],
  ['VGG', vgg, nothing, 'convolutional network of 2 convolutions and 2 linear layers', 3],
  ['ResNet', resnet, nothing, 'residual network of 2 blocks and 6 convolutions', 5],
  ['GPT-2', gpt2, { heads: { heads: 4 }, stream: false }, 'GPT-2 of 2 blocks', 4],
  ['GPT-2, heads unknown', gpt2, nothing, 'GPT-2 of 2 blocks', 2],
  ['GPT-2 with its stream', gpt2, { heads: { heads: 4 }, stream: true }, 'GPT-2 of 2 blocks', 5],
  ['Llama with shared keys', llama, { heads: { heads: 6 }, stream: false }, 'Llama of 1 block', 2],
  ['Llama with its stream', llama, { heads: { heads: 6 }, stream: true }, 'Llama of 1 block', 3],
  ['BERT', bert, { heads: { heads: 3 }, stream: false }, 'BERT of 1 block', 2],
  ['BERT with its stream', bert, { heads: { heads: 3 }, stream: true }, 'BERT of 1 block', 3],
];

describe.each(architectures)('%s', (_, shapes, wishes, title, groups) => {
  it('is recognised', () => {
    const network = known(shapes, wishes);
    expect(network.title).toBe(title);
    expect(network.specification.groups).toHaveLength(groups);
  });

  it('computes the same in any order that the specification allows', () => {
    expect(differenceIn(known(shapes, wishes), shapes)).toBeLessThan(1e-12);
  });

  it('computes something else as soon as one axis is forgotten', () => {
    const network = known(shapes, wishes);
    const differences = Object.keys(network.specification.axes)
      .filter((name) => network.pieces.some((piece) => JSON.stringify(piece).includes(`"${name}"`)))
      .filter((name) => network.specification.axes[name].some((axis) => axis !== null))
      // An offset of all keys shifts all scores of a query alike, which the softmax does not notice.
      .filter((name) => !name.endsWith('key.bias'))
      .map((name) => differenceIn(network, shapes, ({ [name]: _forgotten, ...rest }) => rest));
    expect(differences.length).toBeGreaterThan(3);
    expect(Math.min(...differences)).toBeGreaterThan(1e-4);
  });

  it('is brought back by matching from any such order', async () => {
    const network = known(shapes, wishes);
    const { groups: all, axes } = network.specification;
    const weights = randomWeights(shapes, 1);
    const maps = mapsFor(
      network.specification,
      all.map((group) => randomOrder(group, 5)),
    );
    const read = movedBy(maps, readerOf(weights));
    const pairs = new Map(
      [...weights]
        .filter(([name]) => axes[name]?.some((axis) => axis !== null))
        .map(([name, { shape, values }]) => [name, { shape, a: values, b: read(name).values }]),
    );
    const result = await match(pairs, network.specification, [...all.keys()], {
      sweeps: 50,
      widest: 1000,
      algebra,
      order: (_sweep, count) => [...Array(count).keys()],
    });
    const whole = [...pairs.values()].reduce((sum, { a }) => sum + innerProduct(a, a), 0);
    const objective = result.objective;
    expect(objective.at(-1)).toBeCloseTo(whole, 6);
    expect(objective.every((value, at) => at === 0 || value >= objective[at - 1] - 1e-9)).toBe(true);
  });
});

describe('recognise', () => {
  const without = (shapes: TestShapes, name: string): TestShapes =>
    new Map([...shapes].filter(([other]) => other !== name));
  const withTensor = (shapes: TestShapes, name: string, shape: readonly number[]): TestShapes =>
    new Map([...shapes, [name, shape]]);

  it('leaves heads whose number nobody knows, and says so', () => {
    expect(known(gpt2).notes).toEqual([expect.stringContaining('Attention heads keep their order')]);
  });

  it('takes the size of a head from its norm', () => {
    const withNorms = new Map([
      ...llama,
      ['model.layers.0.self_attn.q_norm.weight', [4]],
      ['model.layers.0.self_attn.k_norm.weight', [4]],
    ]);
    expect(known(withNorms).specification.groups[0]).toMatchObject({ heads: 2, queries: 3, inner: 4, rotary: true });
    expect(differenceIn(known(withNorms), withNorms)).toBeLessThan(1e-12);
  });

  it('refuses a number of heads that does not divide the queries', () => {
    expect(reasonOf(gpt2, { heads: { heads: 5 }, stream: false })).toContain('no 5 heads');
  });

  it('refuses what it does not understand, by name', () => {
    expect(reasonOf(withTensor(perceptron, 'fc2.scale', [3, 3]))).toContain('fc2');
    expect(reasonOf(withTensor(resnet, 'layer1.0.attention.weight', [6]))).toContain('layer1.0.attention.weight');
    expect(reasonOf(withTensor(llama, 'model.layers.0.mlp.router.weight', [6]))).toContain('mlp.router.weight');
    expect(reasonOf(withTensor(gpt2, 'score.weight', [2, 12]), { heads: null, stream: true })).toContain(
      'score.weight',
    );
  });

  it('refuses a norm that may be one of groups', () => {
    const groupNorm = [...vgg.keys()].filter((name) => /features\.1\.(running|num)/.test(name));
    expect(reasonOf(groupNorm.reduce(without, vgg))).toContain('may be one of groups');
  });

  it('refuses a shortcut that changes the width without weights', () => {
    const cut = [...resnet.keys()].filter((name) => name.includes('downsample'));
    expect(reasonOf(cut.reduce(without, resnet))).toContain('without a shortcut of its own');
  });

  it('refuses layers that do not follow each other', () => {
    expect(reasonOf(new Map([...perceptron, ['fc2.weight', [10, 13]]]))).toContain('are not the inputs');
  });

  it('refuses the stream of a BERT that compares words with what a layer gives', () => {
    const withHead = withTensor(bert, 'cls.predictions.transform.dense.weight', [12, 12]);
    expect(() => recognise(withHead, { heads: { heads: 3 }, stream: true })).toThrow(
      expect.objectContaining({ code: 'matching/same-permutation-twice' }),
    );
  });
});
