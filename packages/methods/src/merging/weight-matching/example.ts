import { memorySink, type SourceReference, writeSafetensors } from '@offprint/files';
import { linearAlgebra } from '@offprint/numerics';
import { patternsKey } from './curve-task.ts';
import { drawPatterns, pixels } from './patterns.ts';
import { type PerceptronLayer, trainPerceptron } from './training.ts';

/** Units of each hidden layer. */
const width = 128;
const classes = 10;

/** How the networks of the example and of the verification are trained. */
export const training = { patterns: 3000, epochs: 10, batch: 100, learningRate: 0.003 } as const;

const made = new Map<number, Promise<Readonly<Record<string, readonly SourceReference[]>>>>();

/**
 * Two perceptrons, 64 inputs, two hidden layers of 128 units and ten classes, trained from different seeds on the same
 * patterns: the same seed gives the same bytes. They are kept, since training takes a moment.
 */
export function makeExample(seed: number): Promise<Readonly<Record<string, readonly SourceReference[]>>> {
  const known = made.get(seed) ?? train(seed);
  made.set(seed, known);
  return known;
}

async function train(seed: number): Promise<Record<string, SourceReference[]>> {
  const networks = await trainPair(seed, width, new AbortController().signal);
  const [a, b] = await Promise.all(networks.map((layers, index) => save(`sample-${'ab'[index]}`, layers, seed)));
  return { a: [a], b: [b] };
}

/** Two networks of that width that saw the same patterns in different orders, from different starts. */
export async function trainPair(seed: number, units: number, signal: AbortSignal): Promise<PerceptronLayer[][]> {
  const algebra = await linearAlgebra();
  const patterns = drawPatterns(seed, 'train', training.patterns);
  const networks: PerceptronLayer[][] = [];
  for (const start of [1, 2]) {
    const plan = { sizes: [pixels, units, units, classes], ...training, seed: 1000 * start + seed, signal };
    networks.push(await trainPerceptron(patterns, plan, algebra));
  }
  return networks;
}

/** The layers as `fc1`, `fc2` … in float32. */
export async function save(name: string, layers: readonly PerceptronLayer[], seed: number): Promise<SourceReference> {
  const sink = memorySink(`${name}.safetensors`);
  const tensors = layers.flatMap(({ inputs, outputs, weight, bias }, index) => [
    { name: `fc${index + 1}.weight`, shape: [outputs, inputs], values: weight },
    { name: `fc${index + 1}.bias`, shape: [outputs], values: bias },
  ]);
  const written = tensors.map(({ values, ...tensor }) => ({
    ...tensor,
    dtype: 'F32' as const,
    bytes: new Uint8Array(Float32Array.from(values).buffer),
  }));
  await writeSafetensors(sink, written, { format: 'pt', [patternsKey]: String(seed) });
  return sink.commit();
}
