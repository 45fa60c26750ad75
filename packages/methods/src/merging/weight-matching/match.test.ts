import { createRandom, linearAlgebra } from '@offprint/numerics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MatchOptions, match } from './match.ts';
import { identityOf, mapOf, type Permutation, permuteAxes, placesOf } from './permutation.ts';
import { resolveSpecification } from './read-specification.ts';
import { componentsOf } from './specification.ts';
import { applyTo, innerProduct, type TensorPair } from './unfold.ts';

const algebra = await linearAlgebra();
const options: MatchOptions = {
  sweeps: 100,
  widest: 1000,
  algebra,
  order: (_sweep, count) => Array.from({ length: count }, (_, index) => index),
};

const chain = { w1: ['P', null], b1: ['P'], w2: ['Q', 'P'], b2: ['Q'], w3: [null, 'Q'] };
const shapesOf = (p: number, q: number) =>
  new Map<string, readonly number[]>([
    ['w1', [p, 3]],
    ['b1', [p]],
    ['w2', [q, p]],
    ['b2', [q]],
    ['w3', [2, q]],
  ]);

function randomPairs(shapes: ReadonlyMap<string, readonly number[]>, seed: number): Map<string, TensorPair> {
  return new Map(
    [...shapes].map(([name, shape]) => {
      const random = createRandom(seed, name);
      const size = shape.reduce((product, side) => product * side, 1);
      const draw = () => Float64Array.from({ length: size }, () => random.normal());
      return [name, { shape, a: draw(), b: draw() }];
    }),
  );
}

const orders = (size: number): number[][] =>
  size === 0
    ? [[]]
    : orders(size - 1).flatMap((rest) => Array.from({ length: size }, (_, at) => rest.toSpliced(at, 0, size - 1)));

describe('match', () => {
  it('finds the best order of one layer, as trying all of them does', async () => {
    for (let seed = 0; seed < 5; seed++) {
      const shapes = new Map<string, readonly number[]>([
        ['w', [5, 3]],
        ['v', [2, 5]],
      ]);
      const specification = resolveSpecification({ axes: { w: ['P', null], v: [null, 'P'] } }, shapes);
      const pairs = randomPairs(shapes, seed);
      const { objective } = await match(pairs, specification, [0], options);
      const all = orders(5).map((order) => {
        const permutation: Permutation = { kind: 'units', units: Int32Array.from(order) };
        return [...pairs].reduce((sum, [name, { shape, a, b }]) => {
          return (
            sum + innerProduct(a, applyTo(b, shape, specification.axes[name], specification.groups, [permutation]))
          );
        }, 0);
      });
      expect(objective.at(-1)).toBeCloseTo(Math.max(...all), 10);
    }
  });

  it('never lets the objective fall, and ends with a sweep that gains nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        fc.nat(1e6),
        async (p, q, seed) => {
          const shapes = shapesOf(p, q);
          const specification = resolveSpecification({ axes: chain }, shapes);
          const { objective, orders: sweeps } = await match(randomPairs(shapes, seed), specification, [0, 1], options);
          expect(sweeps).toHaveLength(objective.length - 1);
          for (let at = 1; at < objective.length; at++) {
            expect(objective[at]).toBeGreaterThanOrEqual(objective[at - 1] - 1e-12 * Math.abs(objective[at]));
          }
          expect(objective.at(-1)).toBe(objective.at(-2));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('stays where it is when the networks are equal, duplicated units included', async () => {
    const shapes = shapesOf(6, 4);
    const specification = resolveSpecification({ axes: chain }, shapes);
    const pairs = new Map(
      [...randomPairs(shapes, 1)].map(([name, { shape, a }]) => [name, { shape, a, b: a.fill(1) }]),
    );
    const { permutations, objective } = await match(pairs, specification, [0, 1], options);
    expect([...placesOf(specification.groups[0], permutations[0], 'units')]).toEqual([0, 1, 2, 3, 4, 5]);
    expect(objective).toHaveLength(2);
  });

  it('matches wide layers greedily, with a bound that holds', async () => {
    const shapes = shapesOf(40, 30);
    const specification = resolveSpecification({ axes: chain }, shapes);
    const pairs = randomPairs(shapes, 2);
    const exact = await match(pairs, specification, [0], options);
    const greedy = await match(pairs, specification, [0], { ...options, widest: 8 });
    const [best, got] = [exact.objective.at(-1) ?? 0, greedy.objective.at(-1) ?? 0];
    expect(got).toBeLessThanOrEqual(best);
    expect(got).toBeGreaterThan(greedy.objective[0]);
    expect(got + greedy.gap).toBeGreaterThanOrEqual(best);
    expect([...placesOf(specification.groups[0], greedy.permutations[0], 'units')].sort((x, y) => x - y)).toEqual([
      ...Array(40).keys(),
    ]);
  });

  it('finds planted units in a wide layer too', async () => {
    const shapes = shapesOf(300, 5);
    const specification = resolveSpecification({ axes: chain }, shapes);
    const order: Permutation = {
      kind: 'units',
      units: Int32Array.from({ length: 300 }, (_, at) => (at * 7 + 3) % 300),
    };
    const pairs = new Map(
      [...randomPairs(shapes, 4)].map(([name, { shape, a }]) => {
        const both = [order, identityOf(specification.groups[1])];
        return [name, { shape, a, b: applyTo(a, shape, specification.axes[name], specification.groups, both) }];
      }),
    );
    const { permutations } = await match(pairs, specification, [0], { ...options, widest: 8 });
    const found = placesOf(specification.groups[0], permutations[0], 'units');
    expect([...found].map((from) => (from * 7 + 3) % 300)).toEqual([...Array(300).keys()]);
  });
});

describe('permuteAxes', () => {
  it('puts index map[i] at place i of each axis', () => {
    const tensor = Float64Array.of(0, 1, 2, 10, 11, 12);
    expect([...permuteAxes(tensor, [2, 3], [Int32Array.of(1, 0), Int32Array.of(2, 0, 1)])]).toEqual([
      12, 10, 11, 2, 0, 1,
    ]);
    expect(permuteAxes(tensor, [2, 3], [null, null])).toBe(tensor);
  });

  it('moves units with all the numbers that belong to them', () => {
    const shapes = new Map([['w', [7]]]);
    const inner = resolveSpecification({ axes: { w: ['P*3', 'Q'] } }, new Map([['w', [6, 2]]]));
    const permutation: Permutation[] = [
      { kind: 'units', units: Int32Array.of(1, 0) },
      { kind: 'units', units: Int32Array.of(0, 1) },
    ];
    expect([...(mapOf(inner.axes['w'][0], inner.groups, permutation) ?? [])]).toEqual([3, 4, 5, 0, 1, 2]);
    const outer = resolveSpecification({ axes: { w: ['3*P', 'Q'] } }, new Map([['w', [6, 2]]]));
    expect([...(mapOf(outer.axes['w'][0], outer.groups, permutation) ?? [])]).toEqual([1, 0, 3, 2, 5, 4]);
    expect(() => resolveSpecification({ axes: { w: ['P*3'] } }, shapes)).toThrow('has 7 numbers');
  });
});

describe('specifications', () => {
  const shapes = new Map<string, readonly number[]>([
    ['qkv', [24, 5]],
    ['o', [5, 12]],
    ['up', [8, 5]],
  ]);

  it('finds the sizes of heads and of what lies on one axis together', () => {
    const { groups } = resolveSpecification(
      {
        attention: { A: { heads: 6, keyValueHeads: 3, rotary: true } },
        axes: { qkv: [['A.q', 'A.k', 'A.v'], null], o: [null, 'A.o'], up: [['P', 'P'], null] },
      },
      shapes,
    );
    expect(groups).toEqual([
      { kind: 'attention', name: 'A', heads: 3, queries: 2, inner: 2, rotary: true },
      { kind: 'units', name: 'P', size: 4 },
    ]);
  });

  it('parts groups that share no tensor', () => {
    const all = resolveSpecification({ axes: { qkv: ['P', null], o: ['R', 'Q'], up: [null, 'R'] } }, shapes);
    expect(componentsOf(all)).toEqual([[0], [1, 2]]);
  });

  it.each([
    [{ axes: { qkv: ['A.q', 'P'] }, attention: { A: { heads: 5 } } }, 'does not suit'],
    [{ axes: { qkv: ['A', null] }, attention: { A: { heads: 4 } } }, 'must end in .q'],
    [{ axes: { qkv: ['A.x', null] }, attention: { A: { heads: 4 } } }, 'must end in .q'],
    [{ axes: { qkv: ['*', null] } }, 'no name of a permutation'],
    [{ axes: { qkv: [['P', 'Q'], null] } }, 'do not tell how many units'],
    [{ axes: { qkv: ['A.q', null] }, attention: { A: { heads: 4, keyValueHeads: 3 } } }, 'not a multiple'],
    [{ axis: {} }, 'cannot be read'],
  ])('refuses %j', (json, message) => {
    expect(() => resolveSpecification(json, shapes)).toThrow(message);
  });
});
