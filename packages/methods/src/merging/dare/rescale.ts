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

interface Rounds {
  readonly rounding: Rounding;
  readonly format: FloatDType;
}

/** What the paper divides by. */
export function keptShare(density: number, { rounding, format }: Rounds): number {
  return rounding === 'mergekit' ? roundNumber(format, density) : density;
}

/**
 * The factor by which mergekit scales what is left of a tensor: the sum of magnitudes before over the sum after. To be
 * faithful, both sums and the quotient are rounded to the format; but a sum that would become infinite stays as it is.
 */
export function rescaleByNorms(before: number, after: number, { rounding, format }: Rounds): number {
  const round = (value: number): number => {
    const rounded = rounding === 'mergekit' ? roundNumber(format, value) : value;
    return Number.isFinite(rounded) ? rounded : value;
  };
  const [whole, kept] = [round(before), round(after)];
  return whole < leastNorm || kept < leastNorm ? 1 : round(whole / kept);
}
