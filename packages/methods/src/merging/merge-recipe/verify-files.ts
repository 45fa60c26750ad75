import { memorySink, type SourceReference, writeSafetensors } from '@offprint/files';
import { narrowBf16 } from '@offprint/numerics';

/** Vectors in bfloat16 as a safetensors file in memory. */
export async function safetensorsOfBf16(tensors: ReadonlyMap<string, Float32Array>): Promise<SourceReference> {
  const sink = memorySink('model.safetensors');
  const written = [...tensors].map(([name, values]) => {
    const bits = new Uint16Array(values.length);
    narrowBf16(values, bits);
    return { name, dtype: 'BF16' as const, shape: [values.length], bytes: new Uint8Array(bits.buffer) };
  });
  await writeSafetensors(sink, written);
  return sink.commit();
}
