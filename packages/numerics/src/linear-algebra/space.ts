import { LimitError } from '@offprint/errors';
import { type AlgebraKernels, multiplyWork, type Place } from './algebra-kernels.ts';

/** The kernels with their memory, handed out from the bottom up and taken back as a whole. */
export interface Space {
  readonly kernels: AlgebraKernels;
  /** Work space of the matrix product. */
  readonly work: Place;
  /**
   * Room for `count` float64 numbers, which hold anything. May grow the memory, so views made before are void.
   * @throws LimitError `linear-algebra/too-large`
   */
  take(count: number): Place;
  /** The whole memory; good until something is taken. */
  view(): Float64Array;
  /** What is taken at present, to be given to `release`. */
  mark(): Place;
  /** Takes back all that was taken after the mark. */
  release(mark: Place): void;
}

/** A matrix in a space: element (i, j) lies at `at + i * row + j * column`. */
export interface Matrix {
  readonly at: Place;
  readonly row: number;
  readonly column: number;
}

const pageBytes = 65_536;
/** Numbers between the starts of two arrays are a multiple of this: one line of the cache. */
const alignment = 8;

export function createSpace(kernels: AlgebraKernels): Space {
  const round = (count: number): number => Math.ceil(count / alignment) * alignment;
  let next = round(kernels.firstFree() / 8);
  let view = new Float64Array(0);
  const take = (count: number): Place => {
    const at = next;
    const end = at + round(count);
    const missing = end * 8 - kernels.memory.buffer.byteLength;
    if (missing > 0) {
      try {
        kernels.memory.grow(Math.ceil(missing / pageBytes));
      } catch (cause) {
        throw new LimitError(
          'linear-algebra/too-large',
          `The matrices need ${Math.ceil((end * 8) / 2 ** 20)} MiB at once, more than can be had; 4096 MiB is the most.`,
          { hint: 'Use the truncated decomposition, or fewer rows or columns.', cause },
        );
      }
    }
    next = end;
    return at;
  };
  return {
    kernels,
    work: take(multiplyWork),
    take,
    view() {
      if (view.buffer !== kernels.memory.buffer) view = new Float64Array(kernels.memory.buffer);
      return view;
    },
    mark: () => next,
    release(mark) {
      next = mark;
    },
  };
}

/** A matrix whose rows are contiguous. */
export const rowMajor = (at: Place, stride: number): Matrix => ({ at, row: stride, column: 1 });

export const transposed = (a: Matrix): Matrix => ({ at: a.at, row: a.column, column: a.row });

/** The matrix without its first `rows` rows and `columns` columns. */
export const from = (a: Matrix, rows: number, columns: number): Matrix => ({
  ...a,
  at: a.at + rows * a.row + columns * a.column,
});

/** c = factor * a b, where a is m by k and b is k by n. The rows of c are contiguous. Takes 2 m n k operations. */
export function setProduct(
  space: Space,
  [m, n, k]: readonly [number, number, number],
  factor: number,
  a: Matrix,
  b: Matrix,
  c: Matrix,
): void {
  space.kernels.multiply(m, n, k, factor, a.at, a.row, a.column, b.at, b.row, b.column, 0, c.at, c.row, space.work);
}

/** c = c + factor * a b, as `setProduct`. */
export function addProduct(
  space: Space,
  [m, n, k]: readonly [number, number, number],
  factor: number,
  a: Matrix,
  b: Matrix,
  c: Matrix,
): void {
  space.kernels.multiply(m, n, k, factor, a.at, a.row, a.column, b.at, b.row, b.column, 1, c.at, c.row, space.work);
}
