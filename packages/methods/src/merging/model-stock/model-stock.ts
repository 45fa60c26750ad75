/**
 * Model Stock on arrays: between the base and the average of the models, as far from the base as the angle between the
 * models' changes says (Jang, Yun, Han, “Model Stock: all we need is just a few fine-tuned models”, ECCV 2024, sections
 * 4.1 and 4.2).
 *
 * `rule.ts` computes the same bits on streams.
 */
import { dot } from '@offprint/numerics';
import type { Arithmetic } from '../task-arithmetic/task-arithmetic.ts';
import { roundTo, taskVectorsIn } from '../task-arithmetic/task-vectors.ts';
import { faithfulProducts, weightRow } from './faithful.ts';
import { ratioOf } from './ratio.ts';

export interface ModelStockOptions extends Arithmetic {
  /** Elements that share an angle: the size of the tensor, or of its last axis. */
  readonly rowLength: number;
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
  { rowLength, rounding, format }: ModelStockOptions,
): Float32Array {
  const merged = new Float32Array(base.length);
  for (let from = 0; from < base.length; from += rowLength) {
    const row = (x: Float32Array): Float32Array => x.subarray(from, from + rowLength);
    const values = models.map(row);
    const changes = taskVectorsIn(row(base), values, { rounding, format });
    if (rounding === 'mergekit') {
      const { ratio } = ratioOf(faithfulProducts(changes, format), models.length, { rounding, format });
      merged.set(weightRow(row(base), values, ratio, format), from);
      continue;
    }
    const products = changes.flatMap((one, i) => changes.slice(i).map((other) => dot(one, other)));
    const { ratio } = ratioOf(products, models.length, { rounding, format });
    const mean = new Float32Array(rowLength);
    for (const change of changes) for (let p = 0; p < rowLength; p++) mean[p] += Math.fround(change[p] / models.length);
    merged.set(
      row(base).map((value, p) => value + Math.fround(ratio * mean[p])),
      from,
    );
  }
  return roundTo(format, merged);
}
