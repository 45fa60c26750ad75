import { throwIfCancelled } from '@offprint/errors';
import { openCheckpoint, type SourceReference } from '@offprint/files';
import { widenBf16 } from '@offprint/numerics';
import { inlineContext } from '../../checkpoints/inline-context.ts';
import type { MergeReport } from '../../checkpoints/merge-report.ts';
import type { Claim, Verification } from '../../method.ts';
import { type Addition, taskArithmetic } from '../task-arithmetic/task-arithmetic.ts';
import { makeExample } from './example.ts';
import { run, tasks } from './run.ts';
import { safetensorsOfBf16 } from './verify-files.ts';

const seed = 1;
/** Blocks of the encoder and of the decoder of the generated models. */
const blocks = 6;

type Tensors = ReadonlyMap<string, Float32Array>;

/** The numbers of a model in bfloat16. */
async function readModel(references: readonly SourceReference[]): Promise<Tensors> {
  const checkpoint = await openCheckpoint(references);
  const tensors = new Map<string, Float32Array>();
  for (const [name, entry] of checkpoint.tensors) {
    const bits = new Uint16Array(entry.elements);
    await checkpoint.read(entry, new Uint8Array(bits.buffer));
    const values = new Float32Array(entry.elements);
    widenBf16(bits, values);
    tensors.set(name, values);
  }
  await checkpoint.close();
  return tensors;
}

async function mergeSample(recipe: string, profile: 'mergekit' | 'paper', only?: readonly number[]): Promise<Tensors> {
  const { models } = await makeExample(seed);
  const chosen = only === undefined ? models : only.map((index) => models[index]);
  const opened = await Promise.all(chosen.map((reference) => openCheckpoint([reference])));
  const { context, commit } = inlineContext<MergeReport>(tasks);
  await run({ models: opened, recipe, profile, embedding: 'error', shardSize: '5GB', seed: 0 }, context);
  for (const checkpoint of opened) await checkpoint.close();
  const files = await commit();
  return readModel([...files].filter(([name]) => name.endsWith('.safetensors')).map(([, reference]) => reference));
}

async function sample(): Promise<readonly Tensors[]> {
  const { models } = await makeExample(seed);
  return Promise.all(models.map((reference) => readModel([reference])));
}

function differing(one: Tensors, other: (name: string) => Float32Array | undefined): number {
  let count = 0;
  for (const [name, values] of one) {
    const expected = other(name);
    count += values.filter((value, p) => value !== expected?.[p]).length;
  }
  return count;
}

/** The block of a tensor of the sample, or null outside of the blocks. */
function blockOf(name: string): number | null {
  const found = /^(?:encoder|decoder)\.block\.(\d+)\./.exec(name)?.[1];
  return found === undefined ? null : Number(found);
}

const layered = `merge_method: task_arithmetic
base_model: base
models:
  - model: one
    parameters:
      weight: [0.25, 1]
  - model: two
    parameters:
      weight:
        - filter: DenseReluDense
          value: 0
        - filter: SelfAttention
          value: [1, 0, 1]
        - value: 0.5
parameters:
  lambda: 0.75
`;

/** The weights of the two models in that recipe, worked out by hand. */
function weightsOf(name: string): readonly [number, number] {
  const depth = (blockOf(name) ?? 0) / (blocks - 1);
  const first = 0.25 + depth * 0.75;
  if (name.includes('DenseReluDense')) return [first, 0];
  return [first, name.includes('SelfAttention') ? Math.abs(1 - 2 * depth) : 0.5];
}

async function layeredClaim(profile: 'mergekit' | 'paper'): Promise<Claim> {
  const [base, one, two] = await sample();
  const merged = await mergeSample(layered, profile);
  const rounding = profile === 'mergekit' ? 'mergekit' : 'precise';
  const expected = (name: string): Float32Array | undefined => {
    const [at, first, second] = [base.get(name), one.get(name), two.get(name)];
    if (at === undefined || first === undefined || second === undefined) return undefined;
    const options: Addition = { rounding, format: 'BF16', weights: weightsOf(name), normalise: false, lambda: 0.75 };
    return taskArithmetic(at, [first, second], options);
  };
  return {
    claim: `Gradients and filters, profile ${profile}: parameters that differ from weights worked out by hand`,
    expected: 0,
    accepted: [0, 0],
    got: differing(merged, expected),
  };
}

const levels = (own: string, slice: string): string => `merge_method: linear
modules:
  decoder:
    slices:
      - sources:
          - model: one
            layer_range: [0, 6]
${own}          - model: two
            layer_range: [0, 6]
${slice}parameters:
  weight: 1
`;

/** Decoders alone, so that there is one list of layers. */
async function precedenceClaims(): Promise<readonly Claim[]> {
  const [, one, two] = await sample();
  const only = (tensors: Tensors): Tensors => new Map([...tensors].filter(([name]) => !name.startsWith('encoder.')));
  const files = await Promise.all([one, two].map((tensors) => safetensorsOfBf16(only(tensors))));
  const mean = async (recipe: string): Promise<number> => {
    const opened = await Promise.all(files.map((reference) => openCheckpoint([reference])));
    const { context, commit } = inlineContext<MergeReport>(tasks);
    await run({ models: opened, recipe, profile: 'paper', embedding: 'error', shardSize: '5GB', seed: 0 }, context);
    const out = await commit();
    const merged = await readModel([...out].filter(([name]) => name.endsWith('.safetensors')).map(([, file]) => file));
    const name = 'decoder.block.3.layer.0.SelfAttention.q.weight';
    const [a, b, m] = [one, two, merged].map((tensors) => tensors.get(name) ?? new Float32Array());
    // The share of the way from the first model to the second, by least squares.
    let up = 0;
    let down = 0;
    for (const [p, from] of a.entries()) {
      up += (m[p] - from) * (b[p] - from);
      down += (b[p] - from) ** 2;
    }
    return up / down;
  };
  const ownWeight = '            parameters:\n              weight: 3\n';
  const sliceWeight = '        parameters:\n          weight: 0.5\n';
  const rows = [
    ['the recipe alone: 1 and 1', levels('', ''), 1 / 2],
    ['the slice before the recipe: 0.5 and 0.5', levels('', sliceWeight), 1 / 2],
    ['the source before the recipe: 3 and 1', levels(ownWeight, ''), 1 / 4],
    ['the source before the slice: 3 and 0.5', levels(ownWeight, sliceWeight), 1 / 7],
  ] as const;
  const claims: Claim[] = [];
  for (const [what, recipe, share] of rows) {
    claims.push({
      claim: `Weights by ${what}: how far the mean lies from the first model to the second`,
      expected: share,
      accepted: [share - 0.01, share + 0.01],
      got: await mean(recipe),
    });
  }
  return claims;
}

export const verification: Verification = {
  title: 'Recipes do what they say',
  source: 'the documentation of the language',
  async run({ signal, progress }) {
    const claims: Claim[] = [];
    claims.push(await layeredClaim('mergekit'));
    progress(0.3, 'gradients and filters');
    throwIfCancelled(signal);
    claims.push(await layeredClaim('paper'));
    progress(0.6, 'precedence');
    throwIfCancelled(signal);
    claims.push(...(await precedenceClaims()));
    return claims;
  },
};
