import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpolate, slerp } from './slerp.ts';

const floats = (...values: number[]): Float32Array => Float32Array.from(values);
const number = fc.float({ min: -10, max: 10, noNaN: true });
const pairs = fc.array(fc.tuple(number, number), { minLength: 2, maxLength: 20 });
const share = fc.double({ min: 0, max: 1, noNaN: true });
const norm = (x: Float32Array): number => Math.hypot(...x);

describe('spherical interpolation', () => {
  it('follows the circle between two directions', () => {
    const middle = slerp(floats(1, 0), floats(0, 1), 0.5, 'F32');
    expect([...middle]).toEqual([Math.fround(Math.SQRT1_2), Math.fround(Math.SQRT1_2)]);
    const third = slerp(floats(2, 0), floats(0, 2), 1 / 3, 'F32');
    expect(third[0]).toBeCloseTo(2 * Math.cos(Math.PI / 6), 6);
    expect(third[1]).toBeCloseTo(2 * Math.sin(Math.PI / 6), 6);
  });

  it('gives the very bits of either end', () => {
    fc.assert(
      fc.property(pairs, (rows) => {
        const [a, b] = [0, 1].map((column) => floats(...rows.map((row) => row[column])));
        for (const [t, end] of [
          [0, a],
          [1, b],
        ] as const) {
          expect(new Uint32Array(slerp(a, b, t, 'F32').buffer)).toEqual(new Uint32Array(end.buffer));
        }
      }),
    );
  });

  it('keeps the length of vectors of one length', () => {
    fc.assert(
      fc.property(fc.array(number, { minLength: 3, maxLength: 20 }), share, (values, t) => {
        const a = floats(...values);
        const b = floats(...values.toReversed());
        const { spherical } = interpolate(t, {
          aa: norm(a) ** 2,
          bb: norm(b) ** 2,
          ab: a.reduce((sum, x, p) => sum + x * b[p], 0),
        });
        fc.pre(spherical && norm(a) > 0.1);
        expect(norm(slerp(a, b, t, 'F32')) / norm(a)).toBeCloseTo(1, 4);
      }),
    );
  });

  it('is the same from the other end', () => {
    fc.assert(
      fc.property(pairs, share, (rows, t) => {
        const [a, b] = [0, 1].map((column) => floats(...rows.map((row) => row[column])));
        const [there, back] = [slerp(a, b, t, 'F32'), slerp(b, a, 1 - t, 'F32')];
        for (const [p, value] of there.entries()) expect(Math.abs(value - back[p])).toBeLessThan(1e-3);
      }),
    );
  });

  it('goes straight between vectors that are nearly parallel or opposite', () => {
    expect([...slerp(floats(1, 0), floats(3, 0), 0.25, 'F32')]).toEqual([1.5, 0]);
    expect([...slerp(floats(1, 0), floats(-1, 0), 0.25, 'F32')]).toEqual([0.5, 0]);
    expect(interpolate(0.5, { aa: 1, bb: 1, ab: 0.9996 }).spherical).toBe(false);
    expect(interpolate(0.5, { aa: 1, bb: 1, ab: 0.9994 }).spherical).toBe(true);
    expect(interpolate(0.5, { aa: 1, bb: 1, ab: -0.9996 }).spherical).toBe(false);
  });

  it('takes a zero vector to be at right angles', () => {
    const [merged] = slerp(floats(0), floats(2), 0.3, 'F32');
    expect(merged).toBeCloseTo(2 * Math.sin(0.15 * Math.PI), 6);
    expect([...slerp(floats(0, 0), floats(0, 0), 0.3, 'F32')]).toEqual([0, 0]);
  });

  it('rounds at the end', () => {
    expect([...slerp(floats(1, 0), floats(0, 1), 0.5, 'BF16')]).toEqual([0.70703125, 0.70703125]);
  });
});
