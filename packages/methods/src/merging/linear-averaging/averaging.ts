/**
 * The weighted average of models on arrays (Wortsman and others, “Model soups: averaging weights of multiple fine-tuned
 * models improves accuracy without increasing inference time”, ICML 2022, section 2).
 *
 * `rule.ts` computes the same bits on streams.
 */
import { addScaled } from '@offprint/numerics';
import { divisorOfWeights, type Weighting } from '../../checkpoints/weighted-sum.ts';
import { type Arithmetic, weightedSum } from '../task-arithmetic/task-arithmetic.ts';
import { roundTo, taskVectorsIn } from '../task-arithmetic/task-vectors.ts';

/**
 * Σ wᵢ θᵢ, divided by Σ wᵢ if asked, in numbers of the format. Precisely, it is the first model plus the weighted mean of
 * the differences from it, so that equal models give the very same numbers. O(models · size).
 */
export function average(models: readonly Float32Array[], options: Weighting & Arithmetic): Float32Array {
  if (options.rounding === 'mergekit') return weightedSum(models, options);
  const [first] = models;
  const sum = weightedSum(taskVectorsIn(first, models, options), options);
  const rest = options.weights.reduce((total, weight) => total + weight, 0) / divisorOfWeights(options) - 1;
  if (rest !== 0) addScaled(first, rest, sum);
  return roundTo(
    options.format,
    first.map((value, p) => value + sum[p]),
  );
}
