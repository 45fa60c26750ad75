import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { narrowBf16, narrowF16, roundToBf16, roundToF16, widenBf16, widenF16 } from './formats.ts';

const allHalves = Uint16Array.from({ length: 65_536 }, (_, bits) => bits);
const bitsOf = (x: Float32Array): Uint32Array => new Uint32Array(x.buffer, x.byteOffset, x.length);

/** Any float32, by its bits: subnormal, infinite and NaN ones too. */
const anyFloats = fc
  .array(fc.integer({ min: 0, max: 0xffffffff }), { minLength: 1, maxLength: 50 })
  .map((words) => new Float32Array(Uint32Array.from(words).buffer));

describe('float16', () => {
  it('widens all 65,536 values as the engine does', () => {
    const got = new Float32Array(allHalves.length);
    widenF16(allHalves, got);
    expect(got).toEqual(Float32Array.from(new Float16Array(allHalves.buffer)));
  });

  it('comes back from float32 with the same bits, but for the quiet bit of a NaN', () => {
    const wide = new Float32Array(allHalves.length);
    widenF16(allHalves, wide);
    const back = new Uint16Array(allHalves.length);
    narrowF16(wide, back);
    expect(back).toEqual(allHalves.map((bits) => ((bits & 0x7fff) > 0x7c00 ? bits | 0x200 : bits)));
  });

  it('rounds any float32 as the engine does', () => {
    fc.assert(
      fc.property(anyFloats, (floats) => {
        const got = new Uint16Array(floats.length);
        narrowF16(floats, got);
        expect(new Float16Array(got.buffer)).toEqual(Float16Array.from(floats));
      }),
    );
  });

  it('ties to even, keeps subnormals, and overflows from 65520 on', () => {
    const got = Float32Array.of(1 + 2 ** -11, 1 + 3 * 2 ** -11, 2 ** -24, 2 ** -25, 3 * 2 ** -25, 65519.996, 65520, -0);
    roundToF16(got);
    expect([...got]).toEqual([1, 1 + 2 ** -9, 2 ** -24, 0, 2 ** -23, 65504, Number.POSITIVE_INFINITY, -0]);
  });
});

describe('bfloat16', () => {
  it('comes back from float32 with the same bits, but for the quiet bit of a NaN', () => {
    const wide = new Float32Array(allHalves.length);
    widenBf16(allHalves, wide);
    const back = new Uint16Array(allHalves.length);
    narrowBf16(wide, back);
    expect(back).toEqual(allHalves.map((bits) => ((bits & 0x7fff) > 0x7f80 ? bits | 0x40 : bits)));
  });

  it('ties to even, overflows to infinity, and keeps a NaN a NaN of its sign', () => {
    const words = [0x3f808000, 0x3f818000, 0x3f808001, 0x7f7fffff, 0xff800001, 0x7fffffff, 0x80000000];
    const got = new Uint16Array(words.length);
    narrowBf16(new Float32Array(Uint32Array.from(words).buffer), got);
    expect([...got]).toEqual([0x3f80, 0x3f82, 0x3f81, 0x7f80, 0xffc0, 0x7fff, 0x8000]);
  });

  it('rounds to the nearest of its two neighbours', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e30, max: 1e30, noNaN: true }), (value) => {
        const exact = Math.fround(value);
        const got = Float32Array.of(exact);
        roundToBf16(got);
        const below = new Float32Array(Uint32Array.of(bitsOf(Float32Array.of(exact))[0] & 0xffff0000).buffer)[0];
        const above = new Float32Array(
          Uint32Array.of((bitsOf(Float32Array.of(exact))[0] & 0xffff0000) + 0x10000).buffer,
        )[0];
        const nearest = Math.min(Math.abs(below - exact), Math.abs(above - exact));
        expect(Math.abs(got[0] - exact)).toBe(nearest);
      }),
    );
  });
});
