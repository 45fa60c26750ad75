import type { Place } from './algebra-kernels.ts';
import { addProduct, from, type Matrix, rowMajor, type Space, setProduct, transposed } from './space.ts';

/**
 * Householder reflectors H = I - tau v vᵀ. Vector i is row i of a matrix, `length` long, with zeros before component
 * `i + shift` and 1 there.
 */
export interface Reflectors {
  readonly vectors: Place;
  readonly length: number;
  readonly count: number;
  /** `count` numbers. */
  readonly taus: Place;
  readonly shift: number;
}

/** Reflectors applied at a time, as one product of matrices. */
const blockSize = 64;
/** Below this, a sum of squares may have lost digits to underflow. */
const smallSquare = 1e-280;

/**
 * Finds the reflector that turns x into (beta, 0, …, 0), and puts its vector, which begins with 1, in the place of x.
 * If x has nothing after its first component, tau is 0 and beta that component.
 *
 * Source: Golub and Van Loan, "Matrix Computations", 4th edition, section 5.1; beta has the sign opposite to x[0], so
 * that nothing cancels.
 */
export function reflect(space: Space, count: number, x: Place): { readonly beta: number; readonly tau: number } {
  const { kernels } = space;
  const view = space.view();
  const first = view[x];
  const rest = count > 1 ? kernels.dot(count - 1, x + 1, x + 1) : 0;
  if (rest < smallSquare) {
    const largest = count > 1 ? kernels.largestMagnitude(count - 1, x + 1) : 0;
    if (largest === 0) {
      view[x] = 1;
      return { beta: first, tau: 0 };
    }
    if (Math.abs(first) < 1e-130) {
      let factor = 2 ** 200;
      while (Math.max(largest, Math.abs(first)) * factor < 1) factor *= 2;
      kernels.scale(count, factor, x);
      const { beta, tau } = reflect(space, count, x);
      return { beta: beta / factor, tau };
    }
  }
  const norm = Math.sqrt(first * first + rest);
  const beta = first > 0 ? -norm : norm;
  kernels.scale(count - 1, 1 / (first - beta), x + 1);
  view[x] = 1;
  return { beta, tau: (beta - first) / beta };
}

/**
 * The upper triangular T with H₀ H₁ … = I - Vᵀ T V for reflectors `first` to `first + count`, their vectors the rows
 * of V.
 *
 * Source: Schreiber and Van Loan, "A storage-efficient WY representation", SIAM J. Sci. Stat. Comput. 10 (1989).
 */
export function blockFactor(space: Space, reflectors: Reflectors, first: number, count: number, factor: Place): void {
  const { length, shift, taus } = reflectors;
  const start = first + shift;
  const vectors = rowMajor(reflectors.vectors + first * length + start, length);
  const products = space.take(count * count);
  setProduct(space, [count, count, length - start], 1, vectors, transposed(vectors), rowMajor(products, count));
  const view = space.view();
  view.fill(0, factor, factor + count * count);
  for (let i = 0; i < count; i++) {
    const tau = view[taus + first + i];
    for (let row = 0; row < i; row++) {
      let sum = 0;
      for (let l = row; l < i; l++) sum += view[factor + row * count + l] * view[products + l * count + i];
      view[factor + row * count + i] = -tau * sum;
    }
    view[factor + i * count + i] = tau;
  }
}

/** c = (I - Vᵀ T V) c, or with Tᵀ for the transposed, for some reflectors; c has `length` rows. */
export function applyBlock(
  space: Space,
  reflectors: Reflectors,
  first: number,
  count: number,
  c: Matrix,
  columns: number,
  transpose: boolean,
): void {
  if (columns === 0 || count === 0) return;
  const { length, shift } = reflectors;
  const start = first + shift;
  const rows = length - start;
  const mark = space.mark();
  const factor = space.take(count * count);
  const inner = rowMajor(space.take(count * columns), columns);
  const outer = rowMajor(space.take(count * columns), columns);
  blockFactor(space, reflectors, first, count, factor);
  const t = rowMajor(factor, count);
  const vectors = rowMajor(reflectors.vectors + first * length + start, length);
  const target = from(c, start, 0);
  setProduct(space, [count, columns, rows], 1, vectors, target, inner);
  setProduct(space, [count, columns, count], 1, transpose ? transposed(t) : t, inner, outer);
  addProduct(space, [rows, columns, count], -1, transposed(vectors), outer, target);
  space.release(mark);
}

/**
 * c = H₀ H₁ … c, or c = (H₀ H₁ …)ᵀ c if `transpose`. c has `length` rows. Takes 4 `length` `count` `columns` operations.
 * @param identity whether c is the leading columns of the identity, of which only a part changes with each block
 */
export function applyReflectors(
  space: Space,
  reflectors: Reflectors,
  c: Matrix,
  columns: number,
  { transpose = false, identity = false }: { transpose?: boolean; identity?: boolean } = {},
): void {
  const blocks = Math.ceil(reflectors.count / blockSize);
  for (let n = 0; n < blocks; n++) {
    const first = (transpose ? n : blocks - 1 - n) * blockSize;
    const count = Math.min(blockSize, reflectors.count - first);
    const skip = identity ? Math.min(columns, first + reflectors.shift) : 0;
    applyBlock(space, reflectors, first, count, from(c, 0, skip), columns - skip, transpose);
  }
}
