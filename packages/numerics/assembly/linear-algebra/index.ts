// The kernels of linear algebra, compiled to ../../src/linear-algebra/linear-algebra.wasm by build-kernels.ts.
// Places and strides are counted in elements, not bytes. Each has a plain twin in ../../src/linear-algebra/plain-*.ts.
export { largestMagnitude, transpose } from './arrangement';
export { busyF32, busyF64 } from './ceiling';
export { addTransposedTimes, symmetricTimes, times } from './matrix-vector';
export { multiply } from './multiply';
export { multiplyF32 } from './multiply-f32';
export { interlace, poleGaps, quotients, secularSums } from './secular';
export { addScaled, dot, rotate, scale } from './vectors';

/** The first byte of memory that the kernels do not use themselves. */
export function firstFree(): usize {
  return __heap_base;
}
