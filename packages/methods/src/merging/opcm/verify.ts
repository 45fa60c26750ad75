import { throwIfCancelled } from '@offprint/errors';
import { createRandom, type LinearAlgebra, linearAlgebra } from '@offprint/numerics';
import { toyShapes, trainToy } from '../../checkpoints/toy-tasks.ts';
import type { Claim, Verification } from '../../method.ts';
import { arrive, project, scalesOf, splitRank } from './opcm.ts';

const seed = 1;
const toySeeds = [1, 2, 3];
const options = { alpha: 0.5, rankTolerance: 1e-5 };

const normal = (stream: string, count: number): Float64Array => {
  const random = createRandom(seed, stream);
  return Float64Array.from({ length: count }, () => random.normal());
};
const norm = (x: ArrayLike<number>): number => {
  let sum = 0;
  for (let p = 0; p < x.length; p++) sum += x[p] * x[p];
  return Math.sqrt(sum);
};

function identityClaims(algebra: LinearAlgebra): Claim[] {
  const [m, n] = [12, 9] as const;
  const changes = ['a', 'b', 'c'].map((name) => normal(name, m * n));
  const { sum, arrivals } = arrive(algebra, null, changes, [m, n], options);
  const [scale] = scalesOf([Math.sqrt(arrivals[2].sum)], changes.map(norm));
  const mean = changes.reduce((total, change) => total + norm(change), 0) / 3;
  const again = project(algebra, changes[0], changes[0], [m, n], options);
  // Changes in blocks of their own rows and columns have no direction in common.
  const block = (index: number): Float64Array => {
    const values = normal(`block ${index}`, m * n);
    return values.map((value, p) => (Math.floor(p / n / 4) === index && Math.floor((p % n) / 3) === index ? value : 0));
  };
  const apart = [0, 1, 2].map(block);
  const plain = apart[0].map((value, p) => value + apart[1][p] + apart[2][p]);
  const merged = arrive(algebra, null, apart, [m, n], options).sum;
  return [
    {
      claim: 'Split of singular values 4, 3, 2, 1 at α = 0.5',
      expected: 1,
      accepted: [1, 1],
      got: splitRank([4, 3, 2, 1], 0.5),
    },
    {
      claim: 'Norm of the merged change over the mean norm of the three',
      expected: 1,
      accepted: [1 - 1e-9, 1 + 1e-9],
      got: norm(sum) / scale / mean,
    },
    {
      claim: 'What is left of a model that equals the merged one, relative to it',
      expected: '0, but for rounding',
      accepted: [0, 1e-9],
      got: norm(again.change) / norm(changes[0]),
    },
    {
      claim: 'Changes without a common direction: largest difference from their plain sum',
      expected: '0, but for rounding',
      accepted: [0, 1e-9],
      got: Math.max(...merged.map((value, p) => Math.abs(value - plain[p]))),
    },
  ];
}

/** Points of accuracy of the toy experts merged in sequence with projection above those without. */
function toyGain(algebra: LinearAlgebra, toySeed: number): number {
  const toy = trainToy(toySeed);
  const mergeBy = (projects: boolean): Float32Array => {
    const parts = toyShapes.map(({ from, shape }) => {
      const count = shape.reduce((product, size) => product * size, 1);
      const changes = toy.experts.map((expert) =>
        Float64Array.from(expert.subarray(from, from + count), (value, p) => value - toy.base[from + p]),
      );
      const matrix = projects && shape.length === 2 ? ([shape[0], shape[1]] as const) : null;
      return { from, ...arrive(algebra, null, changes, matrix, options) };
    });
    const last = toy.experts.length - 1;
    const sum = Math.sqrt(parts.reduce((total, { arrivals }) => total + arrivals[last].sum, 0));
    const norms = toy.experts.map((_, index) =>
      Math.sqrt(parts.reduce((total, { arrivals }) => total + arrivals[index].before, 0)),
    );
    const [scale] = scalesOf([sum], norms);
    const merged = toy.base.slice();
    for (const { from, sum: change } of parts)
      for (let p = 0; p < change.length; p++) merged[from + p] += change[p] / scale;
    return merged;
  };
  return toy.accuracy(mergeBy(true)) - toy.accuracy(mergeBy(false));
}

export const verification: Verification = {
  title: 'OPCM keeps directions apart and the length steady, and on small tasks in sequence is no worse than adding up',
  source: 'equations 5 to 8; the identities follow from the definition',
  async run({ signal, progress }) {
    const algebra = await linearAlgebra();
    const claims = identityClaims(algebra);
    const gains: number[] = [];
    for (const [index, toySeed] of toySeeds.entries()) {
      throwIfCancelled(signal);
      progress(0.1 + (0.9 * index) / toySeeds.length, `toy tasks, seed ${toySeed}`);
      gains.push(toyGain(algebra, toySeed));
    }
    claims.push({
      claim: `Points of accuracy above the same sequence without projection, mean of ${toySeeds.length} sets of toy tasks`,
      expected: 'above 0',
      accepted: [-0.5, 40],
      got: gains.reduce((sum, gain) => sum + gain, 0) / gains.length,
    });
    return claims;
  },
};
