import { throwIfCancelled } from '@offprint/errors';
import { openCheckpoint } from '@offprint/files';
import { createRandom, roundToBf16 } from '@offprint/numerics';
import { readFloats } from '../../checkpoints/compare-streams.ts';
import { inlineContext } from '../../checkpoints/inline-context.ts';
import type { MergeReport } from '../../checkpoints/merge-report.ts';
import { trainToy } from '../../checkpoints/toy-tasks.ts';
import type { Claim, Verification } from '../../method.ts';
import { exactFisher } from './exact-fisher.ts';
import { makeExample } from './example.ts';
import { type FisherOptions, fisherMerge, fisherNorm } from './fisher.ts';
import { run, tasks } from './run.ts';

const seed = 1;
const size = 2000;
const toySeeds = [1, 2, 3, 4, 5, 6];
const toyPoints = 60;

const plain: FisherOptions = {
  coefficients: [0.5, 0.5],
  floor: 1e-6,
  favourTarget: true,
  norms: null,
  variant: 'authors',
};

function vectors(stream: string): { models: Float64Array[]; fishers: Float64Array[] } {
  const random = createRandom(seed, stream);
  const draw = (make: () => number): Float64Array => Float64Array.from({ length: size }, make);
  return {
    models: [draw(() => random.normal()), draw(() => random.normal())],
    fishers: [draw(() => 1e-3 * Math.exp(random.normal())), draw(() => 1e-3 * Math.exp(random.normal()))],
  };
}

const largest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a, (value, index) => Math.abs(value - b[index])).reduce((most, value) => Math.max(most, value), 0);

function algebraClaims(): Claim[] {
  const { models, fishers } = vectors('algebra');
  const [a, b] = models;
  const mean = a.map((value, p) => 0.3 * value + 0.7 * b[p]);
  const equal = fisherMerge(models, [fishers[0], fishers[0]], { ...plain, coefficients: [0.3, 0.7] });
  const normed = (scale: number): Float64Array => {
    const scaled = [fishers[0], fishers[1].map((value) => value * scale)];
    return fisherMerge(models, scaled, { ...plain, norms: scaled.map((fisher) => fisherNorm([fisher])) });
  };
  const alone = fisherMerge(models, [fishers[0], new Float64Array(size)], plain);
  // A parameter is the minimum of two parabolas; the merged one must be the minimum of their sum.
  const optimum = a.map((value, p) => (fishers[0][p] * value + fishers[1][p] * b[p]) / (fishers[0][p] + fishers[1][p]));
  return [
    {
      claim: 'Equal information: the largest difference from the weighted mean',
      expected: '0, but for rounding',
      accepted: [0, 1e-12],
      got: largest(equal, mean),
    },
    {
      claim: 'Largest difference when the second model’s information is multiplied by 1,000 and normalised',
      expected: '0, but for rounding',
      accepted: [0, 1e-9],
      got: largest(normed(1), normed(1000)),
    },
    {
      claim: 'Largest difference from the first model when the second is certain of nothing',
      expected: '0, but for rounding',
      accepted: [0, 1e-12],
      got: largest(alone, a),
    },
    {
      claim: 'Two quadratic tasks: the largest distance from their joint optimum',
      expected: '0, but for rounding',
      accepted: [0, 1e-12],
      got: largest(fisherMerge(models, fishers, plain), optimum),
    },
    {
      claim: 'Two quadratic tasks: the largest distance of the plain average from it',
      expected: 'above 0.1',
      accepted: [0.1, 100],
      got: largest(
        a.map((value, p) => (value + b[p]) / 2),
        optimum,
      ),
    },
  ];
}

/** A classifier of two classes whose hidden layer passes x through: logistic regression, for which F is known. */
function logisticClaim(): Claim {
  const random = createRandom(seed, 'logistic');
  const w = 0.7;
  const examples = Array.from({ length: 400 }, () => [Math.abs(random.normal())]);
  const net = {
    inputs: 1,
    hidden: 1,
    classes: 2,
    w1: Float64Array.of(1),
    b1: Float64Array.of(0),
    w2: Float64Array.of(0, w),
    b2: Float64Array.of(0, 0),
  };
  const { w2 } = exactFisher(net, examples);
  const expected = examples.reduce((sum, [x]) => {
    const p = 1 / (1 + Math.exp(-w * x));
    return sum + (p * (1 - p) * x * x) / examples.length;
  }, 0);
  return {
    claim: 'Logistic regression: relative difference from the mean of p(1 − p)x²',
    expected: '0, but for rounding',
    accepted: [0, 1e-12],
    got: Math.abs(w2[1] - expected) / expected,
  };
}

/** The streams on the generated sample beside the arrays. */
async function streamClaim(signal: AbortSignal): Promise<Claim> {
  const example = await makeExample(seed);
  const inline = inlineContext<MergeReport>(tasks, { signal });
  const open = (port: string) => Promise.all(example[port].map((reference) => openCheckpoint([reference])));
  const settings = {
    coefficients: [],
    normalise: true,
    floor: 1e-6,
    favourTarget: true,
    variant: 'authors',
    body: '',
    embedding: 'error',
  } as const;
  await run({ models: await open('models'), fishers: await open('fishers'), ...settings }, inline.context);
  const [merged] = (await inline.commit()).values();
  const models = await Promise.all(example['models'].map(readFloats));
  const fishers = await Promise.all(example['fishers'].map(readFloats));
  const norms = fishers.map((fisher) => fisherNorm([...fisher.values()].map(({ values }) => values)));
  let worst = 0;
  for (const [name, { values }] of await readFloats(merged)) {
    const of = (files: typeof models): Float32Array[] =>
      files.map((file) => file.get(name)?.values ?? new Float32Array());
    const expected = Float32Array.from(fisherMerge(of(models), of(fishers), { ...plain, norms }));
    const between = expected.slice();
    roundToBf16(between);
    // One step of bfloat16 is what float32 sums on the way may turn.
    worst = Math.max(
      worst,
      ...values.map((value, p) => Math.abs(value - between[p]) / Math.max(1e-6, Math.abs(between[p]))),
    );
  }
  return {
    claim: 'Streams beside arrays in float64: the largest relative difference in bfloat16',
    expected: 'at most one step',
    accepted: [0, 2 ** -7],
    got: worst,
  };
}

/** How many points of accuracy Fisher merging of the toy experts is above their average. */
function toyGain(toySeed: number): number {
  const toy = trainToy(toySeed);
  const fishers = toy.experts.map((expert, task) => toy.fisher(expert, task, toyPoints));
  const share = toy.experts.map(() => 1 / toy.experts.length);
  const merged = fisherMerge(toy.experts, fishers, {
    ...plain,
    coefficients: share,
    norms: fishers.map((fisher) => fisherNorm([fisher])),
  });
  const average = toy.base.map((_, p) => toy.experts.reduce((sum, expert) => sum + expert[p], 0) / toy.experts.length);
  return toy.accuracy(Float32Array.from(merged)) - toy.accuracy(average);
}

export const verification: Verification = {
  title: 'Fisher merging weighs by certainty as written, and on small tasks is no worse than the average',
  source: 'equation 2 and section 3; the algebra follows from the definition',
  async run({ signal, progress }) {
    const claims = [...algebraClaims(), logisticClaim()];
    progress(0.1, 'streams beside arrays');
    claims.push(await streamClaim(signal));
    const gains: number[] = [];
    for (const [index, toySeed] of toySeeds.entries()) {
      throwIfCancelled(signal);
      progress(0.2 + (0.8 * index) / toySeeds.length, `toy tasks, seed ${toySeed}`);
      gains.push(toyGain(toySeed));
    }
    claims.push({
      claim: `Points of accuracy above the average of the experts, mean of ${toySeeds.length} sets of toy tasks`,
      expected: 'about 0.5, single sets either way',
      accepted: [-0.2, 20],
      got: gains.reduce((sum, gain) => sum + gain, 0) / gains.length,
    });
    return claims;
  },
};
