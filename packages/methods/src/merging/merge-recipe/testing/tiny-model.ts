/** Small models in the layout of Hugging Face, in memory, for the tests of recipes. */
import { type Checkpoint, memorySink, openCheckpoint, type SourceReference, writeSafetensors } from '@offprint/files';
import { createRandom, narrowBf16, narrowF16 } from '@offprint/numerics';

export type TinyDType = 'F32' | 'F16' | 'BF16';

export interface TinyTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
  readonly dtype: TinyDType;
}

export interface TinyShape {
  readonly layers?: number;
  readonly width?: number;
  readonly inner?: number;
  readonly vocabulary?: number;
  readonly dtype?: TinyDType;
  /** Whether the weights of the vocabulary are stored once. */
  readonly tied?: boolean;
}

/** The tensors of a decoder like Llama; `task` moves them away from those of task 0. */
export function tinyLlama(task: number, options: TinyShape = {}): TinyTensor[] {
  const { layers = 4, width = 8, inner = 12, vocabulary = 16, dtype = 'F32', tied = false } = options;
  const tensors: TinyTensor[] = [];
  const add = (name: string, ...shape: number[]): void => {
    const elements = shape.reduce((product, size) => product * size, 1);
    const base = createRandom(1, name);
    const own = createRandom(2, `${task} ${name}`);
    const values = Float32Array.from({ length: elements }, () => base.normal() + (task === 0 ? 0 : 0.1 * own.normal()));
    tensors.push({ name, shape, dtype, values: rounded(values, dtype) });
  };
  add('model.embed_tokens.weight', vocabulary, width);
  for (let layer = 0; layer < layers; layer++) {
    const prefix = `model.layers.${layer}`;
    add(`${prefix}.input_layernorm.weight`, width);
    for (const part of ['q', 'k', 'v', 'o']) add(`${prefix}.self_attn.${part}_proj.weight`, width, width);
    add(`${prefix}.mlp.gate_proj.weight`, inner, width);
    add(`${prefix}.mlp.up_proj.weight`, inner, width);
    add(`${prefix}.mlp.down_proj.weight`, width, inner);
    add(`${prefix}.post_attention_layernorm.weight`, width);
  }
  add('model.norm.weight', width);
  if (!tied) add('lm_head.weight', vocabulary, width);
  return tensors;
}

/** Its `config.json`, with a number that must not be written anew. */
export function tinyConfig(options: TinyShape & { readonly more?: string } = {}): string {
  const { layers = 4, width = 8, inner = 12, vocabulary = 16, tied = false, more = '' } = options;
  return `{
  "architectures": ["LlamaForCausalLM"],
  "hidden_size": ${width},
  "intermediate_size": ${inner},
  "num_hidden_layers": ${layers},
  "rms_norm_eps": 1e-05,
  "rope_theta": 10000.0,
  "tie_word_embeddings": ${tied},
  "torch_dtype": "float32",
  "vocab_size": ${vocabulary}${more}
}
`;
}

function rounded(values: Float32Array, dtype: TinyDType): Float32Array {
  return dtype === 'F32' ? values : decode(encode(values, dtype), dtype);
}

function encode(values: Float32Array, dtype: TinyDType): Uint8Array {
  if (dtype === 'F32') return new Uint8Array(Float32Array.from(values).buffer);
  const bits = new Uint16Array(values.length);
  (dtype === 'BF16' ? narrowBf16 : narrowF16)(values, bits);
  return new Uint8Array(bits.buffer);
}

function decode(bytes: Uint8Array, dtype: TinyDType): Float32Array {
  if (dtype === 'F32') return new Float32Array(bytes.slice().buffer);
  const halves = new Uint16Array(bytes.slice().buffer);
  if (dtype === 'F16') return Float32Array.from(new Float16Array(halves.buffer));
  return Float32Array.from(halves, (half) => new Float32Array(Uint32Array.of(half << 16).buffer)[0]);
}

/** Tensors as a safetensors file in memory. */
export async function safetensorsOf(
  tensors: readonly TinyTensor[],
  name = 'model.safetensors',
): Promise<SourceReference & { readonly kind: 'bytes' }> {
  const sink = memorySink(name);
  await writeSafetensors(
    sink,
    tensors.map(({ values, ...rest }) => ({ ...rest, bytes: encode(values, rest.dtype) })),
    { format: 'pt' },
  );
  const reference = await sink.commit();
  if (reference.kind !== 'bytes') throw new Error('The file is not in memory.');
  return reference;
}

/** A text file in memory. */
export function textFile(name: string, text: string): SourceReference & { readonly kind: 'bytes' } {
  return { kind: 'bytes', name, bytes: new TextEncoder().encode(text) };
}

/** A model with its configuration and tokenizer. */
export async function tinyModel(
  tensors: readonly TinyTensor[],
  config: string = tinyConfig(),
  tokenizer = '{"model": {"vocab": {}}}',
): Promise<readonly (SourceReference & { readonly kind: 'bytes' })[]> {
  return [
    await safetensorsOf(tensors),
    textFile('config.json', config),
    textFile('tokenizer.json', tokenizer),
    textFile('README.md', '# Not carried over'),
  ];
}

/** The numbers of every tensor of a checkpoint, by name. */
export async function numbersOf(checkpoint: Checkpoint): Promise<ReadonlyMap<string, Float32Array>> {
  const read = [...checkpoint.tensors.values()].map(async (entry) => {
    const bytes = new Uint8Array(entry.bytes);
    await checkpoint.read(entry, bytes);
    return [entry.name, decode(bytes, entry.dtype as TinyDType)] as const;
  });
  return new Map(await Promise.all(read));
}

/** The same of files in memory. */
export async function numbersIn(references: readonly SourceReference[]): Promise<ReadonlyMap<string, Float32Array>> {
  const checkpoint = await openCheckpoint(references);
  try {
    return await numbersOf(checkpoint);
  } finally {
    await checkpoint.close();
  }
}
