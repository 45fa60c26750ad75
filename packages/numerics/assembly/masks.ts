// Random masks by Philox4x32-10, as ../src/philox.ts has it: the word of an element depends on its index alone.

const roundMultiplier0: u32 = 0xd2511f53;
const roundMultiplier1: u32 = 0xcd9e8d57;
const keyStep0: u32 = 0x9e3779b9;
const keyStep1: u32 = 0xbb67ae85;

/** Where the four words of one counter are left. */
const words = memory.data(16, 16);

function oneCounter(c0: u32, c1: u32, c2: u32, c3: u32, key0: u32, key1: u32): void {
  let k0 = key0;
  let k1 = key1;
  for (let round = 0; round < 10; round++) {
    const product0 = <u64>roundMultiplier0 * <u64>c0;
    const product1 = <u64>roundMultiplier1 * <u64>c2;
    c0 = <u32>(product1 >> 32) ^ c1 ^ k0;
    c2 = <u32>(product0 >> 32) ^ c3 ^ k1;
    c1 = <u32>product1;
    c3 = <u32>product0;
    k0 += keyStep0;
    k1 += keyStep1;
  }
  store<u32>(words, c0);
  store<u32>(words + 4, c1);
  store<u32>(words + 8, c2);
  store<u32>(words + 12, c3);
}

/** The high words of the products of four unsigned integers. */
@inline
function highProducts(x: v128, factor: v128): v128 {
  const low = i64x2.extmul_low_i32x4_u(x, factor);
  const high = i64x2.extmul_high_i32x4_u(x, factor);
  return v128.shuffle<i32>(low, high, 1, 3, 5, 7);
}

/**
 * Sets x to 0 where the element's word is at or above `threshold`; returns how many stay.
 * @param counterLow, counterHigh the counter of the first element: its index divided by 4
 * @param phase the index of the first element modulo 4
 */
export function keepRandom(
  x: usize,
  count: i32,
  counterLow: u32,
  counterHigh: u32,
  phase: i32,
  streamLow: u32,
  streamHigh: u32,
  key0: u32,
  key1: u32,
  threshold: u32,
): i32 {
  let kept = 0;
  let i = 0;
  let counter = (<u64>counterHigh << 32) | <u64>counterLow;
  const factor0 = i32x4.splat(<i32>roundMultiplier0);
  const factor1 = i32x4.splat(<i32>roundMultiplier1);
  const limit = i32x4.splat(<i32>threshold);
  let keptLanes = i32x4.splat(0);
  while (i < count) {
    // Sixteen elements of four counters at once, while no counter carries into its second word.
    if (phase == 0 && i + 16 <= count && <u32>counter <= 0xfffffffb) {
      let c0 = i32x4.add(i32x4.splat(<i32>counter), i32x4(0, 1, 2, 3));
      let c1 = i32x4.splat(<i32>(counter >> 32));
      let c2 = i32x4.splat(<i32>streamLow);
      let c3 = i32x4.splat(<i32>streamHigh);
      let k0 = key0;
      let k1 = key1;
      for (let round = 0; round < 10; round++) {
        const high0 = highProducts(c0, factor0);
        const low0 = i32x4.mul(c0, factor0);
        const high1 = highProducts(c2, factor1);
        const low1 = i32x4.mul(c2, factor1);
        c0 = v128.xor(v128.xor(high1, c1), i32x4.splat(<i32>k0));
        c1 = low1;
        c2 = v128.xor(v128.xor(high0, c3), i32x4.splat(<i32>k1));
        c3 = low0;
        k0 += keyStep0;
        k1 += keyStep1;
      }
      // Lanes are counters; elements want the words of one counter beside each other.
      const first = v128.shuffle<i32>(c0, c1, 0, 4, 1, 5);
      const second = v128.shuffle<i32>(c2, c3, 0, 4, 1, 5);
      const third = v128.shuffle<i32>(c0, c1, 2, 6, 3, 7);
      const fourth = v128.shuffle<i32>(c2, c3, 2, 6, 3, 7);
      const at = x + ((<usize>i) << 2);
      const stay0 = i32x4.lt_u(v128.shuffle<i64>(first, second, 0, 2), limit);
      const stay1 = i32x4.lt_u(v128.shuffle<i64>(first, second, 1, 3), limit);
      const stay2 = i32x4.lt_u(v128.shuffle<i64>(third, fourth, 0, 2), limit);
      const stay3 = i32x4.lt_u(v128.shuffle<i64>(third, fourth, 1, 3), limit);
      v128.store(at, v128.and(v128.load(at), stay0));
      v128.store(at + 16, v128.and(v128.load(at + 16), stay1));
      v128.store(at + 32, v128.and(v128.load(at + 32), stay2));
      v128.store(at + 48, v128.and(v128.load(at + 48), stay3));
      keptLanes = i32x4.sub(keptLanes, i32x4.add(i32x4.add(stay0, stay1), i32x4.add(stay2, stay3)));
      counter += 4;
      i += 16;
    } else {
      oneCounter(<u32>counter, <u32>(counter >> 32), streamLow, streamHigh, key0, key1);
      for (; phase < 4 && i < count; phase++, i++) {
        if (load<u32>(words + ((<usize>phase) << 2)) >= threshold) store<f32>(x + ((<usize>i) << 2), 0);
        else kept++;
      }
      phase = 0;
      counter++;
    }
  }
  return kept + i32x4.extract_lane(keptLanes, 0) + i32x4.extract_lane(keptLanes, 1) +
    i32x4.extract_lane(keptLanes, 2) + i32x4.extract_lane(keptLanes, 3);
}
