import { memorySink, type SourceReference, writeSafetensors } from '@offprint/files';
import { createRandom, narrowBf16 } from '@offprint/numerics';

/** A small encoder and decoder in bfloat16: width, inner width, vocabulary, blocks of each. */
const width = 32;
const inner = 128;
const vocabulary = 1000;
const blocks = 6;

interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** How far fine-tuning moves it, relative to its own spread: deeper blocks move more. */
  readonly movement: number;
}

function tensorsOfModel(): Tensor[] {
  const tensors: Tensor[] = [{ name: 'shared.weight', shape: [vocabulary, width], movement: 0.01 }];
  for (const stack of ['encoder', 'decoder']) {
    for (let block = 0; block < blocks; block++) {
      const depth = (stack === 'encoder' ? block : blocks + block) / (2 * blocks - 1);
      const add = (name: string, ...shape: number[]): void => {
        tensors.push({ name: `${stack}.block.${block}.${name}`, shape, movement: 0.02 + 0.05 * depth });
      };
      const attentions = stack === 'encoder' ? ['SelfAttention'] : ['SelfAttention', 'EncDecAttention'];
      for (const [layer, attention] of attentions.entries()) {
        for (const part of 'qkvo') add(`layer.${layer}.${attention}.${part}.weight`, width, width);
        add(`layer.${layer}.layer_norm.weight`, width);
      }
      const last = attentions.length;
      add(`layer.${last}.DenseReluDense.wi.weight`, inner, width);
      add(`layer.${last}.DenseReluDense.wo.weight`, width, inner);
      add(`layer.${last}.layer_norm.weight`, width);
    }
    tensors.push({ name: `${stack}.final_layer_norm.weight`, shape: [width], movement: 0.02 });
  }
  return tensors;
}

/** Share of a model's movement that all models have in common: they were trained on tasks of one kind. */
const common = 0.2;
/** Share of the parameters of a tensor that a task moves much; the rest hardly moves. */
const busy = 0.3;

/** Generated checkpoints in memory, each one safetensors file. */
export interface FineTuned {
  readonly base: SourceReference;
  readonly models: readonly SourceReference[];
}

/**
 * A generated base and models fine-tuned from it, about half a megabyte each. Each model moves some parameters much and
 * most hardly at all; deeper blocks move more; part of the movement is shared. The same seed gives the same bytes.
 */
export async function makeFineTuned(seed: number, models: number): Promise<FineTuned> {
  const files: Float32Array[][] = Array.from({ length: models + 1 }, () => []);
  const tensors = tensorsOfModel();
  for (const { name, shape, movement } of tensors) {
    const random = createRandom(seed, name);
    const elements = shape.reduce((product, size) => product * size, 1);
    const isNorm = shape.length === 1;
    const spread = isNorm ? 0.1 : 1 / Math.sqrt(width);
    const values = files.map(() => new Float32Array(elements));
    for (let p = 0; p < elements; p++) {
      const base = (isNorm ? 1 : 0) + spread * random.normal();
      const shared = random.normal();
      values[0][p] = base;
      for (let model = 1; model <= models; model++) {
        const own = random.normal();
        const size = movement * spread * (random.uniform() < busy ? 1 : 0.15);
        values[model][p] = base + size * (Math.sqrt(common) * shared + Math.sqrt(1 - common) * own);
      }
    }
    files.forEach((file, index) => {
      file.push(values[index]);
    });
  }
  const references = await Promise.all(
    files.map((file, index) => write(index === 0 ? 'sample-base' : `sample-task-${index}`, tensors, file)),
  );
  return { base: references[0], models: references.slice(1) };
}

async function write(
  name: string,
  tensors: readonly Tensor[],
  values: readonly Float32Array[],
): Promise<SourceReference> {
  const sink = memorySink(`${name}.safetensors`);
  const written = tensors.map(({ name: tensor, shape }, index) => {
    const bits = new Uint16Array(values[index].length);
    narrowBf16(values[index], bits);
    return { name: tensor, dtype: 'BF16' as const, shape, bytes: new Uint8Array(bits.buffer) };
  });
  await writeSafetensors(sink, written, { format: 'pt' });
  return sink.commit();
}
