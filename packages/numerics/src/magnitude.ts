/**
 * Selection by magnitude. The key of x is the 31 bits of |x| read as an integer: keys order as magnitudes do, so the
 * k-th largest magnitude is found by counting, exactly and in linear time, without sorting.
 */

/** Keys from here on belong to infinity and NaN. */
export const infinityKey = 0x7f800000;

/** Bits of a key that the coarse histogram leaves to the fine one. */
export const fineBits = 15;

/** Counters of the coarse histogram: one for each value of a key's upper 16 bits. */
export const coarseBins = 2 ** 16;

function keysOf(x: Float32Array): Uint32Array {
  return new Uint32Array(x.buffer, x.byteOffset, x.length);
}

/** The key of one number. */
export function keyOf(x: number): number {
  return keysOf(Float32Array.of(x))[0] & 0x7fffffff;
}

/** The magnitude of a key. */
export function magnitudeOf(key: number): number {
  return new Float32Array(Uint32Array.of(key).buffer)[0];
}

/** Adds 1 to `counters[key >>> 15]` for each number. Twin of the kernel `histogram`. */
export function histogram(x: Float32Array, counters: Uint32Array): void {
  const keys = keysOf(x);
  for (let i = 0; i < keys.length; i++) counters[(keys[i] & 0x7fffffff) >>> fineBits]++;
}

/** The keys in [low, high) in order, and how many keys are at or above `high`. Twin of the kernel `collect`. */
export function collect(x: Float32Array, low: number, high: number): { collected: number[]; above: number } {
  const collected: number[] = [];
  let above = 0;
  for (const word of keysOf(x)) {
    const key = word & 0x7fffffff;
    if (key >= high) above++;
    else if (key >= low) collected.push(key);
  }
  return { collected, above };
}

/** Sets numbers with keys below `cut` to 0, in place; returns how many stay. Twin of the kernel `trim`. */
export function trim(x: Float32Array, cut: number): number {
  const keys = keysOf(x);
  let stay = 0;
  for (let i = 0; i < keys.length; i++) {
    if ((keys[i] & 0x7fffffff) >= cut) stay++;
    else keys[i] = 0;
  }
  return stay;
}

/** As `trim`, but of the keys equal to `cut` only the first `budget` stay. Twin of the kernel `trimFirst`. */
export function trimFirst(x: Float32Array, cut: number, budget: number): number {
  const keys = keysOf(x);
  let left = budget;
  let stay = 0;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] & 0x7fffffff;
    const tied = key === cut && left > 0;
    if (tied) left--;
    if (tied || key > cut) stay++;
    else keys[i] = 0;
  }
  return stay;
}

/**
 * Sets numbers with keys above `cut` to 0, in place, and the first `budget` of those equal to it; returns how many were
 * equal. Twin of the kernel `dropLargest`.
 */
export function dropLargest(x: Float32Array, cut: number, budget: number): number {
  const keys = keysOf(x);
  let dropped = 0;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] & 0x7fffffff;
    const tied = key === cut && dropped < budget;
    if (tied) dropped++;
    if (tied || key > cut) keys[i] = 0;
  }
  return dropped;
}

/**
 * The place of the `rank`-th largest (1 = the largest) among counted bins, smallest bin first.
 * @returns the bin, and how many numbers lie in bins above it; undefined if there are fewer than `rank` numbers
 */
export function findRank(
  counters: Uint32Array | Float64Array,
  rank: number,
): { readonly bin: number; readonly above: number } | undefined {
  let above = 0;
  for (let bin = counters.length - 1; bin >= 0; bin--) {
    if (above + counters[bin] >= rank) return { bin, above };
    above += counters[bin];
  }
  return undefined;
}

/** The `rank`-th largest magnitude as a key, how many are larger, and how many are just as large. */
export interface Selected {
  readonly key: number;
  readonly above: number;
  readonly equal: number;
}

/**
 * The exact `rank`-th largest magnitude of `x` (1 = the largest), by two histograms: upper 16 bits, then lower 15.
 * Time O(n), memory 384 KiB.
 * @param rank an integer in [1, x.length]
 */
export function selectMagnitude(x: Float32Array, rank: number): Selected | undefined {
  const coarse = new Uint32Array(coarseBins);
  histogram(x, coarse);
  const place = findRank(coarse, rank);
  if (place === undefined) return undefined;
  const low = place.bin * 2 ** fineBits;
  const fine = new Uint32Array(2 ** fineBits);
  for (const key of collect(x, low, low + 2 ** fineBits).collected) fine[key - low]++;
  const within = findRank(fine, rank - place.above);
  if (within === undefined) return undefined;
  return { key: low + within.bin, above: place.above + within.above, equal: fine[within.bin] };
}
