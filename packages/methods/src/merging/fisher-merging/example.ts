import { memorySink, openCheckpoint, type SourceReference, writeSafetensors } from '@offprint/files';
import { createRandom } from '@offprint/numerics';
import { makeFineTuned } from '../../checkpoints/example.ts';

const models = 2;
/** Spread of the logarithm of the information: a few parameters matter, most hardly do. */
const spread = 1.5;
const typical = 1e-4;
/** By how much the information grows or falls from the first tensor to the last. */
const slope = 3;

/**
 * Two generated models and, for each, generated Fisher information as it looks after training: of very different sizes,
 * the first model's mostly in early tensors, the second's mostly in late ones. About 3 MB in all.
 */
export async function makeExample(seed: number): Promise<Record<string, readonly SourceReference[]>> {
  const made = await makeFineTuned(seed, models);
  const fishers = await Promise.all(
    made.models.map(async (reference, model) => {
      const checkpoint = await openCheckpoint([reference]);
      const entries = [...checkpoint.tensors.values()];
      const tensors = entries.map(({ name, shape, elements }, index) => {
        const random = createRandom(seed, `fisher ${model} ${name}`);
        const depth = index / Math.max(1, entries.length - 1) - 0.5;
        const size = typical * Math.exp((model === 0 ? -1 : 1) * slope * depth);
        const values = Float32Array.from({ length: elements }, () => size * Math.exp(spread * random.normal()));
        return { name, dtype: 'F32' as const, shape, bytes: new Uint8Array(values.buffer) };
      });
      await checkpoint.close();
      const sink = memorySink(`sample-fisher-${model + 1}.safetensors`);
      await writeSafetensors(sink, tensors, { format: 'pt' });
      return sink.commit();
    }),
  );
  return { models: made.models, fishers };
}
