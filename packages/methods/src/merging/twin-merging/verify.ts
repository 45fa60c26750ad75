import { throwIfCancelled } from '@offprint/errors';
import { createRandom, type LinearAlgebra, linearAlgebra } from '@offprint/numerics';
import { toyShapes, trainToy } from '../../checkpoints/toy-tasks.ts';
import type { Claim, Verification } from '../../method.ts';
import { compress, expand, keptRank, sharedModel } from './twin.ts';

const seed = 1;
const toySeeds = [1, 2];
const lambda = 0.3;

function identityClaims(algebra: LinearAlgebra): Claim[] {
  const size = [24, 17] as const;
  const random = createRandom(seed, 'twin');
  const matrix = Float64Array.from({ length: size[0] * size[1] }, () => random.normal());
  const { s } = algebra.thinSvd(matrix, ...size);
  const errors = [1, 4, 9].map((rank) => {
    const near = expand(algebra, compress(algebra, matrix, size, rank), size);
    const lost = matrix.reduce((sum, value, p) => sum + (value - near[p]) ** 2, 0);
    const expected = s.subarray(rank).reduce((sum, value) => sum + value * value, 0);
    return Math.abs(lost - expected) / expected;
  });
  const whole = expand(algebra, compress(algebra, matrix, size, 17), size);
  return [
    {
      claim: 'Eckart and Young: largest relative difference of the error from the singular values left out',
      expected: '0, but for rounding',
      accepted: [0, 1e-6],
      got: Math.max(...errors),
    },
    {
      claim: 'Full rank: the largest difference from the matrix',
      expected: '0, but for rounding',
      accepted: [0, 1e-10],
      got: Math.max(...matrix.map((value, p) => Math.abs(value - whole[p]))),
    },
    {
      claim: 'Rank of a 10 by 40 matrix at density 1 − 0.9, rounded',
      expected: 1,
      accepted: [1, 1],
      got: keptRank([10, 40], 1 - 0.9, 'rounded'),
    },
    {
      claim: 'The same as the authors’ code cuts it off',
      expected: 0,
      accepted: [0, 0],
      got: keptRank([10, 40], 1 - 0.9, 'authors'),
    },
  ];
}

/** Mean accuracy when each task runs with its own part at a density, as a perfect router would choose it. */
function oracleAccuracy(
  algebra: LinearAlgebra,
  toySeed: number,
  density: number,
): { oracle: number; experts: number; shared: number } {
  const toy = trainToy(toySeed);
  const shared = toy.base.slice();
  const parts = toy.experts.map(() => new Float64Array(toy.base.length));
  for (const { from, shape } of toyShapes) {
    const count = shape.reduce((product, length) => product * length, 1);
    const cut = (vector: Float32Array): Float64Array => Float64Array.from(vector.subarray(from, from + count));
    const models = toy.experts.map(cut);
    const common = sharedModel(cut(toy.base), models, lambda);
    shared.set(common, from);
    for (const [task, model] of models.entries()) {
      const rest = model.map((value, p) => value - common[p]);
      const size = [shape[0], shape[1] ?? 1] as const;
      const kept =
        shape.length === 2
          ? expand(algebra, compress(algebra, rest, size, keptRank(size, density, 'rounded')), size)
          : rest;
      parts[task].set(kept, from);
    }
  }
  const own = (task: number): Float32Array => shared.map((value, p) => value + parts[task][p]);
  return {
    oracle: toy.experts.reduce((sum, _, task) => sum + toy.accuracyOf(own(task), task), 0) / toy.experts.length,
    experts: toy.experts.reduce((sum, expert, task) => sum + toy.accuracyOf(expert, task), 0) / toy.experts.length,
    shared: toy.accuracy(shared),
  };
}

export const verification: Verification = {
  title: 'A shared model and thin exclusive parts restore the experts, the better the higher the rank',
  source: 'section 4; Eckart and Young, 1936',
  async run({ signal, progress }) {
    const algebra = await linearAlgebra();
    const claims = identityClaims(algebra);
    const rows = toySeeds.map((toySeed, index) => {
      throwIfCancelled(signal);
      progress(0.1 + (0.9 * index) / toySeeds.length, `toy tasks, seed ${toySeed}`);
      const at = [0.05, 0.2, 1].map((density) => oracleAccuracy(algebra, toySeed, density));
      return { at, experts: at[0].experts, shared: at[0].shared };
    });
    const mean = (value: (row: (typeof rows)[number]) => number): number =>
      rows.reduce((sum, row) => sum + value(row), 0) / rows.length;
    claims.push(
      {
        claim: 'Full rank with the right part: points of accuracy below the experts',
        expected: 0,
        accepted: [-0.2, 0.2],
        got: mean(({ at, experts }) => experts - at[2].oracle),
      },
      {
        claim: 'Rank 20 %, which is 3 and 5 here, with the right part: points of accuracy below the experts',
        expected: 'at most 3',
        accepted: [-2, 3],
        got: mean(({ at, experts }) => experts - at[1].oracle),
      },
      {
        claim: 'Points of accuracy that rank 20 % is above rank 5 %',
        expected: 'at least 0',
        accepted: [-0.2, 30],
        got: mean(({ at }) => at[1].oracle - at[0].oracle),
      },
      {
        claim: 'Points of accuracy that rank 5 % is above the shared model alone',
        expected: 'at least 0',
        accepted: [0, 60],
        got: mean(({ at, shared }) => at[0].oracle - shared),
      },
    );
    return claims;
  },
};
