import { throwIfCancelled } from '@offprint/errors';
import { createRandom } from '@offprint/numerics';
import { compareStreams } from '../../checkpoints/compare-streams.ts';
import type { Rounding } from '../../checkpoints/tensors.ts';
import { trainToy } from '../../checkpoints/toy-tasks.ts';
import type { Claim, Verification } from '../../method.ts';
import { makeExample } from './example.ts';
import { run } from './run.ts';
import { type Addition, taskArithmetic } from './task-arithmetic.ts';

const size = 5000;
const seed = 1;
/** λ tried on the toy. */
const lambdas = [0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1];
const toySeeds = [1, 2, 3];

const precise = { rounding: 'precise', format: 'F32' } as const;
const sum = (models: number, lambda: number): Addition => ({
  ...precise,
  weights: Array.from({ length: models }, () => 1),
  normalise: false,
  lambda,
});

function randomVector(stream: string): Float32Array {
  const random = createRandom(seed, stream);
  return Float32Array.from({ length: size }, () => random.normal());
}

function differing(one: Float32Array, other: Float32Array): number {
  return one.filter((value, index) => value !== other[index]).length;
}

function algebraClaims(): Claim[] {
  const [base, a, b] = ['base', 'a', 'b'].map(randomVector);
  const none = (claim: string, got: number): Claim => ({ claim, expected: 0, accepted: [0, 0], got });
  const reached = taskArithmetic(base, [a], sum(1, 1));
  const distance = Math.max(...reached.map((value, p) => Math.abs(value - a[p])));
  return [
    {
      claim: 'One model with λ = 1 is that model: the largest difference',
      expected: '0, but for rounding',
      accepted: [0, 2 ** -20],
      got: distance,
    },
    none('Parameters that differ from the base with λ = 0', differing(taskArithmetic(base, [a, b], sum(2, 0)), base)),
    none(
      'Parameters that differ when two models change places',
      differing(taskArithmetic(base, [a, b], sum(2, 0.3)), taskArithmetic(base, [b, a], sum(2, 0.3))),
    ),
    none(
      'Parameters that differ from the base when a task is added and taken away again',
      differing(taskArithmetic(base, [a, a], { ...sum(2, 1), weights: [1, -1] }), base),
    ),
    none(
      'Parameters that differ from the sum of twice the changes when λ is doubled instead',
      differing(
        taskArithmetic(base, [a, b], sum(2, 0.5)),
        taskArithmetic(base, [a, b], { ...sum(2, 0.25), weights: [2, 2] }),
      ),
    ),
  ];
}

/** The streams on the generated sample beside the arrays. */
async function streamClaim(signal: AbortSignal, profile: Rounding): Promise<Claim> {
  const { base, models } = await makeExample(seed);
  const settings = { lambda: 0.4, weights: [1, 0.5], normalise: false, profile, embedding: 'error' } as const;
  return compareStreams(
    { base: base[0], models },
    (files, context) => run({ ...files, ...settings }, context),
    (tensors) => taskArithmetic(tensors.base, tensors.models, { ...settings, rounding: profile, format: 'BF16' }),
    { signal, about: `profile ${profile}` },
  );
}

/** How many points of accuracy the merged network is above the base, with λ tuned; the worst of the seeds. */
function toyGain(toySeed: number): number {
  const { base, experts, accuracy } = trainToy(toySeed);
  const best = Math.max(
    ...lambdas.map((lambda) => accuracy(taskArithmetic(base, experts, sum(experts.length, lambda)))),
  );
  return best - accuracy(base);
}

export const verification: Verification = {
  title: 'Task arithmetic adds and takes away changes as written, and a tuned sum is no worse than its base',
  source: 'section 2; the algebra follows from the definition',
  async run({ signal, progress }) {
    const claims = algebraClaims();
    progress(0.1, 'streams beside arrays');
    for (const profile of ['precise', 'mergekit'] as const) claims.push(await streamClaim(signal, profile));
    const gains: number[] = [];
    for (const [index, toySeed] of toySeeds.entries()) {
      throwIfCancelled(signal);
      progress(0.4 + (0.6 * index) / toySeeds.length, `toy tasks, seed ${toySeed}`);
      gains.push(toyGain(toySeed));
    }
    claims.push({
      claim: `Points of accuracy above the base on ${toySeeds.length} sets of toy tasks, λ tuned, the least`,
      expected: 'at least 0',
      accepted: [0, 100],
      got: Math.min(...gains),
    });
    return claims;
  },
};
