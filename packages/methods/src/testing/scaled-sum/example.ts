import { memorySink, type SourceReference, writeSafetensors } from '@offprint/files';
import { createRandom } from '@offprint/numerics';

/** Two tensors, so that one has several pieces and the other less than one. */
const shapes: Readonly<Record<string, readonly number[]>> = { 'layer.0.weight': [96, 64], 'layer.1.bias': [10] };

async function model(name: string, seed: number): Promise<SourceReference> {
  const sink = memorySink(name);
  const tensors = Object.entries(shapes).map(([tensor, shape]) => {
    const random = createRandom(seed, `${name} ${tensor}`);
    const values = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.uniform() - 0.5);
    return { name: tensor, dtype: 'F32' as const, shape, bytes: new Uint8Array(values.buffer) };
  });
  await writeSafetensors(sink, tensors);
  return sink.commit();
}

export async function makeExample(seed: number): Promise<Record<string, SourceReference[]>> {
  return {
    base: [await model('base.safetensors', seed)],
    addends: [await model('first.safetensors', seed), await model('second.safetensors', seed)],
  };
}
