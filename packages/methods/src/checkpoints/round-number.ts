import { roundToBf16, roundToF16 } from '@offprint/numerics';
import type { FloatDType } from './tensors.ts';

/** One number rounded to a format, as a faithful profile rounds weights and λ before it uses them. */
export function roundNumber(dtype: FloatDType, value: number): number {
  if (dtype === 'F64') return value;
  const one = Float32Array.of(value);
  if (dtype === 'BF16') roundToBf16(one);
  else if (dtype === 'F16') roundToF16(one);
  return one[0];
}

/** A sum of weights as a divisor: mergekit divides by 1 where they cancel. */
export function divisorOf(sum: number): number {
  return Math.abs(sum) < 1e-8 ? 1 : sum;
}
