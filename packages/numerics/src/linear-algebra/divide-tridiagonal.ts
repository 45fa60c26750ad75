import type { Place } from './algebra-kernels.ts';
import { gatherKinds, type Kinds, multiplyKinds } from './divide.ts';
import { findRoot, refitVector } from './secular.ts';
import { rowMajor, type Space } from './space.ts';

/**
 * Eigenvalues and eigenvectors of a symmetric tridiagonal matrix by divide and conquer: two halves that differ from the
 * whole by a matrix of rank one are solved, and joined through the secular equation.
 *
 * Source: Cuppen, Numerische Mathematik 36 (1981); Gu and Eisenstat, "A divide-and-conquer algorithm for the symmetric
 * tridiagonal eigenproblem", SIAM J. Matrix Anal. Appl. 16 (1995). Takes 4 n³/3 operations in products of matrices at
 * most; far fewer where eigenvalues agree.
 *
 * @param d the diagonal, n numbers; gets the eigenvalues, in no order
 * @param e what lies beside it, n - 1 numbers
 * @param rows n by n zeros in the space; row j gets the eigenvector of d[j]
 */
export function divideTridiagonal(space: Space, d: Float64Array, e: Float64Array, rows: Place): void {
  const n = d.length;
  const order = Int32Array.from({ length: n }, (_, j) => j);
  const largest = (x: Float64Array): number => x.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const tolerance = 8 * 2 ** -53 * Math.max(largest(d), largest(e));
  const z = new Float64Array(n);
  const kinds: Kinds = new Uint8Array(n);

  const solve = (low: number, high: number): void => {
    if (high - low === 1) {
      space.view()[rows + low * n + low] = 1;
      return;
    }
    const middle = (low + high) >> 1;
    const beside = e[middle - 1];
    d[middle - 1] -= Math.abs(beside);
    d[middle] -= Math.abs(beside);
    solve(low, middle);
    solve(middle, high);
    if (beside !== 0) join(low, middle, high, beside);
    order.subarray(low, high).sort((a, b) => d[a] - d[b] || a - b);
  };

  /** Sets aside the eigenvalues that the joining does not change; returns the others, ascending. */
  const deflate = (low: number, middle: number, high: number, rho: number): number[] => {
    const size = high - low;
    const kept: number[] = [];
    let previous = -1;
    for (const j of order.subarray(low, high).sort((a, b) => d[a] - d[b] || a - b)) {
      kinds[j] = j < middle ? 0 : 2;
      if (rho * Math.abs(z[j]) <= tolerance) continue;
      if (previous >= 0) {
        const length = Math.sqrt(z[j] * z[j] + z[previous] * z[previous]);
        const cosine = z[j] / length;
        const sine = -z[previous] / length;
        if (Math.abs((d[j] - d[previous]) * cosine * sine) <= tolerance) {
          z[j] = length;
          if (kinds[previous] !== kinds[j]) kinds[j] = 1;
          space.kernels.rotate(size, rows + previous * n + low, rows + j * n + low, cosine, sine);
          const [one, other] = [d[previous], d[j]];
          d[previous] = one * cosine * cosine + other * sine * sine;
          d[j] = one * sine * sine + other * cosine * cosine;
        } else {
          kept.push(previous);
        }
      }
      previous = j;
    }
    if (previous >= 0) kept.push(previous);
    return kept;
  };

  const join = (low: number, middle: number, high: number, beside: number): void => {
    const before = space.view();
    // The vector of the rank-one matrix in the eigenvectors of the halves, with length 1.
    for (let j = low; j < middle; j++) z[j] = before[rows + j * n + middle - 1] * Math.SQRT1_2;
    for (let j = middle; j < high; j++) z[j] = before[rows + j * n + middle] * Math.SQRT1_2 * Math.sign(beside);
    const rho = 2 * Math.abs(beside);
    const kept = deflate(low, middle, high, rho);
    const count = kept.length;
    if (count === 0) return;
    const mark = space.mark();
    const [poles, vector, temporary, sums] = [count, count, count, 4].map((size) => space.take(size));
    const gaps = space.take(count * count);
    const joined = space.take(count * (high - low));
    const problem = { count, d: poles, z: vector, inverse: 1 / rho, squared: false };
    const grouped = gatherKinds(space, rowMajor(rows + low, n), kept, kinds, high - low);
    let x = space.view();
    kept.forEach((j, at) => {
      x[poles + at] = d[j];
      x[vector + at] = z[j];
    });
    kept.forEach((j, at) => {
      d[j] = findRoot(space, problem, at, gaps + at * count, sums);
    });
    refitVector(space, problem, gaps);
    x = space.view();
    for (let i = 0; i < count; i++) {
      const row = gaps + i * count;
      space.kernels.quotients(count, vector, row, temporary);
      const scale = 1 / Math.sqrt(space.kernels.dot(count, temporary, temporary));
      for (let j = 0; j < count; j++) x[row + grouped.position[j]] = x[temporary + j] * scale;
    }
    multiplyKinds(space, grouped, rowMajor(gaps, count), joined, middle - low, high - low);
    kept.forEach((j, at) => {
      x.copyWithin(rows + j * n + low, joined + at * (high - low), joined + (at + 1) * (high - low));
    });
    space.release(mark);
  };

  if (n > 0) solve(0, n);
}
