import { throwIfCancelled } from '@offprint/errors';
import type { Checkpoint, TensorEntry } from '@offprint/files';
import { bytesOf, type FloatDType } from '../../checkpoints/tensors.ts';

/** A number that is not finite. */
export interface NotFinite {
  readonly tensor: string;
  readonly element: number;
  readonly value: string;
}

const pieceBytes = 2 ** 22;

/** The first NaN or infinity among these tensors of floating-point numbers, or null. Reads them all. O(bytes). */
export async function firstNotFinite(
  checkpoint: Checkpoint,
  tensors: readonly TensorEntry[],
  signal?: AbortSignal,
): Promise<NotFinite | null> {
  const buffer = new Uint8Array(pieceBytes);
  for (const entry of tensors) {
    // The caller gives tensors of these formats only.
    const dtype = entry.dtype as FloatDType;
    for (let at = 0; at < entry.bytes; at += pieceBytes) {
      if (signal !== undefined) throwIfCancelled(signal);
      const piece = buffer.subarray(0, Math.min(pieceBytes, entry.bytes - at));
      await checkpoint.read(entry, piece, at);
      const found = indexIn(piece, dtype);
      if (found === -1) continue;
      return { tensor: entry.name, element: at / bytesOf[dtype] + found, value: valueAt(piece, dtype, found) };
    }
  }
  return null;
}

/** All bits of the exponent set: a NaN or an infinity. */
function indexIn(piece: Uint8Array, dtype: FloatDType): number {
  const { buffer, byteLength } = piece;
  switch (dtype) {
    case 'F64':
      return new Float64Array(buffer, 0, byteLength / 8).findIndex((value) => !Number.isFinite(value));
    case 'F32':
      return new Float32Array(buffer, 0, byteLength / 4).findIndex((value) => !Number.isFinite(value));
    case 'BF16':
      return halfWith(new Uint16Array(buffer, 0, byteLength / 2), 0x7f80);
    case 'F16':
      return halfWith(new Uint16Array(buffer, 0, byteLength / 2), 0x7c00);
  }
}

function halfWith(halves: Uint16Array, exponent: number): number {
  for (let i = 0; i < halves.length; i++) if ((halves[i] & exponent) === exponent) return i;
  return -1;
}

function valueAt(piece: Uint8Array, dtype: FloatDType, index: number): string {
  const { buffer } = piece;
  if (dtype === 'F64') return String(new Float64Array(buffer)[index]);
  if (dtype === 'F32') return String(new Float32Array(buffer)[index]);
  const half = new Uint16Array(buffer)[index];
  const mantissa = dtype === 'BF16' ? 0x7f : 0x3ff;
  if ((half & mantissa) !== 0) return 'NaN';
  return half >= 0x8000 ? '-Infinity' : 'Infinity';
}
