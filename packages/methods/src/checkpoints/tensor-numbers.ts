import type { Checkpoint } from '@offprint/files';
import { narrowBf16, narrowF16, widenBf16, widenF16 } from '@offprint/numerics';
import type { FloatDType, FloatEntry } from './tensors.ts';

/** All numbers of a tensor in float64, row-major. */
export async function readNumbers(checkpoint: Pick<Checkpoint, 'read'>, entry: FloatEntry): Promise<Float64Array> {
  const bytes = new Uint8Array(entry.bytes);
  await checkpoint.read(entry, bytes);
  if (entry.dtype === 'F64') return new Float64Array(bytes.buffer);
  if (entry.dtype === 'F32') return Float64Array.from(new Float32Array(bytes.buffer));
  const floats = new Float32Array(entry.elements);
  const halves = new Uint16Array(bytes.buffer);
  if (entry.dtype === 'BF16') widenBf16(halves, floats);
  else widenF16(halves, floats);
  return Float64Array.from(floats);
}

/** The bytes of numbers in a format, rounded once by way of float32. */
export function encodeNumbers(numbers: Float64Array, dtype: FloatDType): Uint8Array<ArrayBuffer> {
  if (dtype === 'F64') return new Uint8Array(numbers.slice().buffer);
  const floats = Float32Array.from(numbers);
  if (dtype === 'F32') return new Uint8Array(floats.buffer);
  const halves = new Uint16Array(floats.length);
  if (dtype === 'BF16') narrowBf16(floats, halves);
  else narrowF16(floats, halves);
  return new Uint8Array(halves.buffer);
}

/** The place of the first number that is not finite, or -1. */
export function firstNotFinite(numbers: Float64Array): number {
  return numbers.findIndex((value) => !Number.isFinite(value));
}
