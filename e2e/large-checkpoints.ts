/** Checkpoints as large as real models, for measurements: as fast to make as to write. */
import { planSafetensors } from '@offprint/files';
import { fileSink } from '@offprint/files/node';
import { createRandom, narrowBf16 } from '@offprint/numerics';

const width = 2560;
const inner = 6912;
const vocabulary = 32_000;

/** Numbers drawn once and used again from other places: drawing each anew would take longer than a merge. */
const poolSize = 2 ** 22;
/** Spread of the weights and of the changes, as in a fine-tuned model. */
const weightSpread = 0.03;
const changeSpread = 0.001;

/** A language model of so many blocks, each of 79 million parameters. */
function tensorsOf(blocks: number): { name: string; dtype: 'BF16'; shape: readonly number[] }[] {
  const tensors = [{ name: 'model.embed_tokens.weight', shape: [vocabulary, width] }];
  for (let block = 0; block < blocks; block++) {
    const add = (name: string, ...shape: number[]): number =>
      tensors.push({ name: `model.layers.${block}.${name}.weight`, shape });
    for (const part of 'qkvo') add(`self_attn.${part}_proj`, width, width);
    add('mlp.gate_proj', inner, width);
    add('mlp.up_proj', inner, width);
    add('mlp.down_proj', width, inner);
    add('input_layernorm', width);
    add('post_attention_layernorm', width);
  }
  return tensors.map((tensor) => ({ ...tensor, dtype: 'BF16' }));
}

/** The pool twice over, so that as many numbers as it holds lie behind one another from any place on. */
function poolOf(model: number): Uint16Array {
  const random = createRandom(1, 'weights');
  const changes = createRandom(1, `changes ${model}`);
  const values = Float32Array.from({ length: poolSize }, () => weightSpread * random.normal());
  if (model > 0) for (let at = 0; at < poolSize; at++) values[at] += changeSpread * changes.normal();
  const pool = new Uint16Array(2 * poolSize);
  narrowBf16(values, pool.subarray(0, poolSize));
  pool.copyWithin(poolSize, 0, poolSize);
  return pool;
}

/**
 * Writes a bfloat16 checkpoint. Model 0 is the base, the others are fine-tuned from it.
 * @returns bytes and parameters
 */
export async function writeLanguageModel(
  file: string,
  model: number,
  blocks: number,
): Promise<{ readonly bytes: number; readonly parameters: number }> {
  const tensors = tensorsOf(blocks);
  const plan = planSafetensors(tensors, { format: 'pt' });
  const pool = poolOf(model);
  const places = createRandom(1, 'places');
  const sink = await fileSink(file);
  await sink.write(plan.header, 0);
  let parameters = 0;
  for (const { name, shape } of tensors) {
    const elements = shape.reduce((product, length) => product * length, 1);
    parameters += elements;
    for (let from = 0; from < elements; from += poolSize) {
      const start = places.integer(poolSize);
      const count = Math.min(poolSize, elements - from);
      const bytes = new Uint8Array(pool.buffer, 2 * start, 2 * count);
      await sink.write(bytes, (plan.at.get(name) ?? 0) + 2 * from);
    }
  }
  await sink.commit();
  return { bytes: plan.size, parameters };
}
