/**
 * Task arithmetic on arrays: the base plus λ times a weighted sum of the models' changes from it (Ilharco, Ribeiro,
 * Wortsman, Gururangan, Schmidt, Hajishirzi, Farhadi, “Editing models with task arithmetic”, ICLR 2023, section 2).
 *
 * `rule.ts` computes the same bits on streams.
 */
import { addScaled, scale } from '@offprint/numerics';
import { divisorOf, roundNumber } from '../../checkpoints/round-number.ts';
import type { Rounding } from '../../checkpoints/tensors.ts';
import { divisorOfWeights, type Weighting } from '../../checkpoints/weighted-sum.ts';
import { type Format, roundTo, taskVectorsIn } from './task-vectors.ts';

/** How numbers are rounded: in float32 until the end, or after every step to the format. */
export interface Arithmetic {
  readonly rounding: Rounding;
  readonly format: Format;
}

export interface Addition extends Weighting, Arithmetic {
  readonly lambda: number;
}

/** Σ wᵢ xᵢ, divided by Σ wᵢ if asked. O(models · size). */
export function weightedSum(stack: readonly Float32Array[], options: Weighting & Arithmetic): Float32Array {
  const { rounding, format, weights, normalise } = options;
  const sum = new Float32Array(stack[0].length);
  if (rounding === 'precise') {
    const divisor = divisorOfWeights(options);
    for (const [model, weight] of weights.entries()) if (weight !== 0) addScaled(stack[model], weight / divisor, sum);
    return sum;
  }
  const rounded = weights.map((weight) => roundNumber(format, weight));
  for (const [model, weight] of rounded.entries()) {
    const scaled = stack[model].slice();
    scale(scaled, weight);
    addScaled(roundTo(format, scaled), 1, sum);
  }
  roundTo(format, sum);
  if (!normalise) return sum;
  const divisor = divisorOf(
    roundNumber(
      format,
      rounded.reduce((total, weight) => Math.fround(total + weight), 0),
    ),
  );
  return roundTo(
    format,
    sum.map((value) => value / divisor),
  );
}

/** The base plus λ times a change, rounded as asked. */
export function addChange(
  base: Float32Array,
  change: Float32Array,
  { rounding, format, lambda }: Arithmetic & { readonly lambda: number },
): Float32Array {
  const faithful = rounding === 'mergekit';
  const scaled = change.slice();
  if (lambda !== 1) {
    scale(scaled, faithful ? roundNumber(format, lambda) : lambda);
    if (faithful) roundTo(format, scaled);
  }
  return roundTo(
    format,
    base.map((value, p) => value + scaled[p]),
  );
}

/** θ₀ + λ Σ wᵢ (θᵢ − θ₀), in numbers of the format. O(models · size). */
export function taskArithmetic(base: Float32Array, models: readonly Float32Array[], addition: Addition): Float32Array {
  return addChange(base, weightedSum(taskVectorsIn(base, models, addition), addition), addition);
}
