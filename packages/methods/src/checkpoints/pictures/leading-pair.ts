/** Rounds of the iteration: far more than a picture needs. */
const rounds = 300;

const product = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * b[i], 0);

function unit(x: readonly number[]): number[] {
  const norm = Math.sqrt(product(x, x));
  return norm === 0 ? x.map(() => 0) : x.map((value) => value / norm);
}

function times(matrix: readonly (readonly number[])[], x: readonly number[]): number[] {
  return matrix.map((row) => product(row, x));
}

/** What is left of x without its part along a unit vector. */
function without(x: readonly number[], along: readonly number[]): number[] {
  const part = product(x, along);
  return x.map((value, i) => value - part * along[i]);
}

export interface LeadingPair {
  /** The two largest eigenvalues; 0 where there is no second one. */
  readonly values: readonly [number, number];
  /** Their unit vectors; zeros where there is none. */
  readonly vectors: readonly [readonly number[], readonly number[]];
}

/**
 * The two largest eigenvalues of a small symmetric matrix without negative ones, and an orthonormal pair of vectors that
 * spans their plane, by orthogonal iteration. O(rounds · n²).
 */
export function leadingPair(matrix: readonly (readonly number[])[]): LeadingPair {
  let first = unit(matrix.map((_, i) => Math.cos(i + 0.5)));
  let second = unit(without(unit(matrix.map((_, i) => Math.sin(2 * i + 1))), first));
  for (let round = 0; round < rounds; round++) {
    first = unit(times(matrix, first));
    // What rounding leaves of a vector that does not exist is no direction.
    const rest = without(times(matrix, second), first);
    const scale = product(first, times(matrix, first));
    second = product(rest, rest) > (1e-12 * scale) ** 2 ? unit(without(unit(rest), first)) : rest.map(() => 0);
  }
  const eigenvalue = (x: readonly number[]): number => Math.max(0, product(x, times(matrix, x)));
  return { values: [eigenvalue(first), eigenvalue(second)], vectors: [first, second] };
}
