import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createKernels, type Kernels } from './kernels.ts';
import { dropLargest, keyOf } from './magnitude.ts';
import { applyMask, applyMaskIn, randomMask } from './masks.ts';
import { absoluteSum, addChange, addScaled, countSigns, dot, multiply } from './plain.ts';
import { createRandom } from './random.ts';

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels();
});

const f32 = (at: number, count: number): Float32Array => new Float32Array(kernels.memory.buffer, at, count);
const bits = (x: Float32Array): number[] => [...new Uint32Array(x.buffer, x.byteOffset, x.length)];

function place(x: Float32Array): number {
  const at = kernels.reserve(x.byteLength + 16);
  f32(at, x.length).set(x);
  return at;
}

const number = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 0.5, -3, 2 ** -149, 1e30),
  fc.float({ noNaN: true, noDefaultInfinity: true }),
);
const arrays = (count: number): fc.Arbitrary<Float32Array[]> =>
  fc.integer({ min: 0, max: 37 }).chain((length) =>
    fc.array(
      fc.array(number, { minLength: length, maxLength: length }).map((x) => Float32Array.from(x)),
      { minLength: count, maxLength: count },
    ),
  );

describe('the kernels of sums equal their twins bit for bit', () => {
  it('dot, absoluteSum, largest, addScaled, multiply', () => {
    fc.assert(
      fc.property(arrays(2), fc.float({ noNaN: true }), ([a, b], factor) => {
        const [atA, atB, out] = [place(a), place(b), place(a)];
        expect(kernels.dot(atA, atB, a.length)).toBe(dot(a, b));
        expect(kernels.absoluteSum(atA, a.length)).toBe(absoluteSum(a));
        expect(kernels.largest(atA, a.length)).toBe(Math.max(0, ...[...a].map(keyOf)));
        const product = new Float32Array(a.length);
        multiply(a, b, product);
        kernels.multiply(atA, atB, out, a.length);
        expect(bits(f32(out, a.length))).toEqual(bits(product));
        const changed = new Float32Array(a.length);
        addChange(a, b, changed);
        expect(kernels.addChange(atA, atB, out, a.length)).toBe(Math.max(0, ...[...changed].map(keyOf)));
        expect(bits(f32(out, a.length))).toEqual(bits(changed));
        kernels.addScaled(atA, factor, atB, a.length);
        addScaled(a, factor, b);
        // A NaN of infinity minus infinity has no sign that is promised.
        expect([...f32(atB, b.length)]).toEqual([...b]);
      }),
    );
  });

  it('gram', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }).chain(arrays), (values) => {
        const count = values[0].length;
        const stride = Math.ceil((count * 4 + 16) / 16) * 16;
        const at = kernels.reserve(stride * values.length);
        values.forEach((value, index) => {
          f32(at + index * stride, count).set(value);
        });
        const pairs = values.flatMap((a, row) => values.slice(row).map((b) => dot(a, b)));
        const lanes = kernels.reserve(pairs.length * 32);
        const sums = kernels.reserve(pairs.length * 8);
        const got = (): Float64Array => new Float64Array(kernels.memory.buffer, sums, pairs.length);
        got().fill(1);
        kernels.gram(at, stride, values.length, count, lanes, sums);
        expect([...got()]).toEqual(pairs.map((product) => 1 + product));
      }),
    );
  });

  it('dropLargest', () => {
    fc.assert(
      fc.property(arrays(1), number, fc.nat(5), ([x], cut, budget) => {
        const at = place(x);
        expect(kernels.dropLargest(at, keyOf(cut), budget, x.length)).toBe(dropLargest(x, keyOf(cut), budget));
        expect(bits(f32(at, x.length))).toEqual(bits(x));
      }),
    );
  });

  it('signs', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }).chain(arrays), (values) => {
        const count = values[0].length;
        const stride = Math.ceil((count * 4 + 16) / 16) * 16;
        const at = kernels.reserve(stride * values.length);
        values.forEach((value, model) => {
          f32(at + model * stride, count).set(value);
        });
        const counts = kernels.reserve(8);
        kernels.signs(at, stride, values.length, count, counts);
        const [touched, divided] = new Int32Array(kernels.memory.buffer, counts, 2);
        expect({ touched, divided }).toEqual(countSigns(values));
      }),
    );
  });
});

describe('a random mask', () => {
  const ones = (count: number): Float32Array => new Float32Array(count).fill(1);

  it('keeps the elements whose word of the random sequence is small', () => {
    const random = createRandom(7, 'mask');
    const mask = randomMask(7, 'mask', 0.3);
    const expected = Float32Array.from({ length: 1000 }, () => (random.uint32() < 0.3 * 2 ** 32 ? 1 : 0));
    const x = ones(1000);
    expect(applyMask(mask, x, 0)).toBe(expected.filter((value) => value === 1).length);
    expect([...x]).toEqual([...expected]);
  });

  it('is the same in the kernels, wherever it is cut and across the carry of its counter', () => {
    const start = fc.oneof(fc.nat(100), fc.integer({ min: 2 ** 34 - 60, max: 2 ** 34 + 5 }));
    fc.assert(
      fc.property(start, fc.nat(90), fc.float({ min: 0, max: 1, noNaN: true }), (from, count, probability) => {
        const mask = randomMask(1, 'tensor', probability);
        const expected = ones(count);
        const kept = applyMask(mask, expected, from);
        const at = place(ones(count));
        expect(applyMaskIn(kernels, mask, at, count, from)).toBe(kept);
        expect([...f32(at, count)]).toEqual([...expected]);
      }),
    );
  });

  it('keeps all at probability 1 and none at 0', () => {
    expect(applyMask(randomMask(1, 'a', 1), ones(50), 3)).toBe(50);
    expect(applyMask(randomMask(1, 'a', 0), ones(50), 3)).toBe(0);
  });
});
