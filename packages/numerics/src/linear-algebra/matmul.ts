import { InputError } from '@offprint/errors';
import type { Place } from './algebra-kernels.ts';
import { checkShape, refuseNotFinite } from './input.ts';
import type { Space } from './space.ts';

export interface MatmulOptions<Numbers> {
  /** Whether a is given as k by m. False if left out. */
  readonly transposeA?: boolean;
  /** Whether b is given as n by k. False if left out. */
  readonly transposeB?: boolean;
  /** Where the product goes: m n numbers. It may be one of the factors. */
  readonly out?: Numbers;
}

/** What differs between the two precisions. */
interface Precision<Numbers> {
  readonly memory: () => Numbers;
  readonly make: (count: number) => Numbers;
  readonly multiply: Space['kernels']['multiply'];
  /** How many numbers fit in the place of a float64. */
  readonly perPlace: number;
}

function product<Numbers extends Float64Array | Float32Array>(
  space: Space,
  { memory, make, multiply, perPlace }: Precision<Numbers>,
  [a, b]: readonly [Numbers, Numbers],
  [m, k, n]: readonly [number, number, number],
  { transposeA = false, transposeB = false, out }: MatmulOptions<Numbers>,
): Numbers {
  checkShape(a, transposeA ? k : m, transposeA ? m : k);
  checkShape(b, transposeB ? n : k, transposeB ? k : n);
  if (out !== undefined && out.length !== m * n) {
    throw new InputError(
      'linear-algebra/shape',
      `There is room for ${out.length} numbers, but the product has ${m * n}.`,
      { hint: `Give an array of ${m} times ${n} numbers, or none.` },
    );
  }
  const take = (count: number): Place => space.take(Math.ceil(count / perPlace)) * perPlace;
  const [atA, atB, atC] = [take(a.length), take(b.length), take(m * n)];
  const view = memory();
  view.set(a, atA);
  view.set(b, atB);
  const [aRow, aColumn] = transposeA ? [1, m] : [k, 1];
  const [bRow, bColumn] = transposeB ? [1, k] : [n, 1];
  multiply(m, n, k, 1, atA, aRow, aColumn, atB, bRow, bColumn, 0, atC, n, space.work * perPlace);
  // A factor that is not finite leaves its mark on the product, which is cheaper to look through than both factors.
  for (let at = atC; at < atC + m * n; at++) {
    if (Number.isFinite(view[at])) continue;
    refuseNotFinite(a, transposeA ? m : k);
    refuseNotFinite(b, transposeB ? k : n);
    break;
  }
  const result = out ?? make(m * n);
  result.set(view.subarray(atC, atC + m * n));
  return result;
}

/**
 * c = a b, m by n, for a of m by k and b of k by n, all row-major, in float64. Every element is summed in blocks of 256
 * terms in rising order, so its bits depend on its row and its column alone. Takes 2 m n k operations.
 *
 * @throws InputError `linear-algebra/shape`; `linear-algebra/not-finite` for a factor (a product that overflows is
 * given back as it is)
 */
export function matmul(
  space: Space,
  a: Float64Array,
  b: Float64Array,
  m: number,
  k: number,
  n: number,
  options: MatmulOptions<Float64Array> = {},
): Float64Array {
  const precision: Precision<Float64Array> = {
    memory: () => space.view(),
    make: (count) => new Float64Array(count),
    multiply: space.kernels.multiply,
    perPlace: 1,
  };
  return product(space, precision, [a, b], [m, k, n], options);
}

/** As `matmul`, in float32, sums included. */
export function matmulF32(
  space: Space,
  a: Float32Array,
  b: Float32Array,
  m: number,
  k: number,
  n: number,
  options: MatmulOptions<Float32Array> = {},
): Float32Array {
  const precision: Precision<Float32Array> = {
    memory: () => new Float32Array(space.kernels.memory.buffer),
    make: (count) => new Float32Array(count),
    multiply: space.kernels.multiplyF32,
    perPlace: 2,
  };
  return product(space, precision, [a, b], [m, k, n], options);
}
