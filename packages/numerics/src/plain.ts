/** Plain TypeScript twins of the arithmetic and election kernels: the same operations in the same order. */

/** out = a - b in float32. */
export function subtract(a: Float32Array, b: Float32Array, out: Float32Array): void {
  for (let i = 0; i < out.length; i++) out[i] = a[i] - b[i];
}

/** out = a + b in float32. */
export function add(a: Float32Array, b: Float32Array, out: Float32Array): void {
  for (let i = 0; i < out.length; i++) out[i] = a[i] + b[i];
}

/** x = x * factor in float32, in place; `factor` is rounded to float32 first. */
export function scale(x: Float32Array, factor: number): void {
  const rounded = Math.fround(factor);
  for (let i = 0; i < x.length; i++) x[i] *= rounded;
}

/** x = x / divisor in float32, in place, where a divisor of exactly 0 counts as 1. */
export function divide(x: Float32Array, divisor: Float32Array): void {
  for (let i = 0; i < x.length; i++) x[i] /= divisor[i] === 0 ? 1 : divisor[i];
}

/** The sum of x * y in float64, in four running sums as the kernel keeps them. */
export function dot(x: Float32Array, y: Float32Array): number {
  const sums = [0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) sums[i & 3] += x[i] * y[i];
  return sums[0] + sums[1] + (sums[2] + sums[3]);
}

/** The sum of squares in float64, in the order of `dot`. */
export function sumOfSquares(x: Float32Array): number {
  return dot(x, x);
}

/** The sum of |x| in float64, in the order of `dot`. */
export function absoluteSum(x: Float32Array): number {
  const sums = [0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) sums[i & 3] += Math.abs(x[i]);
  return sums[0] + sums[1] + (sums[2] + sums[3]);
}

/** out = out + factor * x in float32, rounded after the product and after the sum; `factor` is rounded first. */
export function addScaled(x: Float32Array, factor: number, out: Float32Array): void {
  const rounded = Math.fround(factor);
  for (let i = 0; i < out.length; i++) out[i] += Math.fround(x[i] * rounded);
}

/** out = x + change in float32, and x itself, its sign of zero too, where the change is 0. */
export function addChange(x: Float32Array, change: Float32Array, out: Float32Array): void {
  for (let i = 0; i < out.length; i++) out[i] = change[i] === 0 ? x[i] : x[i] + change[i];
}

/** out = x * y in float32. */
export function multiply(x: Float32Array, y: Float32Array, out: Float32Array): void {
  for (let i = 0; i < out.length; i++) out[i] = x[i] * y[i];
}

/** How many parameters have some value other than 0, and how many have values of both signs. */
export function countSigns(values: readonly Float32Array[]): { touched: number; divided: number } {
  let touched = 0;
  let divided = 0;
  for (let p = 0; p < (values[0]?.length ?? 0); p++) {
    const positive = values.some((value) => value[p] > 0);
    const negative = values.some((value) => value[p] < 0);
    if (positive || negative) touched++;
    if (positive && negative) divided++;
  }
  return { touched, divided };
}

/** How the parameters of an election fell out. */
export interface ElectionCounts {
  /** Parameters for which some value is not 0. */
  readonly touched: number;
  /** Parameters for which there are values of both signs. */
  readonly divided: number;
  /** Parameters with a positive sum. */
  readonly positive: number;
  /** Parameters with a negative sum. */
  readonly negative: number;
  /** Parameters whose values cancel to exactly 0. */
  readonly cancelled: number;
}

export interface Election {
  /** One array of values for each model. */
  readonly values: readonly Float32Array[];
  readonly weights: readonly number[];
  /** The sign where the sum is exactly 0; 0 selects as -1 does but has no largest magnitude. */
  readonly zeroSign: -1 | 0 | 1;
  /** Whether the largest magnitude with the elected sign is wanted instead of the sum. */
  readonly largest: boolean;
}

/**
 * For each parameter: elects the sign of the sum of its values, then writes to `merged` the sum (or the largest
 * magnitude, with that sign) of the values that have it, and to `divisor` the sum of their models' weights.
 */
export function elect(election: Election, merged: Float32Array, divisor: Float32Array): ElectionCounts {
  const { values, zeroSign, largest } = election;
  const weights = Float32Array.from(election.weights);
  const counts = { touched: 0, divided: 0, positive: 0, negative: 0, cancelled: 0 };
  for (let p = 0; p < merged.length; p++) {
    let sum = 0;
    let anyPositive = false;
    let anyNegative = false;
    for (const value of values) {
      sum = Math.fround(sum + value[p]);
      anyPositive ||= value[p] > 0;
      anyNegative ||= value[p] < 0;
    }
    const positive = sum > 0 || (sum === 0 && zeroSign > 0);
    let total = 0;
    let weight = 0;
    for (let model = 0; model < values.length; model++) {
      const value = values[model][p];
      if (positive ? !(value > 0) : !(value < 0)) continue;
      total = largest ? Math.max(total, Math.abs(value)) : Math.fround(total + value);
      weight = Math.fround(weight + weights[model]);
    }
    if (largest) {
      if (sum === 0 && zeroSign === 0) total = 0;
      if (!positive && total !== 0) total = -total;
    }
    merged[p] = total;
    divisor[p] = weight;
    if (anyPositive || anyNegative) counts.touched++;
    if (anyPositive && anyNegative) counts.divided++;
    if (sum > 0) counts.positive++;
    if (sum < 0) counts.negative++;
    if (sum === 0 && (anyPositive || anyNegative)) counts.cancelled++;
  }
  return counts;
}
