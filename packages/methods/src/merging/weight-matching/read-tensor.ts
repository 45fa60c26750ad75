import { InputError } from '@offprint/errors';
import type { Checkpoint, TensorEntry } from '@offprint/files';
import { narrowBf16, narrowF16, widenBf16, widenF16 } from '@offprint/numerics';
import type { FloatDType, FloatEntry } from '../../checkpoints/tensors.ts';
import type { Numbers } from './permutation.ts';
import type { Floats } from './unfold.ts';

/** The bytes of a tensor, or of some of its rows. */
export async function readBytes(
  checkpoint: Checkpoint,
  entry: TensorEntry,
  rows?: { readonly from: number; readonly count: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const rowBytes = rows === undefined ? 0 : entry.bytes / (entry.shape[0] ?? 1);
  const bytes = new Uint8Array(rows === undefined ? entry.bytes : rows.count * rowBytes);
  await checkpoint.read(entry, bytes, rows === undefined ? 0 : rows.from * rowBytes);
  return bytes;
}

/** Bytes as words of the size of one number, so that numbers can be moved without being read. */
export function wordsOf(bytes: Uint8Array<ArrayBuffer>, bytesOfNumber: number): Numbers {
  if (bytesOfNumber === 8) return new BigUint64Array(bytes.buffer);
  if (bytesOfNumber === 4) return new Uint32Array(bytes.buffer);
  return bytesOfNumber === 2 ? new Uint16Array(bytes.buffer) : bytes;
}

/** Stored numbers as float64 where they are that, else as float32, which holds all other formats exactly. */
export function floatsOf(bytes: Uint8Array<ArrayBuffer>, dtype: FloatDType): Floats {
  if (dtype === 'F64') return new Float64Array(bytes.buffer);
  if (dtype === 'F32') return new Float32Array(bytes.buffer);
  const bits = new Uint16Array(bytes.buffer);
  const floats = new Float32Array(bits.length);
  (dtype === 'BF16' ? widenBf16 : widenF16)(bits, floats);
  return floats;
}

/** Numbers in the format of a file, each rounded to the nearest. */
export function bytesFrom(numbers: Float64Array, dtype: FloatDType): Uint8Array<ArrayBuffer> {
  if (dtype === 'F64') return new Uint8Array(numbers.slice().buffer);
  const floats = Float32Array.from(numbers);
  if (dtype === 'F32') return new Uint8Array(floats.buffer);
  const bits = new Uint16Array(floats.length);
  (dtype === 'BF16' ? narrowBf16 : narrowF16)(floats, bits);
  return new Uint8Array(bits.buffer);
}

/**
 * A whole tensor.
 * @throws InputError `merge/not-finite` with the tensor and the place
 */
export async function readFloats(checkpoint: Checkpoint, entry: FloatEntry): Promise<Floats> {
  const floats = floatsOf(await readBytes(checkpoint, entry), entry.dtype);
  checkFinite(floats, checkpoint.name, entry.name, 0);
  return floats;
}

export function checkFinite(floats: Floats, file: string, tensor: string, first: number): void {
  for (let at = 0; at < floats.length; at++) {
    if (Number.isFinite(floats[at])) continue;
    throw new InputError('merge/not-finite', `Tensor “${tensor}” of ${file} holds ${floats[at]} at ${first + at}.`, {
      hint: 'Choose a checkpoint whose numbers are all finite; this one was damaged, or its training diverged.',
      where: { tensor, file, index: first + at },
    });
  }
}
