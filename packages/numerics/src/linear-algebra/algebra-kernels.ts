import { moduleBytes } from '#linear-algebra-bytes';

/** Where a number lies in the kernels' memory, counted in elements (float64, or float32 for `multiplyF32`). */
export type Place = number;

/**
 * The kernels of linear algebra over one linear memory. Matrices are row-major; strides count elements. What each one
 * computes, to the bit, is written down by its plain twin in plain-kernels.ts.
 */
export interface AlgebraKernels {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  /** The first byte of memory that the kernels do not use themselves. */
  firstFree(): number;

  dot(count: number, x: Place, y: Place): number;
  /** y = y + factor * x. */
  addScaled(count: number, factor: number, x: Place, y: Place): void;
  scale(count: number, factor: number, x: Place): void;
  /** x, y = cosine * x + sine * y, cosine * y - sine * x. */
  rotate(count: number, x: Place, y: Place, cosine: number, sine: number): void;
  /** The largest |x|; Infinity or NaN if one is not finite. */
  largestMagnitude(count: number, x: Place): number;
  transpose(rows: number, columns: number, from: Place, fromStride: number, to: Place, toStride: number): void;

  /** y = a x. */
  times(rows: number, columns: number, a: Place, stride: number, x: Place, y: Place): void;
  /** y = y + factor * (transposed a) x. */
  addTransposedTimes(rows: number, columns: number, factor: number, a: Place, stride: number, x: Place, y: Place): void;
  /** y = a x for a symmetric matrix of which only the upper triangle is read. */
  symmetricTimes(n: number, a: Place, stride: number, x: Place, y: Place): void;
  /** c = [c +] factor * a b; a is m by k, b is k by n, both with any strides; `work` has room for `multiplyWork`. */
  multiply(
    m: number,
    n: number,
    k: number,
    factor: number,
    a: Place,
    aRow: number,
    aColumn: number,
    b: Place,
    bRow: number,
    bColumn: number,
    accumulate: number,
    c: Place,
    cRow: number,
    work: Place,
  ): void;
  /** As `multiply`, in float32. */
  multiplyF32: AlgebraKernels['multiply'];

  /** out[j] = d[j] - d[origin], times d[j] + d[origin] if `squared`. */
  poleGaps(count: number, d: Place, origin: number, squared: number, out: Place): void;
  /** out[0], out[1] = the sums of z^2 / (gaps - shift) and of z^2 / (gaps - shift)^2. */
  secularSums(count: number, gaps: Place, z: Place, shift: number, out: Place): void;
  /** One factor of the products that give the vector of a rank-one change back from its roots. */
  interlace(count: number, gaps: Place, d: Place, root: number, squared: number, product: Place): void;
  /** out = x / y. */
  quotients(count: number, x: Place, y: Place, out: Place): void;

  /** For benchmarks: 48 operations a step in float64 that need no memory, half of them products. */
  busyF64(steps: number, factor: number, term: number): number;
  /** The same in float32: 96 operations a step. */
  busyF32(steps: number, factor: number, term: number): number;
}

/** Elements of work space that `multiply` and `multiplyF32` need. */
export const multiplyWork = (256 + 1024) * 256 + 32;

let compiled: Promise<WebAssembly.Module> | undefined;

/** The SIMD kernels, with a memory of their own. Compiles once a thread. */
export async function createAlgebraKernels(): Promise<AlgebraKernels> {
  compiled ??= moduleBytes().then((bytes) => WebAssembly.compile(bytes));
  const instance = await WebAssembly.instantiate(await compiled);
  // The module's own exports, as build-kernels.ts compiles them; WebAssembly gives them no types.
  return instance.exports as unknown as AlgebraKernels;
}
