import type { Kernels, Pointer } from './kernels.ts';
import { philox4x32 } from './philox.ts';
import { type PhiloxStream, philoxStream } from './random.ts';

/** Elements that stay with a probability, each decided by its own index. */
export interface RandomMask {
  readonly stream: PhiloxStream;
  /** Words below it stay: the probability times 2^32, rounded. 2^32 keeps all. */
  readonly threshold: number;
}

/**
 * A mask in which element n stays where word n of the sequence (seed, stream) is below probability times 2^32: the same
 * in whatever pieces and order it is applied.
 * @param probability from 0 to 1
 */
export function randomMask(seed: number, stream: string, probability: number): RandomMask {
  return { stream: philoxStream(seed, stream), threshold: Math.round(probability * 2 ** 32) };
}

/**
 * Sets x to 0 where the mask says so; returns how many elements stay.
 * @param from index of the first element
 */
export function applyMask(mask: RandomMask, x: Float32Array, from: number): number {
  if (mask.threshold >= 2 ** 32) return x.length;
  const { key, streamLow, streamHigh } = mask.stream;
  const counter = new Uint32Array([0, 0, streamLow, streamHigh]);
  const words = new Uint32Array(4);
  let kept = 0;
  for (let i = 0; i < x.length; i++) {
    const index = from + i;
    if (i === 0 || index % 4 === 0) {
      counter[0] = Math.floor(index / 4);
      counter[1] = Math.floor(index / 2 ** 34);
      philox4x32(counter, key, words);
    }
    if (words[index % 4] >= mask.threshold) x[i] = 0;
    else kept++;
  }
  return kept;
}

/** As `applyMask`, on the kernels' memory. */
export function applyMaskIn(kernels: Kernels, mask: RandomMask, x: Pointer, count: number, from: number): number {
  if (mask.threshold >= 2 ** 32) return count;
  const { key, streamLow, streamHigh } = mask.stream;
  return kernels.keepRandom(
    x,
    count,
    Math.floor(from / 4) % 2 ** 32,
    Math.floor(from / 2 ** 34),
    from % 4,
    streamLow,
    streamHigh,
    key[0],
    key[1],
    mask.threshold,
  );
}
