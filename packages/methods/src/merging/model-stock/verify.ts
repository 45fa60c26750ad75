import { createRandom, dot } from '@offprint/numerics';
import { compareStreams } from '../../checkpoints/compare-streams.ts';
import type { Rounding } from '../../checkpoints/tensors.ts';
import type { Claim, Verification } from '../../method.ts';
import { makeExample } from './example.ts';
import { modelStock, rowLengthOf } from './model-stock.ts';
import { run } from './run.ts';

const size = 6000;
const seed = 1;
const precise = { rounding: 'precise', format: 'F32', guard: true, rowLength: size } as const;

function randomVector(stream: string, spread = 1): Float32Array {
  const random = createRandom(seed, stream);
  return Float32Array.from({ length: size }, () => spread * random.normal());
}

const none = (claim: string, got: number): Claim => ({ claim, expected: 0, accepted: [0, 0], got });
const plus = (a: Float32Array, b: Float32Array): Float32Array => a.map((value, p) => value + b[p]);
const minus = (a: Float32Array, b: Float32Array): Float32Array => a.map((value, p) => value - b[p]);
const norm = (a: Float32Array): number => Math.sqrt(dot(a, a));
const differing = (a: Float32Array, b: Float32Array): number => a.filter((value, p) => value !== b[p]).length;

/**
 * The situation that the paper draws: models scattered evenly around a centre that lies apart from the base. The point of
 * the plane of base and average that is nearest to the centre is what the formula finds from angles alone.
 */
function centreClaims(): Claim[] {
  const base = randomVector('base');
  const centre = plus(base, randomVector('way', 0.5));
  return [2, 3, 5].map((count) => {
    const models = Array.from({ length: count }, (_, index) => plus(centre, randomVector(`model ${index}`, 0.4)));
    const merged = modelStock(base, models, precise);
    const average = models[0].map((_, p) => models.reduce((sum, model) => sum + model[p], 0) / count);
    const way = minus(average, base);
    const foot = dot(minus(centre, base), way) / dot(way, way);
    const got = dot(minus(merged, base), way) / dot(way, way);
    return {
      claim: `${count} models around a centre: t, beside the foot of the perpendicular from the centre`,
      expected: foot,
      accepted: [foot - 0.05, foot + 0.05],
      got,
    };
  });
}

function algebraClaims(): Claim[] {
  const base = randomVector('base');
  const change = randomVector('a', 0.1);
  const model = plus(base, change);
  const opposite = minus(base, change);
  const equal = modelStock(base, [model, model], precise);
  const rows = modelStock(base, [model, plus(base, randomVector('b', 0.1))], { ...precise, rowLength: 60 });
  const again = modelStock(
    base.slice(60, 120),
    [model, plus(base, randomVector('b', 0.1))].map((x) => x.slice(60, 120)),
    {
      ...precise,
      rowLength: 60,
    },
  );
  const [one, other] = [model, plus(base, randomVector('b', 0.1))];
  return [
    {
      claim: 'Two equal models: the largest difference from them (t = 1)',
      expected: '0, but for rounding',
      accepted: [0, 2 ** -20],
      got: Math.max(...equal.map((value, p) => Math.abs(value - model[p]))),
    },
    none(
      'Parameters that differ from the base between two opposite models, where t has no bound',
      differing(modelStock(base, [model, opposite], precise), base),
    ),
    none('Parameters of a row that differ when it is merged by itself', differing(rows.slice(60, 120), again)),
    none(
      'Parameters that differ when two models change places',
      differing(modelStock(base, [one, other], precise), modelStock(base, [other, one], precise)),
    ),
    {
      claim: 'Models at right angles stay near the base: the distance, relative to the average’s',
      expected: '0, but for chance',
      accepted: [0, 0.1],
      got:
        norm(minus(modelStock(base, [one, other], precise), base)) /
        (norm(minus(plus(one, other), plus(base, base))) / 2),
    },
  ];
}

/** The streams on the generated sample beside the arrays. */
async function streamClaim(signal: AbortSignal, profile: Rounding, filterWise: boolean): Promise<Claim> {
  const { base, models } = await makeExample(seed);
  return compareStreams(
    { base: base[0], models },
    (files, context) => run({ ...files, filterWise, profile, embedding: 'error' }, context),
    (tensors) =>
      modelStock(tensors.base, tensors.models, {
        rounding: profile,
        format: 'BF16',
        guard: profile === 'precise',
        rowLength: rowLengthOf(tensors.shape, filterWise),
      }),
    { signal, about: `profile ${profile}${filterWise ? ', by rows' : ''}` },
  );
}

export const verification: Verification = {
  title: 'Model Stock finds, from angles alone, how far the average should be drawn back towards the base',
  source: 'sections 4.1 and 4.2 of the paper: its formula, and the geometry that it is derived from',
  async run({ signal, progress }) {
    const claims = [...centreClaims(), ...algebraClaims()];
    progress(0.3, 'streams beside arrays');
    for (const profile of ['precise', 'mergekit'] as const) {
      for (const filterWise of [false, true]) claims.push(await streamClaim(signal, profile, filterWise));
    }
    return claims;
  },
};
