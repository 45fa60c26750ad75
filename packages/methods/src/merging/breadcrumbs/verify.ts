import { createRandom } from '@offprint/numerics';
import { compareStreams } from '../../checkpoints/compare-streams.ts';
import type { Rounding } from '../../checkpoints/tensors.ts';
import type { Claim, Verification } from '../../method.ts';
import type { Combine } from '../dare/dare.ts';
import { taskArithmetic } from '../task-arithmetic/task-arithmetic.ts';
import { breadcrumbs, countsOf, maskOutliers } from './breadcrumbs.ts';
import { makeExample } from './example.ts';
import { run } from './run.ts';

const size = 5000;
const seed = 1;
const precise = { rounding: 'precise', format: 'F32', normalise: false, lambda: 0.3, weights: [1, 1] } as const;

function randomVector(stream: string): Float32Array {
  const random = createRandom(seed, stream);
  return Float32Array.from({ length: size }, () => random.normal());
}

const none = (claim: string, got: number): Claim => ({ claim, expected: 0, accepted: [0, 0], got });
const exactly = (claim: string, expected: string, got: string): Claim => ({ claim, expected, accepted: expected, got });

function countClaims(): Claim[] {
  const words = ({ keep, top, bottom }: ReturnType<typeof countsOf>): string => `${keep}, ${top}, ${bottom}`;
  return [
    exactly(
      'Kept, largest and smallest masked of 225 at density 0.5, γ 0.1',
      '112, 22, 91',
      words(countsOf(225, 0.5, 0.1)),
    ),
    exactly('The same at density 0.9, γ 0.2: the density wins', '90, 10, 0', words(countsOf(100, 0.9, 0.2))),
    exactly('The same at density 1: nothing goes', '100, 0, 0', words(countsOf(100, 1, 0.2))),
    exactly(
      'The same of 20 parameters at γ 0.01: nothing goes at the top, and no change is lost',
      '10, 0, 10',
      words(countsOf(20, 0.5, 0.01)),
    ),
    exactly(
      'Changes 5, -4, 3, -2, 1 at density 0.4, γ 0.2, worked out by hand',
      '0, -4, 3, 0, 0',
      maskOutliers(Float32Array.of(5, -4, 3, -2, 1), 0.4, 0.2).join(', '),
    ),
  ];
}

function algebraClaims(): Claim[] {
  const change = randomVector('a');
  const kept = maskOutliers(change, 0.3, 0.01);
  const stay = change.filter((_, p) => kept[p] !== 0).map(Math.abs);
  const go = change.filter((_, p) => kept[p] === 0).map(Math.abs);
  const { top } = countsOf(size, 0.3, 0.01);
  const [least, most] = [Math.min(...stay), Math.max(...stay)];
  const base = randomVector('base');
  const models = ['a', 'b'].map((name) => randomVector(name).map((value, p) => base[p] + 0.05 * value));
  const all = breadcrumbs(base, models, {
    ...precise,
    densities: [1, 1],
    gammas: [0.1, 0.1],
    rescale: false,
    combine: 'linear',
  });
  const sum = taskArithmetic(base, models, precise);
  return [
    {
      claim: 'Changes masked that are larger than all that stay',
      expected: top,
      accepted: [top, top],
      got: go.filter((size_) => size_ > most).length,
    },
    none('Changes masked that lie between those that stay', go.filter((size_) => size_ > least && size_ < most).length),
    none('Parameters that differ from task arithmetic at density 1', all.filter((value, p) => value !== sum[p]).length),
    none(
      'Parameters that differ when changes of twice the size are masked',
      maskOutliers(
        change.map((value) => 2 * value),
        0.3,
        0.01,
      ).filter((value, p) => value !== 2 * kept[p]).length,
    ),
  ];
}

/** The streams on the generated sample beside the arrays. */
async function streamClaim(
  signal: AbortSignal,
  { profile, combine, rescale }: { readonly profile: Rounding; readonly combine: Combine; readonly rescale: boolean },
): Promise<Claim> {
  const { base, models } = await makeExample(seed);
  const options = { lambda: 0.4, weights: [1, 0.5], normalise: false, rescale, combine };
  const [densities, gamma] = [[0.3, 0.6], 0.05];
  return compareStreams(
    { base: base[0], models },
    (files, context) =>
      run({ ...files, ...options, density: 1, densities, gamma, profile, embedding: 'error' }, context),
    (tensors) =>
      breadcrumbs(tensors.base, tensors.models, {
        ...options,
        densities,
        gammas: [gamma, gamma],
        rounding: profile,
        format: 'BF16',
      }),
    { signal, about: `profile ${profile}, ${combine}${rescale ? ', rescaled' : ''}` },
  );
}

export const verification: Verification = {
  title: 'Breadcrumbs masks as many of the smallest and of the largest changes as it says, and no others',
  source: 'section 3 of the paper, with the counts of mergekit; the algebra follows from the definition',
  async run({ signal, progress }) {
    const claims = [...countClaims(), ...algebraClaims()];
    progress(0.2, 'streams beside arrays');
    for (const settings of [
      { profile: 'precise', combine: 'linear', rescale: false },
      { profile: 'precise', combine: 'ties', rescale: true },
      { profile: 'mergekit', combine: 'ties', rescale: false },
      { profile: 'mergekit', combine: 'linear', rescale: true },
    ] as const) {
      claims.push(await streamClaim(signal, settings));
    }
    return claims;
  },
};
