import { createRandom } from '../random.ts';
import type { LinearAlgebra } from './linear-algebra.ts';

/** An m-by-n matrix of standard normal numbers, the same for the same name. */
export function randomMatrix(name: string, m: number, n: number): Float64Array {
  const random = createRandom(1, `${name} ${m} ${n}`);
  return Float64Array.from({ length: m * n }, () => random.normal());
}

/** The symmetric matrix with this upper triangle. */
export function mirrored(a: Float64Array, n: number): Float64Array {
  return a.map((value, at) => {
    const [row, column] = [Math.floor(at / n), at % n];
    return row <= column ? value : a[column * n + row];
  });
}

export function identity(n: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0));
}

/** The largest |a - b|. */
export function largestDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, value, at) => Math.max(most, Math.abs(value - b[at])), 0);
}

export function largestMagnitude(a: Float64Array): number {
  return a.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** Column j of an m-by-n matrix times factors[j]. */
export function scaleColumns(a: Float64Array, factors: Float64Array): Float64Array {
  return a.map((value, at) => value * factors[at % factors.length]);
}

/** How far the columns of an m-by-k matrix are from orthonormal: the largest |qᵀ q - 1|. */
export function faultOfColumns(algebra: LinearAlgebra, q: Float64Array, m: number, k: number): number {
  return largestDifference(algebra.matmul(q, q, k, m, k, { transposeA: true }), identity(k));
}

/** How far the rows of a k-by-n matrix are from orthonormal. */
export function faultOfRows(algebra: LinearAlgebra, q: Float64Array, k: number, n: number): number {
  return largestDifference(algebra.matmul(q, q, k, n, k, { transposeB: true }), identity(k));
}

/** Rounding errors that grow in proportion to the size are expected, and some for the smallest. */
export const roundingOf = (size: number): number => Math.max(8, size) * 2 ** -52;

/** The bits of numbers as one 32-bit word (FNV-1a): a short name for all of them. */
export function bitsOf(...arrays: readonly Float64Array[]): string {
  let hash = 0x811c9dc5;
  for (const numbers of arrays) {
    const words = new Uint32Array(numbers.slice().buffer);
    for (const word of words) hash = Math.imul(hash ^ word, 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/** The columns, by number, whose first component of largest magnitude (up to a millionth) is not positive. */
export function columnsAgainstConvention(vectors: Float64Array, rows: number, columns: number): number[] {
  const isAgainst = (j: number): boolean => {
    const column = Float64Array.from({ length: rows }, (_, i) => vectors[i * columns + j]);
    const most = largestMagnitude(column);
    return !((column.find((value) => Math.abs(value) >= most * (1 - 2 ** -20)) ?? 0) > 0);
  };
  return Array.from({ length: columns }, (_, j) => j).filter(isAgainst);
}

export const isDescending = (values: Float64Array): boolean =>
  values.every((value, j) => j === 0 || values[j - 1] >= value);
