export { type Balance, balance, competitionScores } from './competition.ts';
export { narrowBf16, narrowF16, roundToBf16, roundToF16, widenBf16, widenF16 } from './formats.ts';
export { createKernels, type Kernels, type Pointer } from './kernels.ts';
export type {
  LeastSquares,
  MatmulOptions,
  Qr,
  SymmetricEigen,
  ThinSvd,
  TriangularOptions,
  TruncatedSvdOptions,
} from './linear-algebra/linear-algebra.ts';
export { type LinearAlgebra, linearAlgebra } from './linear-algebra/linear-algebra.ts';
export { type Assignment, linearAssignment } from './linear-assignment.ts';
export {
  coarseBins,
  dropLargest,
  findRank,
  fineBits,
  infinityKey,
  keyOf,
  magnitudeOf,
  type Selected,
  selectMagnitude,
  trim,
  trimFirst,
} from './magnitude.ts';
export { applyMask, applyMaskIn, type RandomMask, randomMask } from './masks.ts';
export {
  absoluteSum,
  add,
  addChange,
  addScaled,
  countSigns,
  divide,
  dot,
  type Election,
  type ElectionCounts,
  elect,
  multiply,
  scale,
  subtract,
  sumOfSquares,
} from './plain.ts';
export { createRandom, type PhiloxStream, philoxStream, type Random } from './random.ts';
