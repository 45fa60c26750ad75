// The kernels, compiled to kernels.wasm by build-kernels.ts. Each has a plain TypeScript twin in ../src/plain.ts.
export { add, divide, scale, subtract, sumOfSquares } from './arithmetic';
export { balance, competitionScores } from './competition';
export { elect } from './election';
export { narrowBf16, narrowF16, widenBf16, widenF16 } from './formats';
export { collect, dropLargest, histogram, trim, trimFirst } from './magnitude';
export { keepRandom } from './masks';
export { absoluteSum, addChange, addScaled, dot, gram, largest, multiply, signs } from './sums';

/** The first byte of memory that the kernels do not use themselves. */
export function firstFree(): usize {
  return __heap_base;
}
