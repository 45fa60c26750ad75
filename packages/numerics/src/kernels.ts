import { kernelBytes } from '#kernel-bytes';

/** Where an array lies in the kernels' memory, in bytes. */
export type Pointer = number;

/**
 * The SIMD kernels over one linear memory. Counts are in elements; `from`, `to`, `x` and the like are pointers to the
 * first. What each one computes is written down by its plain TypeScript twin of the same name, which it equals bit for
 * bit; only the ways of passing results differ.
 */
export interface Kernels {
  readonly memory: WebAssembly.Memory;
  /** The next `bytes` of memory, aligned to 16; grows the memory, so views made before are void. */
  reserve(bytes: number): Pointer;
  widenBf16(from: Pointer, to: Pointer, count: number): void;
  widenF16(from: Pointer, to: Pointer, count: number): void;
  narrowBf16(from: Pointer, to: Pointer, count: number): void;
  narrowF16(from: Pointer, to: Pointer, count: number): void;
  /** Returns the key of the largest |a - b|; it reaches `infinityKey` if one is infinite or NaN. */
  subtract(a: Pointer, b: Pointer, out: Pointer, count: number): number;
  /** Returns the key of the largest |a + b|. */
  add(a: Pointer, b: Pointer, out: Pointer, count: number): number;
  scale(x: Pointer, factor: number, count: number): void;
  divide(x: Pointer, divisor: Pointer, count: number): void;
  sumOfSquares(x: Pointer, count: number): number;
  /** Returns the key of the largest |x|. */
  largest(x: Pointer, count: number): number;
  /** Returns the key of the largest |out|. */
  addChange(x: Pointer, change: Pointer, out: Pointer, count: number): number;
  addScaled(x: Pointer, factor: number, out: Pointer, count: number): void;
  multiply(x: Pointer, y: Pointer, out: Pointer, count: number): void;
  dot(x: Pointer, y: Pointer, count: number): number;
  absoluteSum(x: Pointer, count: number): number;
  /**
   * Adds to f64s at `sums` the inner products (`dot`) of all pairs of `size` arrays `stride` bytes apart, the upper
   * triangle row by row; `lanes` is f64[4 * pairs] to work in.
   */
  gram(values: Pointer, stride: number, size: number, count: number, lanes: Pointer, sums: Pointer): void;
  /** `values` are `models` arrays `stride` bytes apart; `counts` is i32[2]: touched, divided. */
  signs(values: Pointer, stride: number, models: number, count: number, counts: Pointer): void;
  /** As `keepRandom` of masks.ts, which takes the numbers apart; returns how many stay. */
  keepRandom(
    x: Pointer,
    count: number,
    counterLow: number,
    counterHigh: number,
    phase: number,
    streamLow: number,
    streamHigh: number,
    key0: number,
    key1: number,
    threshold: number,
  ): number;
  /**
   * `changes` and `scores` are `models` arrays `stride` bytes apart with room for `count` rounded up to a multiple of 4;
   * `bounds` is f32[2 * models]; `pairs` is 0 or 1.
   */
  competitionScores(
    changes: Pointer,
    stride: number,
    models: number,
    count: number,
    bounds: Pointer,
    pairs: number,
    scores: Pointer,
  ): void;
  /** Scores become scales in place; arrays as above, `total` and `merged` too; `limits` is f32[5 * models]. */
  balance(
    changes: Pointer,
    stride: number,
    models: number,
    count: number,
    limits: Pointer,
    scores: Pointer,
    total: Pointer,
    merged: Pointer,
  ): void;
  histogram(x: Pointer, counters: Pointer, count: number): void;
  /** Writes keys to `out` (room for count + 1), the number of larger ones to the i32 `above`; returns how many. */
  collect(x: Pointer, count: number, low: number, high: number, out: Pointer, above: Pointer): number;
  trim(x: Pointer, cut: number, count: number): number;
  /** Returns how many were equal to the cut and set to 0. */
  dropLargest(x: Pointer, cut: number, budget: number, count: number): number;
  trimFirst(x: Pointer, cut: number, budget: number, count: number): number;
  /**
   * `values` are `models` arrays `stride` bytes apart; they, `merged` and `divisor` have room for `count` rounded up to a
   * multiple of 4. `counts` is i32[5], in the order of `ElectionCounts`.
   */
  elect(
    values: Pointer,
    stride: number,
    models: number,
    weights: Pointer,
    count: number,
    zeroSign: number,
    largest: number,
    merged: Pointer,
    divisor: Pointer,
    counts: Pointer,
  ): void;
}

interface Exports extends Omit<Kernels, 'reserve'> {
  firstFree(): number;
}

const pageBytes = 65_536;

let compiled: Promise<WebAssembly.Module> | undefined;

/** Kernels with a memory of their own. Compiles once a thread. */
export async function createKernels(): Promise<Kernels> {
  compiled ??= kernelBytes().then((bytes) => WebAssembly.compile(bytes));
  const instance = await WebAssembly.instantiate(await compiled);
  // The module's own exports, as build-kernels.ts compiles them; WebAssembly gives them no types.
  const exports = instance.exports as unknown as Exports;
  let next = exports.firstFree();
  return {
    ...exports,
    reserve(bytes) {
      const at = Math.ceil(next / 16) * 16;
      next = at + bytes;
      const missing = next - exports.memory.buffer.byteLength;
      if (missing > 0) exports.memory.grow(Math.ceil(missing / pageBytes));
      return at;
    },
  };
}
