/** Small checkpoints in memory, for the tests of methods that read them. */
import { memorySink, openCheckpoint, type SourceReference, writeSafetensors } from '@offprint/files';
import { narrowBf16, narrowF16, widenBf16, widenF16 } from '@offprint/numerics';
import type { FloatDType } from './tensors.ts';

export interface TestTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: readonly number[];
  /** Default: F32. */
  readonly dtype?: FloatDType | 'I64';
}

function encode({ dtype = 'F32', values }: TestTensor): Uint8Array {
  if (dtype === 'I64') return new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  if (dtype === 'F64') return new Uint8Array(Float64Array.from(values).buffer);
  const floats = Float32Array.from(values);
  if (dtype === 'F32') return new Uint8Array(floats.buffer);
  const bits = new Uint16Array(floats.length);
  (dtype === 'BF16' ? narrowBf16 : narrowF16)(floats, bits);
  return new Uint8Array(bits.buffer);
}

/** A checkpoint with these tensors. */
export async function testFile(name: string, tensors: readonly TestTensor[]): Promise<SourceReference> {
  const sink = memorySink(`${name}.safetensors`);
  await writeSafetensors(
    sink,
    tensors.map((tensor) => ({
      name: tensor.name,
      dtype: tensor.dtype ?? 'F32',
      shape: tensor.shape,
      bytes: encode(tensor),
    })),
  );
  return sink.commit();
}

/** The numbers of every tensor, in the order of names. */
export async function readTensors(reference: SourceReference): Promise<Map<string, readonly number[]>> {
  const checkpoint = await openCheckpoint([reference]);
  const read = [...checkpoint.tensors.values()].map(async (entry) => {
    const bytes = new Uint8Array(entry.bytes);
    await checkpoint.read(entry, bytes);
    if (entry.dtype === 'I64') return [entry.name, Array.from(new BigInt64Array(bytes.buffer), Number)] as const;
    if (entry.dtype === 'F64') return [entry.name, [...new Float64Array(bytes.buffer)]] as const;
    if (entry.dtype === 'F32') return [entry.name, [...new Float32Array(bytes.buffer)]] as const;
    const bits = new Uint16Array(bytes.buffer);
    const floats = new Float32Array(bits.length);
    (entry.dtype === 'BF16' ? widenBf16 : widenF16)(bits, floats);
    return [entry.name, [...floats]] as const;
  });
  return new Map(await Promise.all(read));
}
