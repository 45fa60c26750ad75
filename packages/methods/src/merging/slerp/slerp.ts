/**
 * Spherical linear interpolation of two tensors on arrays (Shoemake, “Animating rotation with quaternion curves”,
 * SIGGRAPH 1985, section 3.3), each tensor taken as one long vector.
 *
 * `rule.ts` computes the same bits on streams.
 */
import { addScaled, dot, scale } from '@offprint/numerics';
import { type Format, roundTo } from '../task-arithmetic/task-vectors.ts';

/** Beyond this cosine, of either sign, the way along the circle is taken as a straight line. */
const nearlyParallel = 0.9995;
/** A shorter vector has no direction. */
const leastNorm = 1e-8;

/** Sums over the elements of two tensors, in float64. */
export interface Products {
  readonly aa: number;
  readonly bb: number;
  readonly ab: number;
}

export interface Interpolation {
  /** Cosine of the angle between the tensors; 0 where one of them has no direction. */
  readonly cosine: number;
  /** Whether it follows the circle; a straight line otherwise. */
  readonly spherical: boolean;
  /** The result is `first` · a + `second` · b. */
  readonly first: number;
  readonly second: number;
}

/**
 * What each of two vectors contributes at t from the first to the second: sin((1 − t)Ω) / sin Ω and sin(tΩ) / sin Ω,
 * or 1 − t and t where they are nearly parallel or opposite.
 */
export function interpolate(t: number, { aa, bb, ab }: Products): Interpolation {
  const norms = [Math.sqrt(aa), Math.sqrt(bb)].map((norm) => (norm > leastNorm ? norm : 1));
  const cosine = Math.max(-1, Math.min(1, ab / (norms[0] * norms[1])));
  if (Math.abs(cosine) > nearlyParallel) return { cosine, spherical: false, first: 1 - t, second: t };
  const angle = Math.acos(cosine);
  const sine = Math.sin(angle);
  return {
    cosine,
    spherical: true,
    first: Math.sin(angle - t * angle) / sine,
    second: Math.sin(t * angle) / sine,
  };
}

/** The tensor at t from a to b, in float32 and rounded to the format at the end. O(size). */
export function slerp(a: Float32Array, b: Float32Array, t: number, format: Format): Float32Array {
  const { first, second } = interpolate(t, { aa: dot(a, a), bb: dot(b, b), ab: dot(a, b) });
  // Adding 0 times a number would turn -0 into 0: each end is returned as it is.
  const merged = (first === 0 ? b : a).slice();
  scale(merged, first === 0 ? second : first);
  if (first !== 0 && second !== 0) addScaled(b, second, merged);
  return roundTo(format, merged);
}
