import { createRandom, linearAlgebra } from '@offprint/numerics';
import { describe, expect, it } from 'vitest';
import { match } from './match.ts';
import type { Permutation } from './permutation.ts';
import { resolveSpecification } from './read-specification.ts';
import { applyTo, innerProduct, type TensorPair } from './unfold.ts';

const algebra = await linearAlgebra();

function permutationsOf(size: number): number[][] {
  if (size === 0) return [[]];
  return permutationsOf(size - 1).flatMap((rest) =>
    Array.from({ length: size }, (_, at) => rest.toSpliced(at, 0, size - 1)),
  );
}

/** All ways to choose one of the lists for each of `count` heads, joined. */
function choices(lists: readonly number[][], count: number): number[][] {
  if (count === 0) return [[]];
  return choices(lists, count - 1).flatMap((rest) => lists.map((list) => [...rest, ...list]));
}

/** Two heads of keys with two numbers each. */
function setting(queries: number, rotary: boolean, seed: number) {
  const rows = 4 * queries;
  const shapes = new Map<string, readonly number[]>([
    ['q', [rows, 3]],
    ['k', [4, 3]],
    ['v', [4, 3]],
    ['o', [3, rows]],
  ]);
  const specification = resolveSpecification(
    {
      attention: { A: { heads: 2 * queries, keyValueHeads: 2, rotary } },
      axes: { q: ['A.q', null], k: ['A.k', null], v: ['A.v', null], o: [null, 'A.o'] },
    },
    shapes,
  );
  const pairs = new Map(
    [...shapes].map(([name, shape]): [string, TensorPair] => {
      const random = createRandom(seed, name);
      const draw = () => Float64Array.from({ length: shape[0] * shape[1] }, () => random.normal());
      return [name, { shape, a: draw(), b: draw() }];
    }),
  );
  return { specification, pairs };
}

/** The best of all orders that the group allows. */
function bruteForce({ specification, pairs }: ReturnType<typeof setting>, queries: number, rotary: boolean): number {
  const inside = choices(permutationsOf(2), 2);
  const still = [[0, 1, 0, 1]];
  let best = Number.NEGATIVE_INFINITY;
  for (const heads of permutationsOf(2)) {
    for (const shared of choices(permutationsOf(queries), 2)) {
      for (const keys of rotary ? still : inside) {
        for (const values of inside) {
          const permutation: Permutation = {
            kind: 'attention',
            heads: Int32Array.from(heads),
            queries: Int32Array.from(shared),
            keys: Int32Array.from(keys),
            values: Int32Array.from(values),
          };
          const sum = [...pairs].reduce((total, [name, { shape, a, b }]) => {
            return (
              total + innerProduct(a, applyTo(b, shape, specification.axes[name], specification.groups, [permutation]))
            );
          }, 0);
          best = Math.max(best, sum);
        }
      }
    }
  }
  return best;
}

const options = { sweeps: 10, widest: 100, algebra, order: () => [0] };

describe.each([true, false])('attention, rotary %s', (rotary) => {
  it('finds the best order of heads and of what is in them', async () => {
    for (let seed = 0; seed < 10; seed++) {
      const given = setting(1, rotary, seed);
      const { objective } = await match(given.pairs, given.specification, [0], options);
      expect(objective.at(-1)).toBeCloseTo(bruteForce(given, 1, rotary), 10);
    }
  });

  it('comes near the best order where queries share keys, and never above', async () => {
    let [sum, most] = [0, 0];
    for (let seed = 0; seed < 10; seed++) {
      const given = setting(2, rotary, seed);
      const { objective } = await match(given.pairs, given.specification, [0], options);
      const best = bruteForce(given, 2, rotary);
      expect(objective.at(-1)).toBeLessThanOrEqual(best + 1e-10);
      expect(objective.at(-1)).toBeGreaterThanOrEqual(objective[0]);
      sum += objective.at(-1) ?? 0;
      most += best;
    }
    expect(sum).toBeGreaterThan(0.9 * most);
  });
});
