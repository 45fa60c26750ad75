/**
 * e to the power of x from the four operations alone. `Math.exp` may differ in its last bit between engines, and trained
 * weights must not. Relative error below 1e-15 for x from -700 to 700; 0 below.
 */
export function exponential(x: number): number {
  if (x < -700) return 0;
  const halvings = Math.round(x / Math.LN2);
  const rest = x - halvings * Math.LN2;
  let sum = 1;
  // |rest| ≤ 0.347, so the fifteenth term is below one unit in the last place.
  for (let term = 15; term >= 1; term--) sum = 1 + (rest * sum) / term;
  let power = sum;
  for (let left = halvings; left > 0; left--) power *= 2;
  for (let left = halvings; left < 0; left++) power /= 2;
  return power;
}
