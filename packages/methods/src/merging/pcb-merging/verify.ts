import { throwIfCancelled } from '@offprint/errors';
import { openCheckpoint } from '@offprint/files';
import { createRandom, roundToBf16 } from '@offprint/numerics';
import { readFloats } from '../../checkpoints/compare-streams.ts';
import { inlineContext } from '../../checkpoints/inline-context.ts';
import { trainToy } from '../../checkpoints/toy-tasks.ts';
import type { Claim, Verification } from '../../method.ts';
import { tiesMerge } from '../ties-merging/ties.ts';
import { makeExample } from './example.ts';
import { type PcbVariant, pcbMerge } from './pcb.ts';
import { type PcbReport, run, tasks } from './run.ts';

const seed = 1;
const size = 3000;
const ratio = 0.1;
const toySeeds = [1, 2, 3, 4, 5, 6];
/** λ tried on the toy for each of the two; both are tuned on the same points. */
const lambdas = [0.3, 0.5, 0.8, 1, 1.2, 1.5, 1.8];

function randomChanges(stream: string, scale = 0.05): Float64Array {
  const random = createRandom(seed, stream);
  return Float64Array.from({ length: size }, () => Math.fround(scale * random.normal()));
}

const none = (claim: string, got: number): Claim => ({ claim, expected: 0, accepted: [0, 0], got });
const ones = (changes: readonly unknown[]): number[] => changes.map(() => 1);
const count = (values: Float64Array, holds: (value: number, at: number) => boolean): number =>
  values.reduce((total, value, at) => total + (holds(value, at) ? 1 : 0), 0);

/** Changes 1, 2, 3, 4, the last clamped to 3: sizes 0, 1/2, 1, 1, of which the last three have a say at r = 0.75. */
function handClaim(): Claim {
  const change = Float64Array.of(1, 2, 3, 4);
  const { clamped, scales } = pcbMerge([change], { ratio: 0.75, lambdas: [1], variant: 'language' });
  // exp(x² − 1) tanh(τ²) for each, stretched from the second lowest to the largest.
  const scores = [0, 0.25, 1, 1].map((square, p) => Math.exp(square - 1) * Math.tanh(change[p] ** 2));
  const top = Math.max(...scores);
  const expected = scores.map((score) => Math.max(0, score - scores[1]) / (top - scores[1]));
  const off = scales[0].map((scale, p) => Math.abs(scale - expected[p]) + Math.abs(clamped[0][p] - [1, 2, 3, 3][p]));
  return {
    claim: 'Four parameters worked out by hand: the largest difference',
    expected: '0, but for rounding',
    accepted: [0, 1e-12],
    got: Math.max(...off),
  };
}

function algebraClaims(variant: PcbVariant): Claim[] {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => randomChanges(name));
  const twins = pcbMerge([a, a], { ratio, lambdas: [1, 1], variant });
  const three = pcbMerge([a, b, c], { ratio, lambdas: ones([a, b, c]), variant });
  const all = pcbMerge([a, b, c], { ratio: 1, lambdas: ones([a, b, c]), variant });
  const expected = size - Math.trunc(size * (1 - ratio)) - 1;
  const opposes = (value: number, p: number): boolean =>
    [a, b, c].every((change) => value * change[p] < 0) || (value !== 0 && [a, b, c].every((change) => change[p] === 0));
  return [
    none(
      `Two equal models, ${variant}: parameters that are not the clamped change where they have a say, and 0 elsewhere`,
      count(twins.change, (value, p) => Math.abs(value - (twins.scales[0][p] > 0 ? twins.clamped[0][p] : 0)) > 1e-15),
    ),
    {
      claim: `Parameters of ${size} that have a say in each model at r = ${ratio}, ${variant}: d − int(d(1 − r)) − 1`,
      expected,
      accepted: [expected, expected],
      got: Math.max(...three.scales.map((scale) => count(scale, (value) => value > 0))),
    },
    {
      claim: `Parameters without a say at r = 1, ${variant}: the lowest of each of three models`,
      expected: 3,
      accepted: [3, 3],
      got: all.scales.reduce((total, scale) => total + count(scale, (value) => value === 0), 0),
    },
    none(`Merged changes against the sign of all three models, ${variant}`, count(three.change, opposes)),
    none(
      `Scales outside 0 to 1, ${variant}`,
      three.scales.reduce((total, scale) => total + count(scale, (value) => !(value >= 0 && value <= 1)), 0),
    ),
  ];
}

function manyModelsClaim(): Claim {
  const changes = Array.from({ length: 100 }, (_, model) => randomChanges(`many ${model}`).slice(0, 200));
  const { change } = pcbMerge(changes, { ratio: 0.2, lambdas: ones(changes), variant: 'language' });
  return none(
    'Merged changes of 100 models that are not finite',
    count(change, (value) => !Number.isFinite(value)),
  );
}

/** Sizes are relative to the model, so a factor common to all changes only scales the result. */
function scalingClaim(): Claim {
  const changes = ['a', 'b', 'c'].map((name) => randomChanges(name));
  const options = { ratio, lambdas: ones(changes), variant: 'vision' } as const;
  const before = pcbMerge(changes, options).change;
  const after = pcbMerge(
    changes.map((change) => change.map((value) => 8 * value)),
    options,
  ).change;
  return none(
    'Parameters that differ from eight times the result when all changes are eight times as large, vision',
    count(after, (value, p) => value !== 8 * before[p]),
  );
}

/** The streams on the generated sample beside the arrays in float64. */
async function streamClaim(variant: PcbVariant, signal: AbortSignal): Promise<Claim> {
  const { base, models } = await makeExample(seed);
  const inline = inlineContext<PcbReport>(tasks, { signal });
  const open = (reference: (typeof models)[number]) => openCheckpoint([reference]);
  await run(
    {
      base: await open(base[0]),
      models: await Promise.all(models.map(open)),
      ratio,
      lambda: 1,
      lambdas: [],
      variant,
      scope: 'model',
      embedding: 'error',
    },
    inline.context,
  );
  const [file] = (await inline.commit()).values();
  const before = await readFloats(base[0]);
  const others = await Promise.all(models.map(readFloats));
  const joined = (values: (name: string) => ArrayLike<number>): Float64Array =>
    Float64Array.from([...before.keys()].flatMap((name) => Array.from(values(name))));
  const own = joined((name) => before.get(name)?.values ?? []);
  const changes = others.map((other) =>
    joined((name) => other.get(name)?.values ?? []).map((value, p) => Math.fround(value - own[p])),
  );
  const { change } = pcbMerge(changes, { ratio, lambdas: ones(changes), variant });
  const expected = Float32Array.from(own, (value, p) => value + change[p]);
  roundToBf16(expected);
  const merged = await readFloats(file);
  const got = joined((name) => merged.get(name)?.values ?? []);
  // Float32 on the way may turn one step of bfloat16.
  const step = 2 ** -7;
  return none(
    `Parameters of ${got.length} that differ by more than a step of bfloat16 between streams and arrays, ${variant}`,
    count(got, (value, p) => Math.abs(value - expected[p]) > step * Math.max(1e-6, Math.abs(expected[p]))),
  );
}

/** How many points of accuracy PCB is above TIES, each with its best λ. */
function toyGain(toySeed: number): number {
  const { base, experts, accuracy } = trainToy(toySeed);
  const changes = experts.map((expert) => Float64Array.from(expert, (value, p) => value - base[p]));
  const best = (change: ArrayLike<number>): number =>
    Math.max(...lambdas.map((lambda) => accuracy(base.map((value, p) => value + lambda * change[p]))));
  const pcb = pcbMerge(changes, { ratio, lambdas: ones(changes), variant: 'language' }).change;
  const ties = tiesMerge(base, experts, {
    densities: experts.map(() => 0.2),
    ties: 'keep-all',
    merge: 'mean',
    lambda: 1,
  }).mergedTaskVector;
  return best(pcb) - best(ties);
}

export const verification: Verification = {
  title: 'PCB-Merging lets parameters compete as the released code has it, and on small tasks keeps up with TIES',
  source: 'section 3 and the released code; the algebra follows from the definition',
  async run({ signal, progress }) {
    const variants = ['language', 'vision'] as const;
    const claims = [handClaim(), ...variants.flatMap(algebraClaims), manyModelsClaim(), scalingClaim()];
    for (const variant of variants) {
      progress(0.1, `streams beside arrays, ${variant}`);
      claims.push(await streamClaim(variant, signal));
    }
    const gains: number[] = [];
    for (const [index, toySeed] of toySeeds.entries()) {
      throwIfCancelled(signal);
      progress(0.2 + (0.8 * index) / toySeeds.length, `toy tasks, seed ${toySeed}`);
      gains.push(toyGain(toySeed));
    }
    claims.push({
      claim: `Points of accuracy above TIES at density 0.2, each with its best λ, mean of ${toySeeds.length} sets of toy tasks`,
      expected: 'about 0.7, single sets either way',
      accepted: [-0.5, 20],
      got: gains.reduce((sum, gain) => sum + gain, 0) / gains.length,
    });
    return claims;
  },
};
