/** The steps of Model Stock that mergekit computes in the tensor's own format, each result rounded to it. */
import { roundNumber } from '../../checkpoints/round-number.ts';
import { type Format, roundTo } from '../task-arithmetic/task-vectors.ts';

/** The sum of products that were rounded one by one. */
export function sumOfProducts(one: Float32Array, other: Float32Array, format: Format): number {
  const products = roundTo(
    format,
    one.map((value, p) => value * other[p]),
  );
  return products.reduce((sum, product) => sum + product, 0);
}

/** t · mean(wᵢ) + (1 − t) · w₀. */
export function moveToAverage(
  base: Float32Array,
  models: readonly Float32Array[],
  ratio: number,
  format: Format,
): Float32Array {
  const rest = roundNumber(format, 1 - ratio);
  const sum = Float32Array.from(models[0]);
  for (const model of models.slice(1)) {
    for (let p = 0; p < sum.length; p++) sum[p] += model[p];
    roundTo(format, sum);
  }
  const merged = roundTo(
    format,
    sum.map((value) => value / models.length),
  );
  for (let p = 0; p < merged.length; p++) merged[p] *= ratio;
  roundTo(format, merged);
  const stays = roundTo(
    format,
    Float32Array.from(base, (value) => value * rest),
  );
  for (let p = 0; p < merged.length; p++) merged[p] += stays[p];
  return roundTo(format, merged);
}
