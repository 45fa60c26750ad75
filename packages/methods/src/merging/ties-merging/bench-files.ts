/** Makes the files of the benchmark: a base and three models of 200 M bfloat16 parameters, as a small language model. */
import path from 'node:path';
import { planSafetensors } from '@offprint/files';
import { fileSink } from '@offprint/files/node';
import { createRandom, narrowBf16 } from '@offprint/numerics';

export const benchModels = 3;
const blocks = 12;
const width = 1024;
const inner = 3264;
const vocabulary = 32_000;

/** Numbers drawn once and used over again from other places: drawing each anew would take longer than the benchmark. */
const poolSize = 2 ** 22;
/** Spread of the weights and of the changes, as in a fine-tuned model. */
const weightSpread = 0.03;
const changeSpread = 0.001;

export function benchFile(folder: string, index: number): string {
  return path.join(folder, index === 0 ? 'base.safetensors' : `model-${index}.safetensors`);
}

function benchTensors(): { name: string; dtype: 'BF16'; shape: readonly number[] }[] {
  const shapes: [string, readonly number[]][] = [['model.embed_tokens.weight', [vocabulary, width]]];
  for (let block = 0; block < blocks; block++) {
    const add = (name: string, ...shape: number[]): number =>
      shapes.push([`model.layers.${block}.${name}.weight`, shape]);
    for (const part of 'qkvo') add(`self_attn.${part}_proj`, width, width);
    add('mlp.gate_proj', inner, width);
    add('mlp.up_proj', inner, width);
    add('mlp.down_proj', width, inner);
    add('input_layernorm', width);
    add('post_attention_layernorm', width);
  }
  return shapes.map(([name, shape]) => ({ name, dtype: 'BF16', shape }));
}

/** Writes base and models into the folder. Returns the number of parameters of each. */
export async function makeBenchFiles(folder: string): Promise<number> {
  const tensors = benchTensors();
  const plan = planSafetensors(tensors, { format: 'pt' });
  const random = createRandom(1, 'benchmark');
  const pool = Float32Array.from({ length: poolSize }, () => random.normal());
  const floats = new Float32Array(poolSize);
  const bits = new Uint16Array(poolSize);
  const places = createRandom(1, 'places');
  const starts = new Map(
    tensors.map(({ name }) => [name, Array.from({ length: benchModels + 1 }, () => places.integer(poolSize))]),
  );
  let parameters = 0;
  for (let model = 0; model <= benchModels; model++) {
    const sink = await fileSink(benchFile(folder, model));
    await sink.write(plan.header, 0);
    parameters = 0;
    for (const { name, shape } of tensors) {
      const elements = shape.reduce((product, size) => product * size, 1);
      const [start, ...changes] = starts.get(name) ?? [0];
      const change = model === 0 ? 0 : changes[model - 1];
      parameters += elements;
      for (let from = 0; from < elements; from += poolSize) {
        const count = Math.min(poolSize, elements - from);
        for (let i = 0; i < count; i++) {
          const base = weightSpread * pool[(start + 3 * from + i) % poolSize];
          floats[i] = model === 0 ? base : base + changeSpread * pool[(change + from + i) % poolSize];
        }
        narrowBf16(floats.subarray(0, count), bits.subarray(0, count));
        await sink.write(new Uint8Array(bits.buffer, 0, 2 * count), (plan.at.get(name) ?? 0) + 2 * from);
      }
    }
    await sink.commit();
  }
  return parameters;
}
