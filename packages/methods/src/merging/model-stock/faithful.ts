/** The steps of Model Stock that mergekit computes in the tensor's own format, each result rounded to it. */
import { dot } from '@offprint/numerics';
import { roundNumber } from '../../checkpoints/round-number.ts';
import { type Format, roundTo } from '../task-arithmetic/task-vectors.ts';

/** Norms on the diagonal, inner products beside them, the upper triangle row by row. */
export function faithfulProducts(changes: readonly Float32Array[], format: Format): number[] {
  return changes.flatMap((one, i) =>
    changes
      .slice(i)
      .map((other, j) =>
        j === 0
          ? roundNumber(format, Math.sqrt(dot(one, one)))
          : roundNumber(format, sumOfProducts(one, other, format)),
      ),
  );
}

/** The sum of products that were rounded one by one. */
export function sumOfProducts(one: Float32Array, other: Float32Array, format: Format): number {
  const products = roundTo(
    format,
    one.map((value, p) => value * other[p]),
  );
  return products.reduce((sum, product) => sum + product, 0);
}

/** t · mean(wᵢ) + (1 − t) · w₀. */
export function weightRow(
  base: Float32Array,
  models: readonly Float32Array[],
  ratio: number,
  format: Format,
): Float32Array {
  const rest = roundNumber(format, 1 - ratio);
  let sum = models[0].slice();
  for (const model of models.slice(1)) {
    sum = roundTo(
      format,
      sum.map((value, p) => value + model[p]),
    );
  }
  const mean = roundTo(
    format,
    sum.map((value) => value / models.length),
  );
  const moved = roundTo(
    format,
    mean.map((value) => Math.fround(ratio) * value),
  );
  const stays = roundTo(
    format,
    base.map((value) => Math.fround(rest) * value),
  );
  return roundTo(
    format,
    moved.map((value, p) => value + stays[p]),
  );
}
