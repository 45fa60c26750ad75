import type { Place } from './algebra-kernels.ts';
import { gatherKinds, type Kinds, multiplyKinds } from './divide.ts';
import { findRoot, refitVector } from './secular.ts';
import { rowMajor, type Space } from './space.ts';

/**
 * Singular values and vectors of an upper bidiagonal n-by-n matrix by divide and conquer: without its middle row the
 * matrix falls into two, each with one column more than rows; they are solved, and joined through the secular equation.
 * Singular values are accurate to a few units in the last place of the largest.
 *
 * Source: Gu and Eisenstat, "A divide-and-conquer algorithm for the bidiagonal SVD", SIAM J. Matrix Anal. Appl. 16
 * (1995). Takes 8 n³/3 operations in products of matrices at most; far fewer where singular values agree.
 *
 * @param d the diagonal, n numbers; gets the singular values, none negative, in no order
 * @param e above the diagonal, n - 1 numbers
 * @param u, v n by n zeros in the space; row j gets the left or right vector of d[j]
 */
export function divideBidiagonal(space: Space, d: Float64Array, e: Float64Array, u: Place, v: Place): void {
  const n = d.length;
  const order = Int32Array.from({ length: n }, (_, j) => j);
  const largest = (x: Float64Array): number => x.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const tolerance = 8 * 2 ** -53 * Math.max(largest(d), largest(e));
  // Stands for 0 where poles must differ and weights must not vanish; far below what counts as 0.
  const tiny = tolerance * 2 ** -20;
  const z = new Float64Array(n);
  const kinds: Kinds = new Uint8Array(n);
  if (tolerance === 0) {
    const x = space.view();
    for (let j = 0; j < n; j++) {
      x[u + j * n + j] = 1;
      x[v + j * n + j] = 1;
    }
    return;
  }

  /** Rows `low` to `high` of the matrix, with a column more if `extra`; row `high` of v then gets its null vector. */
  const solve = (low: number, high: number, extra: boolean): void => {
    if (low === high) {
      if (extra) space.view()[v + low * n + low] = 1;
      return;
    }
    const middle = (low + high) >> 1;
    solve(low, middle, true);
    solve(middle + 1, high, extra);
    join(low, middle, high, extra);
    order.subarray(low, high).sort((a, b) => d[a] - d[b] || a - b);
  };

  /** Writes the middle row in the right vectors of the halves to z, and rotates their null vectors into one. */
  const prepare = (low: number, middle: number, high: number, extra: boolean): void => {
    const x = space.view();
    x[u + middle * n + middle] = 1;
    const alpha = d[middle];
    const beta = middle + 1 < high || extra ? e[middle] : 0;
    for (let j = low; j < middle; j++) z[j] = alpha * x[v + j * n + middle];
    for (let j = middle + 1; j < high; j++) z[j] = beta * x[v + j * n + middle + 1];
    d[middle] = 0;
    z[middle] = alpha * x[v + middle * n + middle];
    kinds[middle] = 0;
    if (extra) {
      const other = beta * x[v + high * n + middle + 1];
      const length = Math.sqrt(z[middle] * z[middle] + other * other);
      // Anything shorter counts as 0, and its squares may have lost digits.
      if (length > tolerance) {
        const width = high - low + 1;
        const [cosine, sine] = [z[middle] / length, other / length];
        space.kernels.rotate(width, v + middle * n + low, v + high * n + low, cosine, sine);
      }
      z[middle] = length;
      kinds[middle] = 1;
    }
    // Zero would make a root of the smallest pole.
    if (Math.abs(z[middle]) <= tolerance) z[middle] = tiny;
  };

  /** Sets aside the singular values that the joining does not change; returns the others, ascending. */
  const deflate = (low: number, middle: number, high: number, extra: boolean): number[] => {
    const widthOfU = high - low;
    const widthOfV = widthOfU + (extra ? 1 : 0);
    const sorted = order.subarray(low, high).sort((a, b) => d[a] - d[b] || a - b);
    const kept = [middle];
    let previous = -1;
    for (const j of sorted) {
      if (j === middle) continue;
      kinds[j] = j < middle ? 0 : 2;
      if (Math.abs(z[j]) <= tolerance) continue;
      if (previous >= 0) {
        if (d[j] - d[previous] <= tolerance) {
          const length = Math.sqrt(z[j] * z[j] + z[previous] * z[previous]);
          const cosine = z[j] / length;
          const sine = -z[previous] / length;
          z[j] = length;
          if (kinds[previous] !== kinds[j]) kinds[j] = 1;
          space.kernels.rotate(widthOfU, u + previous * n + low, u + j * n + low, cosine, sine);
          space.kernels.rotate(widthOfV, v + previous * n + low, v + j * n + low, cosine, sine);
        } else {
          kept.push(previous);
        }
      }
      previous = j;
    }
    if (previous >= 0) kept.push(previous);
    return kept;
  };

  const join = (low: number, middle: number, high: number, extra: boolean): void => {
    prepare(low, middle, high, extra);
    const kept = deflate(low, middle, high, extra);
    const count = kept.length;
    const widthOfU = high - low;
    const widthOfV = widthOfU + (extra ? 1 : 0);
    const left = middle + 1 - low;
    const mark = space.mark();
    const [poles, vector, temporary, sums] = [count, count, count, 4].map((size) => space.take(size));
    const [gaps, leftWeights] = [space.take(count * count), space.take(count * count)];
    const joined = space.take(count * widthOfV);
    const problem = { count, d: poles, z: vector, inverse: 1, squared: true };
    const groupedU = gatherKinds(space, rowMajor(u + low, n), kept, kinds, widthOfU);
    const groupedV = gatherKinds(space, rowMajor(v + low, n), kept, kinds, widthOfV);
    let x = space.view();
    kept.forEach((j, at) => {
      x[poles + at] = at === 0 ? 0 : Math.max(d[j], tiny);
      x[vector + at] = z[j];
    });
    kept.forEach((j, at) => {
      d[j] = findRoot(space, problem, at, gaps + at * count, sums);
    });
    refitVector(space, problem, gaps);
    x = space.view();
    const { position } = groupedV;
    for (let i = 0; i < count; i++) {
      // Right vector: z / gaps; left vector: the same times the poles, and -1 for the middle row.
      const row = gaps + i * count;
      const leftRow = leftWeights + i * count;
      space.kernels.quotients(count, vector, row, temporary);
      let scale = 1 / Math.sqrt(space.kernels.dot(count, temporary, temporary));
      for (let j = 0; j < count; j++) x[row + position[j]] = x[temporary + j] * scale;
      x[temporary] = -1;
      for (let j = 1; j < count; j++) x[temporary + j] *= x[poles + j];
      scale = 1 / Math.sqrt(space.kernels.dot(count, temporary, temporary));
      for (let j = 0; j < count; j++) x[leftRow + position[j]] = x[temporary + j] * scale;
    }
    for (const [grouped, weights, rows, width] of [
      [groupedU, leftWeights, u, widthOfU],
      [groupedV, gaps, v, widthOfV],
    ] as const) {
      multiplyKinds(space, grouped, rowMajor(weights, count), joined, left, width);
      kept.forEach((j, at) => {
        x.copyWithin(rows + j * n + low, joined + at * width, joined + (at + 1) * width);
      });
    }
    space.release(mark);
  };

  solve(0, n, false);
}
