import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileKernels } from '../build-kernels.ts';
import { narrowBf16, narrowF16, widenBf16, widenF16 } from './formats.ts';
import { createKernels, type Kernels } from './kernels.ts';
import { coarseBins, collect, histogram, keyOf, trim, trimFirst } from './magnitude.ts';
import { add, divide, elect, scale, subtract, sumOfSquares } from './plain.ts';

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels();
});

const f32 = (at: number, count: number): Float32Array => new Float32Array(kernels.memory.buffer, at, count);
const u16 = (at: number, count: number): Uint16Array => new Uint16Array(kernels.memory.buffer, at, count);
const u32 = (at: number, count: number): Uint32Array => new Uint32Array(kernels.memory.buffer, at, count);
const i32 = (at: number, count: number): Int32Array => new Int32Array(kernels.memory.buffer, at, count);
const bits = (x: Float32Array): number[] => [...new Uint32Array(x.buffer, x.byteOffset, x.length)];

/** The numbers at a fresh place in the kernels' memory, with room for a few more. */
function place(x: Float32Array): number {
  const at = kernels.reserve(x.byteLength + 16);
  f32(at, x.length).set(x);
  return at;
}

/** Float32 numbers of few magnitudes, so that ties, cancellations and zeros are common. */
const coarseFloat = fc.constantFrom(0, -0, 1, -1, 0.5, -0.5, 1.5, -1.5, 3, 2 ** -149, -1e-40, 1e30);
const floats = (length: number): fc.Arbitrary<Float32Array> =>
  fc
    .array(fc.oneof(coarseFloat, fc.float({ noNaN: true, noDefaultInfinity: true })), {
      minLength: length,
      maxLength: length,
    })
    .map((numbers) => Float32Array.from(numbers));
const anyLength = fc.integer({ min: 0, max: 27 });
const oneArray = anyLength.chain(floats);
const twoArrays = anyLength.chain((length) => fc.tuple(floats(length), floats(length)));

describe('the kernels equal their twins bit for bit', () => {
  it('widening, for all 65,536 values and odd counts', () => {
    for (const count of [65_536, 5]) {
      const halves = Uint16Array.from({ length: count }, (_, n) => n * (65_536 / (count - 1)));
      const from = kernels.reserve(halves.byteLength);
      const to = kernels.reserve(count * 4);
      u16(from, count).set(halves);
      const expected = new Float32Array(count);
      kernels.widenBf16(from, to, count);
      widenBf16(halves, expected);
      expect(bits(f32(to, count))).toEqual(bits(expected));
      kernels.widenF16(from, to, count);
      widenF16(halves, expected);
      expect(bits(f32(to, count))).toEqual(bits(expected));
    }
  });

  it('narrowing, for any bits', () => {
    const words = fc.array(fc.integer({ min: 0, max: 0xffffffff }), { maxLength: 27 });
    const edges = fc.array(
      fc.constantFrom(
        0x7f800000,
        0x7f800001,
        0xffffffff,
        0x477fefff,
        0x477ff000,
        0x387fffff,
        0x38800000,
        0x33000000,
        0x33000001,
      ),
      { maxLength: 27 },
    );
    fc.assert(
      fc.property(fc.oneof(words, edges), (input) => {
        const x = new Float32Array(Uint32Array.from(input).buffer);
        const from = kernels.reserve(x.byteLength);
        u32(from, input.length).set(input);
        const to = kernels.reserve(x.length * 2);
        const expected = new Uint16Array(x.length);
        kernels.narrowBf16(from, to, x.length);
        narrowBf16(x, expected);
        expect([...u16(to, x.length)]).toEqual([...expected]);
        kernels.narrowF16(from, to, x.length);
        narrowF16(x, expected);
        expect([...u16(to, x.length)]).toEqual([...expected]);
      }),
    );
  });

  it('subtract, add, scale, divide, sumOfSquares', () => {
    fc.assert(
      fc.property(twoArrays, fc.float({ noNaN: true }), ([a, b], factor) => {
        const [atA, atB, out] = [place(a), place(b), place(a)];
        const expected = new Float32Array(a.length);
        const largest = (x: Float32Array): number => Math.max(0, ...[...x].map(keyOf));

        subtract(a, b, expected);
        expect(kernels.subtract(atA, atB, out, a.length)).toBe(largest(expected));
        expect(bits(f32(out, a.length))).toEqual(bits(expected));
        add(a, b, expected);
        expect(kernels.add(atA, atB, out, a.length)).toBe(largest(expected));
        expect(bits(f32(out, a.length))).toEqual(bits(expected));
        expect(kernels.sumOfSquares(atA, a.length)).toBe(sumOfSquares(a));
        kernels.divide(atA, atB, a.length);
        divide(a, b);
        expect(bits(f32(atA, a.length))).toEqual(bits(a));
        kernels.scale(atB, factor, b.length);
        scale(b, factor);
        expect(bits(f32(atB, b.length))).toEqual(bits(b));
      }),
    );
  });

  it('histogram', () => {
    fc.assert(
      fc.property(oneArray, (x) => {
        const counters = kernels.reserve(coarseBins * 4);
        u32(counters, coarseBins).fill(0);
        kernels.histogram(place(x), counters, x.length);
        const expected = new Uint32Array(coarseBins);
        histogram(x, expected);
        expect(u32(counters, coarseBins)).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  it('collect', () => {
    fc.assert(
      fc.property(oneArray, coarseFloat, coarseFloat, (x, a, b) => {
        const [low, high] = [keyOf(a), keyOf(b)].sort((one, other) => one - other);
        const out = kernels.reserve((x.length + 1) * 4);
        const above = kernels.reserve(4);
        const count = kernels.collect(place(x), x.length, low, high, out, above);
        expect({ collected: [...u32(out, count)], above: i32(above, 1)[0] }).toEqual(collect(x, low, high));
      }),
    );
  });

  it('trim and trimFirst', () => {
    fc.assert(
      fc.property(oneArray, coarseFloat, fc.nat(5), (x, cut, budget) => {
        const [first, second] = [place(x), place(x)];
        const copy = x.slice();
        expect(kernels.trim(first, keyOf(cut), x.length)).toBe(trim(copy, keyOf(cut)));
        expect(bits(f32(first, x.length))).toEqual(bits(copy));
        expect(kernels.trimFirst(second, keyOf(cut), budget, x.length)).toBe(trimFirst(x, keyOf(cut), budget));
        expect(bits(f32(second, x.length))).toEqual(bits(x));
      }),
    );
  });

  it('elect, for one to five models, every rule for zero sums, sum and largest', () => {
    const values = fc
      .tuple(anyLength, fc.integer({ min: 1, max: 5 }))
      .chain(([length, models]) => fc.array(floats(length), { minLength: models, maxLength: models }));
    const zeroSigns = fc.constantFrom<(-1 | 0 | 1)[]>(-1, 0, 1);
    const manyWeights = fc.array(fc.constantFrom(1, 0.5, -0.25, 0.3, 0), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(values, zeroSigns, fc.boolean(), manyWeights, (models, zeroSign, largest, fiveWeights) => {
        const count = models[0].length;
        const room = Math.ceil(count / 4) * 16;
        const weights = fiveWeights.slice(0, models.length);
        // Rubbish beyond the last parameter must not count.
        const atValues = kernels.reserve(room * models.length);
        f32(atValues, (room / 4) * models.length).fill(7);
        models.forEach((value, model) => {
          f32(atValues + model * room, count).set(value);
        });
        const [merged, divisor, counts] = [kernels.reserve(room), kernels.reserve(room), kernels.reserve(20)];
        const atWeights = place(Float32Array.from(weights));
        kernels.elect(
          atValues,
          room,
          models.length,
          atWeights,
          count,
          zeroSign,
          largest ? 1 : 0,
          merged,
          divisor,
          counts,
        );

        const [expected, expectedDivisor] = [new Float32Array(count), new Float32Array(count)];
        const expectedCounts = elect({ values: models, weights, zeroSign, largest }, expected, expectedDivisor);
        expect(bits(f32(merged, count))).toEqual(bits(expected));
        expect(bits(f32(divisor, count))).toEqual(bits(expectedDivisor));
        expect([...i32(counts, 5)]).toEqual(Object.values(expectedCounts));
      }),
      { numRuns: 300 },
    );
  });
});

it('kernels.wasm is what the compiler makes of assembly/', () => {
  const committed = readFileSync(new URL('./kernels.wasm', import.meta.url));
  expect(compileKernels().equals(committed)).toBe(true);
});
