// What does not compute: the largest element, and transposition.
import { at } from './vectors';

/** The largest |x|; Infinity or NaN if one is not finite. */
export function largestMagnitude(count: i32, x: i32): f64 {
  let two = f64x2.splat(0);
  let a = at(x);
  const end = a + at(count & ~1);
  for (; a < end; a += 16) two = f64x2.max(two, f64x2.abs(v128.load(a)));
  let result = Math.max(f64x2.extract_lane(two, 0), f64x2.extract_lane(two, 1));
  if (count & 1) result = Math.max(result, Math.abs(load<f64>(a)));
  return result;
}

/** Squares of this many elements a side are moved at a time, so that both sides stay in the nearest cache. */
const side: i32 = 16;

/** to[j, i] = from[i, j] for i < rows, j < columns. */
export function transpose(rows: i32, columns: i32, from: i32, fromStride: i32, to: i32, toStride: i32): void {
  for (let top = 0; top < rows; top += side) {
    const bottom = min(rows, top + side);
    for (let left = 0; left < columns; left += side) {
      const right = min(columns, left + side);
      for (let j = left; j < right; j++) {
        let target = at(to + j * toStride + top);
        let source = at(from + top * fromStride + j);
        for (let i = top; i < bottom; i++, target += 8, source += at(fromStride)) {
          store<f64>(target, load<f64>(source));
        }
      }
    }
  }
}
