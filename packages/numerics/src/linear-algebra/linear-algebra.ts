import { type AlgebraKernels, createAlgebraKernels } from './algebra-kernels.ts';
import { cholesky } from './cholesky.ts';
import { type LeastSquares, leastSquares } from './least-squares.ts';
import { type MatmulOptions, matmul, matmulF32 } from './matmul.ts';
import { type Qr, qr } from './qr.ts';
import { createSpace, type Space } from './space.ts';
import { type SymmetricEigen, symmetricEigen } from './symmetric-eigen.ts';
import { type ThinSvd, thinSvd } from './thin-svd.ts';
import { solveTriangular, type TriangularOptions } from './triangular.ts';
import { type TruncatedSvdOptions, truncatedSvd } from './truncated-svd.ts';

export type { LeastSquares, MatmulOptions, Qr, SymmetricEigen, ThinSvd, TriangularOptions, TruncatedSvdOptions };

/**
 * Dense linear algebra in float64. All matrices are row-major; nothing given is changed. The same numbers give the same
 * bits on every machine. Each function's file says what it computes, how many operations it takes and its sources.
 */
export interface LinearAlgebra {
  /** a b, m by n, for a of m by k and b of k by n; either may be given transposed. */
  matmul(
    a: Float64Array,
    b: Float64Array,
    m: number,
    k: number,
    n: number,
    options?: MatmulOptions<Float64Array>,
  ): Float64Array;
  /** As `matmul`, in float32. */
  matmulF32(
    a: Float32Array,
    b: Float32Array,
    m: number,
    k: number,
    n: number,
    options?: MatmulOptions<Float32Array>,
  ): Float32Array;
  /** Eigenvalues, descending, and eigenvectors, as columns, of a symmetric matrix; its upper triangle is read. */
  symmetricEigen(a: Float64Array, n: number): SymmetricEigen;
  /** u diag(s) vt = a, m by n, with k = min(m, n) singular values, descending. */
  thinSvd(a: Float64Array, m: number, n: number): ThinSvd;
  /** The `rank` largest singular values and their vectors, nearly, by seeded random projection. */
  truncatedSvd(a: Float64Array, m: number, n: number, rank: number, options: TruncatedSvdOptions): ThinSvd;
  /** q r = a, m by n, with orthonormal columns in q and r upper triangular, its diagonal not negative. */
  qr(a: Float64Array, m: number, n: number): Qr;
  /** The lower triangular l with l lᵀ = a, for a symmetric positive definite matrix; its lower triangle is read. */
  cholesky(a: Float64Array, n: number): Float64Array;
  /** The x, n by columns, with t x = b for a triangular t: lower, or upper, or one of these transposed. */
  solveTriangular(
    t: Float64Array,
    b: Float64Array,
    n: number,
    columns: number,
    options?: TriangularOptions,
  ): Float64Array;
  /** The x, n by columns, that makes a x - b smallest; the shortest one where a has dependent columns; and the rank. */
  leastSquares(a: Float64Array, b: Float64Array, m: number, n: number, columns: number): LeastSquares;
}

/** The functions on some kernels, with a memory that grows as needed and is used again by each call. */
export function linearAlgebraOn(kernels: AlgebraKernels): LinearAlgebra {
  const space = createSpace(kernels);
  const empty = space.mark();
  /** Each call begins with the whole memory. */
  const whole =
    <Arguments extends unknown[], Result>(work: (space: Space, ...given: Arguments) => Result) =>
    (...given: Arguments): Result => {
      space.release(empty);
      return work(space, ...given);
    };
  return {
    matmul: whole(matmul),
    matmulF32: whole(matmulF32),
    symmetricEigen: whole(symmetricEigen),
    thinSvd: whole(thinSvd),
    truncatedSvd: whole(truncatedSvd),
    qr: whole(qr),
    cholesky: whole(cholesky),
    solveTriangular: whole(solveTriangular),
    leastSquares: whole(leastSquares),
  };
}

let shared: Promise<LinearAlgebra> | undefined;

/** Linear algebra on the SIMD kernels. Loads them once a thread; all callers of a thread share one memory. */
export function linearAlgebra(): Promise<LinearAlgebra> {
  shared ??= createAlgebraKernels().then(linearAlgebraOn);
  return shared;
}
