import { roundNumber } from '../../checkpoints/round-number.ts';
import type { FloatDType, Rounding } from '../../checkpoints/tensors.ts';

/** By 1 / density; by the ratio of the sums of |δ| before and after dropping; or not at all. */
export type Rescale = 'paper' | 'mergekit' | 'none';

/** Sums of |δ| below this leave a tensor as it is. */
const leastNorm = 1e-7;

/** The name of the random sequence that decides which changes of a model's tensor stay. */
export function maskName(tensor: string, model: number): string {
  return `dare ${model} ${tensor}`;
}

/**
 * The factor by which mergekit scales what is left of a tensor: the sum of magnitudes before dropping over the sum after.
 * To be faithful, both sums and the quotient are rounded to the format; in float16, mergekit computes them in float32,
 * since a float16 sum would be infinite from 65,520 on.
 */
export function rescaleByNorms(
  before: number,
  after: number,
  { rounding, format }: { readonly rounding: Rounding; readonly format: FloatDType },
): number {
  const round = (value: number): number =>
    rounding === 'mergekit' ? roundNumber(format === 'BF16' ? 'BF16' : 'F32', value) : value;
  const [whole, kept] = [round(before), round(after)];
  return whole < leastNorm || kept < leastNorm ? 1 : round(whole / kept);
}
