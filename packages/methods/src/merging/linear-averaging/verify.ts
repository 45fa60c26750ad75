import { createRandom, roundToBf16 } from '@offprint/numerics';
import { compareStreams } from '../../checkpoints/compare-streams.ts';
import type { Rounding } from '../../checkpoints/tensors.ts';
import type { Claim, Verification } from '../../method.ts';
import { average } from './averaging.ts';
import { makeExample } from './example.ts';
import { run } from './run.ts';

const size = 5000;
const seed = 1;
const precise = { rounding: 'precise', format: 'F32', normalise: true } as const;

function randomVector(stream: string): Float32Array {
  const random = createRandom(seed, stream);
  return Float32Array.from({ length: size }, () => random.normal());
}

const none = (claim: string, got: number): Claim => ({ claim, expected: 0, accepted: [0, 0], got });

function differing(one: Float32Array, other: Float32Array): number {
  return one.filter((value, index) => value !== other[index]).length;
}

function algebraClaims(): Claim[] {
  const [a, b] = ['a', 'b'].map(randomVector);
  const equal = [2, 3, 5, 7, 10].map((count) => {
    const models = Array.from({ length: count }, () => a);
    return differing(average(models, { ...precise, weights: models.map((_, index) => 1 + index / 7) }), a);
  });
  const halves = average([a, b], { ...precise, weights: [1, 1] });
  const rounded = [a, b].map((vector) => {
    const copy = vector.slice();
    roundToBf16(copy);
    return copy;
  });
  const faithful = average(rounded, { ...precise, rounding: 'mergekit', format: 'BF16', weights: [1, 1] });
  const once = average(rounded, { ...precise, format: 'BF16', weights: [1, 1] });
  const off = Math.max(...halves.map((value, p) => Math.abs(value - (a[p] + b[p]) / 2)));
  return [
    none('Parameters that change when 2, 3, 5, 7 and 10 equal models are averaged', Math.max(...equal)),
    none(
      'Parameters that differ from the second model when the first has weight 0',
      differing(average([b, a], { ...precise, weights: [1, 0] }), b),
    ),
    none(
      'Parameters that differ when all weights are doubled',
      differing(average([a, b], { ...precise, weights: [2, 2] }), halves),
    ),
    {
      claim: 'The average of two models, the largest difference from the middle between them',
      expected: '0, but for rounding',
      accepted: [0, 2 ** -21],
      got: off,
    },
    {
      claim: `Parameters of ${size} that differ in bfloat16 between rounding once and after every step`,
      expected: 'few or none: two numbers are halved exactly',
      accepted: [0, size / 100],
      got: differing(faithful, once),
    },
  ];
}

/** The streams on the generated sample beside the arrays. */
async function streamClaim(signal: AbortSignal, profile: Rounding): Promise<Claim> {
  const { models } = await makeExample(seed);
  const settings = { weights: [0.2, 0.3, 0.5], normalise: true, profile, embedding: 'error' } as const;
  return compareStreams(
    { models },
    (files, context) => run({ ...files, ...settings }, context),
    (tensors) => average(tensors.models, { ...settings, rounding: profile, format: 'BF16' }),
    { signal, about: `profile ${profile}` },
  );
}

export const verification: Verification = {
  title: 'The average of equal models is their very bytes, and weights count as they say',
  source: 'section 2 of the paper; the algebra follows from the definition',
  async run({ signal, progress }) {
    const claims = algebraClaims();
    progress(0.3, 'streams beside arrays');
    for (const profile of ['precise', 'mergekit'] as const) claims.push(await streamClaim(signal, profile));
    return claims;
  },
};
