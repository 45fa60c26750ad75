/** Small networks with random weights, by the names that frameworks give their tensors. */
import { createRandom } from '@offprint/numerics';
import type { Floats } from '../unfold.ts';
import type { Read } from './network.ts';

export type TestShapes = ReadonlyMap<string, readonly number[]>;

const shapes = (entries: Readonly<Record<string, readonly number[]>>): TestShapes => new Map(Object.entries(entries));

/** A linear layer or convolution with its bias, and a batch norm. */
const linear = (name: string, out: number, ...rest: readonly number[]) => ({
  [`${name}.weight`]: [out, ...rest],
  [`${name}.bias`]: [out],
});
const batchNorm = (name: string, width: number) => ({
  ...Object.fromEntries(['weight', 'bias', 'running_mean', 'running_var'].map((part) => [`${name}.${part}`, [width]])),
  [`${name}.num_batches_tracked`]: [],
});

export const perceptron = shapes({ ...linear('fc1', 12, 6), ...linear('fc2', 10, 12), ...linear('fc3', 4, 10) });

export const sequential = shapes({
  ...linear('net.0', 12, 6),
  ...batchNorm('net.1', 12),
  ...linear('net.3', 9, 12),
  'net.4.weight': [9],
  'net.4.bias': [9],
  ...linear('net.10', 4, 9),
});

export const flax = shapes({
  'params/Dense_0/kernel': [6, 12],
  'params/Dense_0/bias': [12],
  'params/Dense_1/kernel': [12, 8],
  'params/Dense_1/bias': [8],
  'params/Dense_2/kernel': [8, 3],
  'params/Dense_2/bias': [3],
});

export const vgg = shapes({
  ...linear('features.0', 6, 3, 3, 3),
  ...batchNorm('features.1', 6),
  ...linear('features.3', 8, 6, 3, 3),
  ...batchNorm('features.4', 8),
  ...linear('classifier.0', 10, 32),
  ...linear('classifier.3', 5, 10),
});

const convolution = (name: string, out: number, before: number, size: number) => ({
  [`${name}.weight`]: [out, before, size, size],
});

export const resnet = shapes({
  ...convolution('conv1', 6, 3, 3),
  ...batchNorm('bn1', 6),
  ...convolution('layer1.0.conv1', 5, 6, 3),
  ...batchNorm('layer1.0.bn1', 5),
  ...convolution('layer1.0.conv2', 6, 5, 3),
  ...batchNorm('layer1.0.bn2', 6),
  ...convolution('layer2.0.conv1', 7, 6, 1),
  ...batchNorm('layer2.0.bn1', 7),
  ...convolution('layer2.0.conv2', 7, 7, 3),
  ...batchNorm('layer2.0.bn2', 7),
  ...convolution('layer2.0.conv3', 8, 7, 1),
  ...batchNorm('layer2.0.bn3', 8),
  ...convolution('layer2.0.downsample.0', 8, 6, 1),
  ...batchNorm('layer2.0.downsample.1', 8),
  ...linear('fc', 4, 8),
});

const norm = (name: string, width: number) => ({ [`${name}.weight`]: [width], [`${name}.bias`]: [width] });

/** Width 12; four heads of three. */
export const gpt2 = shapes({
  'transformer.wte.weight': [20, 12],
  'transformer.wpe.weight': [7, 12],
  ...norm('transformer.ln_f', 12),
  ...Object.assign(
    {},
    ...[0, 1].map((block) => {
      const prefix = `transformer.h.${block}`;
      return {
        ...norm(`${prefix}.ln_1`, 12),
        ...norm(`${prefix}.ln_2`, 12),
        [`${prefix}.attn.c_attn.weight`]: [12, 36],
        [`${prefix}.attn.c_attn.bias`]: [36],
        [`${prefix}.attn.c_proj.weight`]: [12, 12],
        [`${prefix}.attn.c_proj.bias`]: [12],
        [`${prefix}.mlp.c_fc.weight`]: [12, 16],
        [`${prefix}.mlp.c_fc.bias`]: [16],
        [`${prefix}.mlp.c_proj.weight`]: [16, 12],
        [`${prefix}.mlp.c_proj.bias`]: [12],
      };
    }),
  ),
});

/** Width 12; six heads of four, three of which share keys and values. */
export const llama = shapes({
  'model.embed_tokens.weight': [20, 12],
  'lm_head.weight': [20, 12],
  'model.norm.weight': [12],
  'model.layers.0.input_layernorm.weight': [12],
  'model.layers.0.post_attention_layernorm.weight': [12],
  'model.layers.0.self_attn.q_proj.weight': [24, 12],
  'model.layers.0.self_attn.k_proj.weight': [8, 12],
  'model.layers.0.self_attn.v_proj.weight': [8, 12],
  'model.layers.0.self_attn.o_proj.weight': [12, 24],
  'model.layers.0.mlp.gate_proj.weight': [14, 12],
  'model.layers.0.mlp.up_proj.weight': [14, 12],
  'model.layers.0.mlp.down_proj.weight': [12, 14],
});

/** Width 12; three heads of four. */
export const bert = shapes({
  'bert.embeddings.word_embeddings.weight': [20, 12],
  ...norm('bert.embeddings.LayerNorm', 12),
  ...linear('bert.encoder.layer.0.attention.self.query', 12, 12),
  ...linear('bert.encoder.layer.0.attention.self.key', 12, 12),
  ...linear('bert.encoder.layer.0.attention.self.value', 12, 12),
  ...linear('bert.encoder.layer.0.attention.output.dense', 12, 12),
  ...norm('bert.encoder.layer.0.attention.output.LayerNorm', 12),
  ...linear('bert.encoder.layer.0.intermediate.dense', 16, 12),
  ...linear('bert.encoder.layer.0.output.dense', 12, 16),
  ...norm('bert.encoder.layer.0.output.LayerNorm', 12),
  ...linear('bert.pooler.dense', 12, 12),
});

/** Random weights; variances are positive. */
export function randomWeights(of: TestShapes, seed: number): Map<string, { shape: readonly number[]; values: Floats }> {
  return new Map(
    [...of].map(([name, shape]) => {
      const random = createRandom(seed, name);
      const size = shape.reduce((product, side) => product * side, 1);
      const positive = name.endsWith('running_var');
      const draw = (): number => (positive ? 0.5 + random.uniform() : random.normal());
      return [name, { shape, values: Float64Array.from({ length: size }, draw) }];
    }),
  );
}

export function readerOf(weights: ReadonlyMap<string, ReturnType<Read>>): Read {
  return (name) => {
    const found = weights.get(name);
    if (found === undefined) throw new Error(`There is no ${name}.`);
    return found;
  };
}
