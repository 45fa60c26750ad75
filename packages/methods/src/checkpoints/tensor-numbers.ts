import { InputError } from '@offprint/errors';
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

/**
 * All numbers of a tensor in float64.
 * @throws InputError `merge/not-finite` that names the first one that is not finite
 */
export async function readFiniteNumbers(
  checkpoint: Pick<Checkpoint, 'read'>,
  entry: FloatEntry,
  file: string,
): Promise<Float64Array> {
  const numbers = await readNumbers(checkpoint, entry);
  const at = numbers.findIndex((value) => !Number.isFinite(value));
  if (at === -1) return numbers;
  throw new InputError('merge/not-finite', `Tensor “${entry.name}” of ${file} holds ${numbers[at]} at ${at}.`, {
    hint: 'Every number must be finite; a NaN or infinity comes from a failed training run or conversion.',
    where: { tensor: entry.name, file, index: at },
  });
}
