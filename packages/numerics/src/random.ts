import { InputError } from '@offprint/errors';
import { normalQuantile } from './normal-quantile.ts';
import { philox4x32 } from './philox.ts';

/** A sequence of random numbers that is the same on every platform. */
export interface Random {
  /** An integer in [0, 2^32). Takes one word. */
  uint32(): number;
  /** A multiple of 2^-53 in [0, 1). Takes two words. */
  uniform(): number;
  /** A standard normal number, by inversion. Takes two words. */
  normal(): number;
  /**
   * An integer in [0, below), each equally likely. Takes one word, seldom more.
   * @param below an integer in [1, 2^32]
   */
  integer(below: number): number;
}

/** FNV-1a over the UTF-16 code units of `text`, with two offsets: the two words that name a stream. */
function wordsOf(text: string): [number, number] {
  const hash = (offset: number): number => {
    let state = offset;
    for (let at = 0; at < text.length; at++) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
    return state >>> 0;
  };
  return [hash(0x811c9dc5), hash(0x050c5d1f)];
}

/** The words that tell a sequence from all others. */
export interface PhiloxStream {
  /** Two words, lowest first. */
  readonly key: Uint32Array;
  /** The upper two words of every counter. */
  readonly streamLow: number;
  readonly streamHigh: number;
}

/** @throws InputError `random/seed` */
export function philoxStream(seed: number, stream: string | number): PhiloxStream {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new InputError('random/seed', `The seed ${seed} is not a whole number from 0 to 9007199254740991.`, {
      hint: 'Choose a whole number, for example 1.',
    });
  }
  const [streamLow, streamHigh] =
    typeof stream === 'string' ? wordsOf(stream) : [stream >>> 0, Math.floor(stream / 2 ** 32)];
  return { key: Uint32Array.of(seed, Math.floor(seed / 2 ** 32)), streamLow, streamHigh };
}

/**
 * The random sequence with this seed and stream name: the n-th word depends on (seed, stream, n) and nothing else, so
 * threads that use streams of their own never need to agree on an order.
 *
 * @param seed an integer in [0, 2^53)
 * @param stream any text, or an integer in [0, 2^53), to tell sequences of one seed apart
 */
export function createRandom(seed: number, stream: string | number): Random {
  const { key, streamLow, streamHigh } = philoxStream(seed, stream);
  const counter = Uint32Array.of(0, 0, streamLow, streamHigh);
  const block = new Uint32Array(4);
  let used = 4;

  const uint32 = (): number => {
    if (used === 4) {
      philox4x32(counter, key, block);
      counter[0] = (counter[0] ?? 0) + 1;
      if (counter[0] === 0) counter[1] = (counter[1] ?? 0) + 1;
      used = 0;
    }
    return block[used++] ?? 0;
  };
  const uniform = (): number => {
    const high = uint32() >>> 5;
    const low = uint32() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  };
  return {
    uint32,
    uniform,
    // Zero has no quantile; half a step above it has.
    normal: () => normalQuantile(Math.max(uniform(), 2 ** -54)),
    integer(below) {
      // Words at or above the largest multiple of `below` would favour small results.
      const limit = 2 ** 32 - (2 ** 32 % below);
      let word = uint32();
      while (word >= limit) word = uint32();
      return word % below;
    },
  };
}
