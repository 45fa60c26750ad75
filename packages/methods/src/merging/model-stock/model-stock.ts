/**
 * Model Stock on arrays: between the base and the average of the models, as far from the base as the angle between the
 * models' changes says (Jang, Yun, Han, “Model Stock: all we need is just a few fine-tuned models”, ECCV 2024, sections
 * 4.1 and 4.2).
 *
 * `rule.ts` computes the same bits on streams.
 */
import { dot } from '@offprint/numerics';
import { type Arithmetic, weightedSum } from '../task-arithmetic/task-arithmetic.ts';
import { roundTo, taskVectorsIn } from '../task-arithmetic/task-vectors.ts';
import { moveToAverage, sumOfProducts } from './faithful.ts';
import { ratioOf } from './ratio.ts';

export interface ModelStockOptions extends Arithmetic {
  /** Elements that share an angle: the size of the tensor, or of its last axis. */
  readonly rowLength: number;
  /** Whether a row stays as in the base where its models pull apart. */
  readonly guard: boolean;
}

/** How many elements share an angle: a row of the last axis; all of a tensor with one axis, or where rows do not matter. */
export function rowLengthOf(shape: readonly number[], filterWise: boolean): number {
  const elements = shape.reduce((product, size) => product * size, 1);
  return filterWise && shape.length > 1 ? shape[shape.length - 1] : elements;
}

/** t · mean(wᵢ) + (1 − t) · w₀ for each row, with t from the mean cosine between the changes. O(models² · size). */
export function modelStock(
  base: Float32Array,
  models: readonly Float32Array[],
  { rowLength, ...options }: ModelStockOptions,
): Float32Array {
  const { rounding, format } = options;
  const faithful = rounding === 'mergekit';
  const even = { ...options, weights: models.map(() => 1), normalise: true };
  const merged = new Float32Array(base.length);
  for (let from = 0; from < base.length; from += rowLength) {
    const rowOf = (x: Float32Array): Float32Array => x.slice(from, from + rowLength);
    const row = rowOf(base);
    const values = models.map(rowOf);
    const changes = taskVectorsIn(row, values, options);
    const products = changes.flatMap((one, i) =>
      changes.slice(i).map((other, j) => (faithful && j > 0 ? sumOfProducts(one, other, format) : dot(one, other))),
    );
    const { ratio } = ratioOf(products, 0, models.length, options);
    if (faithful) {
      merged.set(moveToAverage(row, values, ratio, format), from);
      continue;
    }
    const factor = Math.fround(ratio);
    const mean = weightedSum(changes, even);
    merged.set(
      row.map((value, p) => value + Math.fround(factor * mean[p])),
      from,
    );
  }
  return roundTo(format, merged);
}
