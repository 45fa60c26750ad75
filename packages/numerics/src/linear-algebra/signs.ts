/** Magnitudes that agree to this share count as equal, so that rounding does not choose between them. */
const near = 1 - 2 ** -20;

/**
 * The sign convention of all vectors that are given back: the first component whose magnitude is, up to one part in a
 * million, the largest is positive. It does not depend on the order of computation, and a vector and its mirror image
 * are treated alike.
 *
 * @param first where the first component lies, @param step how far apart they lie
 * @returns -1 if the vector has to be turned round, or 1
 */
export function signOf(vector: Float64Array, first: number, step: number, count: number): -1 | 1 {
  let largest = 0;
  for (let i = 0; i < count; i++) largest = Math.max(largest, Math.abs(vector[first + i * step]));
  for (let i = 0; i < count; i++) {
    const value = vector[first + i * step];
    if (Math.abs(value) >= largest * near) return value < 0 ? -1 : 1;
  }
  return 1;
}
