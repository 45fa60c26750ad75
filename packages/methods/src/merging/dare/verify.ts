import { throwIfCancelled } from '@offprint/errors';
import { createRandom } from '@offprint/numerics';
import { compareStreams } from '../../checkpoints/compare-streams.ts';
import type { Rounding } from '../../checkpoints/tensors.ts';
import type { Claim, Verification } from '../../method.ts';
import { taskArithmetic } from '../task-arithmetic/task-arithmetic.ts';
import { type Combine, dare, drawMask } from './dare.ts';
import { makeExample } from './example.ts';
import type { Rescale } from './rescale.ts';
import { run } from './run.ts';

const size = 4000;
const seed = 1;
const seeds = 200;
/** The paper's own choice. */
const density = 0.1;
const lambda = 0.3;
const precise = { rounding: 'precise', format: 'F32', normalise: false, lambda } as const;

function randomVector(stream: string): Float32Array {
  const random = createRandom(seed, stream);
  return Float32Array.from({ length: size }, () => random.normal());
}

function differing(one: Float32Array, other: Float32Array): number {
  return one.filter((value, index) => !Object.is(value, other[index])).length;
}

const base = (): Float32Array => randomVector('base');
const models = (): Float32Array[] =>
  ['a', 'b'].map((name) => {
    const change = randomVector(name);
    return base().map((value, p) => value + 0.05 * change[p]);
  });

function dareOf(drawn: number, share: number, combine: Combine = 'linear'): Float32Array {
  const masks = [0, 1].map((model) => drawMask(drawn, 'w', model, share, size));
  const rest = { densities: [share, share], rescale: 'paper', combine, weights: [1, 1] } as const;
  return dare(base(), models(), masks, { ...precise, ...rest });
}

/** How many entries' means over many seeds lie within three standard errors of task arithmetic, in per cent. */
function meanClaim(check: () => void): Claim {
  const sums = new Float64Array(size);
  const squares = new Float64Array(size);
  for (let drawn = 0; drawn < seeds; drawn++) {
    check();
    for (const [p, value] of dareOf(drawn, density).entries()) {
      sums[p] += value;
      squares[p] += value * value;
    }
  }
  const expected = taskArithmetic(base(), models(), { ...precise, weights: [1, 1] });
  const within = expected.filter((value, p) => {
    const mean = sums[p] / seeds;
    const variance = Math.max(0, squares[p] / seeds - mean * mean) * (seeds / (seeds - 1));
    return Math.abs(mean - value) <= 3 * Math.sqrt(variance / seeds) + 1e-7;
  }).length;
  return {
    claim: `Entries whose mean over ${seeds} seeds lies within 3 standard errors of task arithmetic, in per cent`,
    expected: 'at least 98',
    accepted: [98, 100],
    got: (100 * within) / size,
  };
}

const none = (claim: string, got: number): Claim => ({ claim, expected: 0, accepted: [0, 0], got });

function maskClaims(): Claim[] {
  const whole = drawMask(7, 'w', 0, 0.3, size);
  const kept = whole.filter((value) => value === 1).length;
  const other = drawMask(7, 'w', 1, 0.3, size);
  const both = whole.filter((value, p) => value === 1 && other[p] === 1).length;
  const error = Math.sqrt(size * 0.3 * 0.7);
  return [
    {
      claim: `Changes kept of ${size} at density 0.3`,
      expected: size * 0.3,
      accepted: [size * 0.3 - 4 * error, size * 0.3 + 4 * error],
      got: kept,
    },
    {
      claim: `Changes of ${size} that two models both keep at density 0.3`,
      expected: size * 0.09,
      accepted: [size * 0.09 - 4 * Math.sqrt(size * 0.09 * 0.91), size * 0.09 + 4 * Math.sqrt(size * 0.09 * 0.91)],
      got: both,
    },
    none(
      'Parameters that differ from task arithmetic, bit for bit, when nothing is dropped (p = 0)',
      differing(dareOf(1, 1), taskArithmetic(base(), models(), { ...precise, weights: [1, 1] })),
    ),
    none('Parameters that differ when the same seed is drawn again', differing(dareOf(5, density), dareOf(5, density))),
  ];
}

/** The streams on the generated sample beside the arrays. */
async function streamClaim(
  signal: AbortSignal,
  settings: { readonly profile: Rounding; readonly rescale: Rescale; readonly combine: Combine },
): Promise<Claim> {
  const {
    base: [reference],
    models: files,
  } = await makeExample(seed);
  const { profile, rescale, combine } = settings;
  const options = { lambda: 0.4, weights: [1, 0.5], normalise: false, rescale, combine, seed: 3 };
  const densities = [0.3, 0.6];
  return compareStreams(
    { base: reference, models: files },
    (opened, context) => run({ ...opened, ...options, density: 1, densities, profile, embedding: 'error' }, context),
    (tensors) => {
      const masks = densities.map((share, model) => drawMask(3, tensors.name, model, share, tensors.base.length));
      return dare(tensors.base, tensors.models, masks, { ...options, densities, rounding: profile, format: 'BF16' });
    },
    { signal, about: `profile ${profile}, rescale ${rescale}, ${combine}` },
  );
}

export const verification: Verification = {
  title: 'DARE drops at random, gives task arithmetic on average, and task arithmetic itself where nothing is dropped',
  source: 'section 3.2: the expectation of the rescaled changes is that of the changes',
  async run({ signal, progress }) {
    const claims = maskClaims();
    let done = 0;
    claims.push(
      meanClaim(() => {
        throwIfCancelled(signal);
        progress((0.7 * done++) / seeds, `seed ${done} of ${seeds}`);
      }),
    );
    progress(0.7, 'streams beside arrays');
    for (const settings of [
      { profile: 'precise', rescale: 'paper', combine: 'linear' },
      { profile: 'precise', rescale: 'mergekit', combine: 'ties' },
      { profile: 'mergekit', rescale: 'mergekit', combine: 'linear' },
      { profile: 'mergekit', rescale: 'paper', combine: 'ties' },
    ] as const) {
      claims.push(await streamClaim(signal, settings));
    }
    return claims;
  },
};
