// Constants and small inlined steps that several kernels share.

@inline
export const magnitudeBits: i32 = 0x7fffffff;

@inline
export const infinityBits: i32 = 0x7f800000;

/** The bits of |x| as an integer: they order as the magnitudes do. */
@inline
export function magnitudes(x: v128): v128 {
  return v128.and(x, i32x4.splat(magnitudeBits));
}

/** The bits of |x| of one number. */
@inline
export function magnitude(x: f32): i32 {
  return reinterpret<i32>(x) & magnitudeBits;
}

/** The largest of four lanes. */
@inline
export function largestLane(x: v128): i32 {
  return max<i32>(
    max<i32>(i32x4.extract_lane(x, 0), i32x4.extract_lane(x, 1)),
    max<i32>(i32x4.extract_lane(x, 2), i32x4.extract_lane(x, 3)),
  );
}

/** The sum of four lanes. */
@inline
export function sumOfLanes(x: v128): i32 {
  return (
    i32x4.extract_lane(x, 0) + i32x4.extract_lane(x, 1) + i32x4.extract_lane(x, 2) + i32x4.extract_lane(x, 3)
  );
}
