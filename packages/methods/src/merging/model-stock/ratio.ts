import { roundNumber } from '../../checkpoints/round-number.ts';
import type { FloatDType, Rounding } from '../../checkpoints/tensors.ts';

/** Products of norms below this count as this, so that tiny changes count as unrelated. */
const leastProduct = 1e-6;

export interface Ratio {
  /** The mean cosine between the changes of any two models. */
  readonly cosine: number;
  /** How far from the base to the average of the models: 0 is the base, 1 the average. */
  readonly ratio: number;
  /** Whether the formula gave something outside [0, 1] that was brought back. */
  readonly guarded: boolean;
}

/**
 * t = N cos θ / (1 + (N − 1) cos θ), with cos θ the mean over all pairs of models.
 *
 * Where models pull apart the formula leaves [0, 1], and near cos θ = −1 / (N − 1) it has no bound; precisely, such a t
 * becomes 0: what the models do not agree on stays as in the base. To be faithful, it is left as it is, and rounded after
 * every step.
 *
 * @param products inner products of the changes, the upper triangle with its diagonal row by row; to be faithful, the
 *   diagonal holds norms instead of their squares
 */
export function ratioOf(
  products: ArrayLike<number>,
  models: number,
  { rounding, format }: { readonly rounding: Rounding; readonly format: FloatDType },
): Ratio {
  const faithful = rounding === 'mergekit';
  const round = (value: number): number => (faithful ? roundNumber(format, value) : value);
  const diagonal: number[] = [];
  for (let i = 0, at = 0; i < models; at += models - i, i++) diagonal.push(at);
  const norms = diagonal.map((at) => (faithful ? products[at] : Math.sqrt(products[at])));
  let sum = 0;
  for (let i = 0; i < models; i++) {
    for (let j = i + 1; j < models; j++) {
      const product = Math.max(round(norms[i] * norms[j]), round(leastProduct));
      const cosine = round(products[diagonal[i] + j - i] / product);
      sum += Math.max(-1, Math.min(1, cosine));
    }
  }
  const cosine = round(sum / ((models * (models - 1)) / 2));
  const ratio = round(round(models * cosine) / round(1 + round((models - 1) * cosine)));
  if (faithful) return { cosine, ratio, guarded: false };
  const within = ratio >= 0 && ratio <= 1;
  // A mean cosine is at most 1, so t is above 1 only beyond the pole, where the models disagree as much as they can.
  return { cosine, ratio: within ? ratio : 0, guarded: !within };
}
