import { createRandom, dot, scale } from '@offprint/numerics';
import { compareStreams } from '../../checkpoints/compare-streams.ts';
import type { Claim, Verification } from '../../method.ts';
import { makeExample } from './example.ts';
import { run } from './run.ts';
import { slerp } from './slerp.ts';

const size = 5000;
const seed = 1;

/** A random vector of the given length. */
function randomVector(stream: string, length: number): Float32Array {
  const random = createRandom(seed, stream);
  const vector = Float32Array.from({ length: size }, () => random.normal());
  scale(vector, length / normOf(vector));
  return vector;
}

const normOf = (x: Float32Array): number => Math.sqrt(dot(x, x));

/** The largest distance in steps of float32, where 0 and -0 are one. */
function mostSteps(one: Float32Array, other: Float32Array): number {
  const placeOf = (bits: number): number => (bits < 0 ? -(bits & 0x7fffffff) : bits);
  const [a, b] = [one, other].map((x) => new Int32Array(x.buffer, x.byteOffset, x.length));
  return a.reduce((most, bits, p) => Math.max(most, Math.abs(placeOf(bits) - placeOf(b[p]))), 0);
}

function algebraClaims(): Claim[] {
  const [a, b] = [randomVector('a', 3), randomVector('b', 3)];
  const longer = randomVector('c', 7);
  const half = slerp(a, b, 0.5, 'F32');
  const relative = Math.abs(normOf(half) / normOf(a) - 1);
  const zero = new Float32Array(size);
  const quarter = slerp(zero, b, 0.3, 'F32');
  const opposite = a.map((value) => -value);
  const between = slerp(a, opposite, 0.5, 'F32');
  const steps: readonly [number, number] = [0, 1];
  return [
    {
      claim: 'Steps of float32 between SLERP at t = 0 and the first model, the most',
      expected: 'at most 1',
      accepted: steps,
      got: mostSteps(slerp(a, longer, 0, 'F32'), a),
    },
    {
      claim: 'Steps of float32 between SLERP at t = 1 and the second model, the most',
      expected: 'at most 1',
      accepted: steps,
      got: mostSteps(slerp(a, longer, 1, 'F32'), longer),
    },
    {
      claim: 'Length half-way between two vectors of one length, relative to it, less 1',
      expected: '0, but for rounding',
      accepted: [0, 1e-6],
      got: relative,
    },
    {
      claim: 'From zero, at t = 0.3: the length relative to the other vector',
      expected: Math.sin(0.15 * Math.PI),
      accepted: [Math.sin(0.15 * Math.PI) - 1e-6, Math.sin(0.15 * Math.PI) + 1e-6],
      got: normOf(quarter) / normOf(b),
    },
    {
      claim: 'Half-way between opposite vectors, along the line: the length',
      expected: 0,
      accepted: [0, 1e-6],
      got: normOf(between),
    },
    {
      claim: 'Steps of float32 between t from one end and 1 − t from the other, the most',
      expected: 'a few',
      accepted: [0, 2 ** 12],
      got: mostSteps(slerp(a, longer, 0.25, 'F32'), slerp(longer, a, 0.75, 'F32')),
    },
  ];
}

/** The streams on the generated sample beside the arrays. */
async function streamClaim(signal: AbortSignal, t: number): Promise<Claim> {
  const { models } = await makeExample(seed);
  return compareStreams(
    { models },
    (files, context) => run({ ...files, t, embedding: 'error' }, context),
    (tensors) => slerp(tensors.models[0], tensors.models[1], t, 'BF16'),
    { signal, about: `t = ${t}` },
  );
}

export const verification: Verification = {
  title: 'SLERP begins at one model, ends at the other, and keeps the length in between',
  source: 'section 3.3 of the paper, with the straight line of merging tools where vectors are nearly parallel',
  async run({ signal, progress }) {
    const claims = algebraClaims();
    progress(0.3, 'streams beside arrays');
    for (const t of [0, 0.3, 1]) claims.push(await streamClaim(signal, t));
    return claims;
  },
};
