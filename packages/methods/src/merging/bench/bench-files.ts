/** Makes the files of the benchmarks: a base and models of bfloat16 parameters, shaped as a small language model. */
import path from 'node:path';
import { planSafetensors } from '@offprint/files';
import { fileSink } from '@offprint/files/node';
import { createRandom, narrowBf16 } from '@offprint/numerics';

export const benchModels = 3;
const width = 1024;
const inner = 3264;
const vocabulary = 32_000;
const embeddingParameters = vocabulary * width;
const blockParameters = 4 * width * width + 3 * width * inner + 2 * width;

/** Numbers drawn once and used over again from other places: drawing each anew would take longer than the benchmark. */
const poolSize = 2 ** 22;
/** Spread of the weights and of the changes, as in a fine-tuned model. */
const weightSpread = 0.03;
const changeSpread = 0.001;

export type BenchRole = 'base' | 'model' | 'fisher';

/** @param index from 1; of no meaning for the base */
export function benchFile(folder: string, role: BenchRole, index = 1): string {
  return path.join(folder, role === 'base' ? 'base.safetensors' : `${role}-${index}.safetensors`);
}

/** @param millions of parameters, about; at least the 47 of a model with one block */
function benchTensors(millions: number): { name: string; dtype: 'BF16'; shape: readonly number[] }[] {
  const blocks = Math.max(1, Math.round((millions * 1e6 - embeddingParameters) / blockParameters));
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

/** Writes base, models and their Fisher diagonals into the folder. Returns the number of parameters of each. */
export async function makeBenchFiles(folder: string, millions: number, withFisher: boolean): Promise<number> {
  const tensors = benchTensors(millions);
  const plan = planSafetensors(tensors, { format: 'pt' });
  const random = createRandom(1, 'benchmark');
  const pool = Float32Array.from({ length: poolSize }, () => random.normal());
  const places = createRandom(1, 'places');
  const starts = new Map(
    tensors.map(({ name }) => [name, Array.from({ length: benchModels + 1 }, () => places.integer(poolSize))]),
  );
  const floats = new Float32Array(poolSize);
  const bits = new Uint16Array(poolSize);
  const fill = (role: BenchRole, model: number, name: string, from: number, count: number): void => {
    const [start, ...changes] = starts.get(name) ?? [0];
    const change = role === 'base' ? 0 : changes[model - 1];
    for (let i = 0; i < count; i++) {
      const base = weightSpread * pool[(start + 3 * from + i) % poolSize];
      const own = changeSpread * pool[(change + from + i) % poolSize];
      if (role === 'fisher') floats[i] = own * own;
      else floats[i] = role === 'base' ? base : base + own;
    }
    narrowBf16(floats.subarray(0, count), bits.subarray(0, count));
  };
  const write = async (role: BenchRole, model: number): Promise<void> => {
    const sink = await fileSink(benchFile(folder, role, model));
    await sink.write(plan.header, 0);
    for (const { name, shape } of tensors) {
      const elements = elementsOf(shape);
      for (let from = 0; from < elements; from += poolSize) {
        const count = Math.min(poolSize, elements - from);
        fill(role, model, name, from, count);
        await sink.write(new Uint8Array(bits.buffer, 0, 2 * count), (plan.at.get(name) ?? 0) + 2 * from);
      }
    }
    await sink.commit();
  };
  await write('base', 0);
  for (let model = 1; model <= benchModels; model++) {
    await write('model', model);
    if (withFisher) await write('fisher', model);
  }
  return tensors.reduce((sum, { shape }) => sum + elementsOf(shape), 0);
}

function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
