// bfloat16 and float16 to float32 and back. Round to nearest, ties to even; a NaN stays a NaN of the same sign.
import { infinityBits, magnitudeBits } from './lanes';

/** float32[count] at `to` = bfloat16[count] at `from`. */
export function widenBf16(from: usize, to: usize, count: i32): void {
  let i = 0;
  for (; i + 8 <= count; i += 8) {
    const half = v128.load(from + ((<usize>i) << 1));
    const at = to + ((<usize>i) << 2);
    v128.store(at, i32x4.shl(i32x4.extend_low_i16x8_u(half), 16));
    v128.store(at, i32x4.shl(i32x4.extend_high_i16x8_u(half), 16), 16);
  }
  for (; i < count; i++) {
    store<u32>(to + ((<usize>i) << 2), (<u32>load<u16>(from + ((<usize>i) << 1))) << 16);
  }
}

@inline
function bf16Lanes(bits: v128): v128 {
  const upper = i32x4.shr_u(bits, 16);
  const odd = v128.and(upper, i32x4.splat(1));
  const rounded = i32x4.shr_u(i32x4.add(bits, i32x4.add(odd, i32x4.splat(0x7fff))), 16);
  const quiet = v128.or(upper, i32x4.splat(0x40));
  const isNaN = i32x4.gt_s(v128.and(bits, i32x4.splat(magnitudeBits)), i32x4.splat(infinityBits));
  return v128.bitselect(quiet, rounded, isNaN);
}

/** bfloat16[count] at `to` = float32[count] at `from`, rounded. */
export function narrowBf16(from: usize, to: usize, count: i32): void {
  let i = 0;
  for (; i + 8 <= count; i += 8) {
    const at = from + ((<usize>i) << 2);
    const low = bf16Lanes(v128.load(at));
    const high = bf16Lanes(v128.load(at, 16));
    v128.store(to + ((<usize>i) << 1), i16x8.narrow_i32x4_u(low, high));
  }
  for (; i < count; i++) {
    const lanes = bf16Lanes(i32x4.splat(load<i32>(from + ((<usize>i) << 2))));
    store<u16>(to + ((<usize>i) << 1), <u16>i32x4.extract_lane(lanes, 0));
  }
}

@inline
function f16ToF32(half: v128): v128 {
  const sign = i32x4.shl(v128.and(half, i32x4.splat(0x8000)), 16);
  const rest = i32x4.shl(v128.and(half, i32x4.splat(0x7fff)), 13);
  // Moves the exponent's bias from 15 to 127; subnormal numbers come out right by themselves.
  const finite = f32x4.mul(rest, f32x4.splat(reinterpret<f32>(0x77800000)));
  const special = v128.or(rest, i32x4.splat(infinityBits));
  const isSpecial = i32x4.ge_s(rest, i32x4.splat(0x0f800000));
  return v128.or(v128.bitselect(special, finite, isSpecial), sign);
}

/** float32[count] at `to` = float16[count] at `from`. */
export function widenF16(from: usize, to: usize, count: i32): void {
  let i = 0;
  for (; i + 8 <= count; i += 8) {
    const half = v128.load(from + ((<usize>i) << 1));
    const at = to + ((<usize>i) << 2);
    v128.store(at, f16ToF32(i32x4.extend_low_i16x8_u(half)));
    v128.store(at, f16ToF32(i32x4.extend_high_i16x8_u(half)), 16);
  }
  for (; i < count; i++) {
    const lanes = f16ToF32(i32x4.splat(<i32>load<u16>(from + ((<usize>i) << 1))));
    store<i32>(to + ((<usize>i) << 2), i32x4.extract_lane(lanes, 0));
  }
}

@inline
function f16Lanes(bits: v128): v128 {
  const sign = v128.and(i32x4.shr_u(bits, 16), i32x4.splat(0x8000));
  const size = v128.and(bits, i32x4.splat(magnitudeBits));
  // Normal result: move the bias from 127 to 15 and round away the last 13 bits.
  const odd = v128.and(i32x4.shr_u(size, 13), i32x4.splat(1));
  const normal = i32x4.shr_u(i32x4.add(i32x4.add(size, odd), i32x4.splat(0xfff - 0x38000000)), 13);
  // Subnormal result: adding 1/2 leaves multiples of 2^-24 in the last bits, rounded by the addition itself.
  const subnormal = i32x4.sub(f32x4.add(size, f32x4.splat(0.5)), i32x4.splat(0x3f000000));
  const isSubnormal = i32x4.lt_s(size, i32x4.splat(0x38800000));
  const finite = v128.bitselect(subnormal, normal, isSubnormal);
  // From 65520 on the nearest float16 is infinite.
  const isInfinite = i32x4.ge_s(size, i32x4.splat(0x477ff000));
  const quiet = v128.or(v128.and(i32x4.shr_u(size, 13), i32x4.splat(0x3ff)), i32x4.splat(0x7e00));
  const isNaN = i32x4.gt_s(size, i32x4.splat(infinityBits));
  const special = v128.bitselect(quiet, i32x4.splat(0x7c00), isNaN);
  return v128.or(v128.bitselect(special, finite, isInfinite), sign);
}

/** float16[count] at `to` = float32[count] at `from`, rounded. */
export function narrowF16(from: usize, to: usize, count: i32): void {
  let i = 0;
  for (; i + 8 <= count; i += 8) {
    const at = from + ((<usize>i) << 2);
    const low = f16Lanes(v128.load(at));
    const high = f16Lanes(v128.load(at, 16));
    v128.store(to + ((<usize>i) << 1), i16x8.narrow_i32x4_u(low, high));
  }
  for (; i < count; i++) {
    const lanes = f16Lanes(i32x4.splat(load<i32>(from + ((<usize>i) << 2))));
    store<u16>(to + ((<usize>i) << 1), <u16>i32x4.extract_lane(lanes, 0));
  }
}
