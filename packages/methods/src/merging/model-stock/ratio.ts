import { roundNumber } from '../../checkpoints/round-number.ts';
import type { FloatDType, Rounding } from '../../checkpoints/tensors.ts';

/** Products of norms below this count as this, so that tiny changes count as unrelated. */
const leastProduct = 1e-6;

export interface Ratio {
  /** The mean cosine between the changes of any two models. */
  readonly cosine: number;
  /** How far from the base to the average of the models: 0 is the base, 1 the average. */
  readonly ratio: number;
  /** Whether the formula gave something outside [0, 1] that became 0. */
  readonly guarded: boolean;
}

export interface RatioOptions {
  readonly rounding: Rounding;
  readonly format: FloatDType;
  /**
   * Whether a t outside [0, 1] becomes 0. Where models pull apart the formula leaves that interval, and near
   * cos θ = −1 / (N − 1) it has no bound; with the guard, what the models do not agree on stays as in the base.
   */
  readonly guard: boolean;
}

/** How many inner products so many models have among them, squares included. */
export function pairsOf(models: number): number {
  return (models * (models + 1)) / 2;
}

/**
 * t = N cos θ / (1 + (N − 1) cos θ), with cos θ the mean over all pairs of models; to be faithful, rounded after every
 * step as mergekit does.
 *
 * @param products inner products of the changes, the upper triangle with its diagonal row by row, from `at` on
 */
export function ratioOf(products: ArrayLike<number>, at: number, models: number, options: RatioOptions): Ratio {
  const { rounding, format, guard } = options;
  const round = (value: number): number => (rounding === 'mergekit' ? roundNumber(format, value) : value);
  const least = round(leastProduct);
  const norms: number[] = [];
  for (let i = 0, diagonal = at; i < models; diagonal += models - i, i++) {
    norms.push(round(Math.sqrt(products[diagonal])));
  }
  let sum = 0;
  for (let i = 0, diagonal = at; i < models; diagonal += models - i, i++) {
    for (let j = i + 1; j < models; j++) {
      const product = Math.max(round(norms[i] * norms[j]), least);
      const cosine = round(round(products[diagonal + j - i]) / product);
      sum += Math.max(-1, Math.min(1, cosine));
    }
  }
  const cosine = round(round(sum) / (pairsOf(models) - models));
  const ratio = round(round(models * cosine) / round(1 + round((models - 1) * cosine)));
  // A mean cosine is at most 1, so a t above 1 lies beyond the pole, where the models disagree as much as they can.
  const guarded = guard && !(ratio >= 0 && ratio <= 1);
  return { cosine, ratio: guarded ? 0 : ratio, guarded };
}
