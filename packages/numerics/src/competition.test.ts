import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { balance, competitionScores, exponential } from './competition.ts';
import { createKernels, type Kernels } from './kernels.ts';

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels();
});

const f32 = (at: number, count: number): Float32Array => new Float32Array(kernels.memory.buffer, at, count);
const bits = (x: Float32Array): number[] => [...new Uint32Array(x.slice().buffer)];

const change = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 0.5, -3, 2 ** -149, 2e-5, -7),
  fc.double({ min: -2, max: 2, noNaN: true }).map(Math.fround),
);
const models = fc.record({ count: fc.integer({ min: 1, max: 5 }), length: fc.integer({ min: 1, max: 23 }) });
const stacks = models.chain(({ count, length }) =>
  fc.array(
    fc.array(change, { minLength: length, maxLength: length }).map((x) => Float32Array.from(x)),
    { minLength: count, maxLength: count },
  ),
);

function boundsOf(changes: readonly Float32Array[]): Float32Array {
  return Float32Array.from(changes.flatMap((x) => [Math.min(...x.map(Math.abs)), Math.max(...x.map(Math.abs))]));
}

/** Lays arrays out as the kernels want them; returns where they are and how far apart. */
function stack(arrays: readonly Float32Array[]): { at: number; stride: number } {
  const stride = 4 * (arrays[0].length + 4);
  const at = kernels.reserve(stride * arrays.length);
  for (const [index, array] of arrays.entries()) f32(at + index * stride, array.length).set(array);
  return { at, stride };
}

function place(x: Float32Array): number {
  const at = kernels.reserve(x.byteLength);
  f32(at, x.length).set(x);
  return at;
}

describe('the kernels of competition equal their twins bit for bit', () => {
  it.each([false, true])('competitionScores and balance, by pairs: %s', (pairs) => {
    fc.assert(
      fc.property(stacks, fc.double({ min: 0, max: 1, noNaN: true }), (changes, share) => {
        const [{ length }] = changes;
        const bounds = boundsOf(changes);
        const expected = competitionScores(changes, bounds, pairs);
        const given = stack(changes);
        const out = stack(changes);
        const atBounds = place(bounds);
        kernels.competitionScores(given.at, given.stride, changes.length, length, atBounds, Number(pairs), out.at);
        for (const [model, scores] of expected.entries()) {
          expect(bits(f32(out.at + model * out.stride, length))).toEqual(bits(scores));
        }
        const limits = Float32Array.from(
          expected.flatMap((scores, model) => {
            const top = Math.max(...scores);
            const cut = Math.min(...scores) + share * (top - Math.min(...scores));
            return [bounds[2 * model], bounds[2 * model + 1], cut, top, 0.5 + model];
          }),
        );
        const merged = balance(changes, expected, limits);
        const total = kernels.reserve(given.stride);
        const sum = kernels.reserve(given.stride);
        const atLimits = place(limits);
        kernels.balance(given.at, given.stride, changes.length, length, atLimits, out.at, total, sum);
        for (const [model, scales] of merged.scales.entries()) {
          expect([...f32(out.at + model * out.stride, length)]).toEqual([...scales]);
        }
        expect([...f32(total, length)]).toEqual([...merged.total]);
        // 0 and -0 are one here: what has no part adds one or the other.
        expect([...f32(sum, length)].map((x) => x + 0)).toEqual([...merged.merged].map((x) => x + 0));
      }),
    );
  });
});

describe('the exponential', () => {
  it('is as near as float32 allows, without loss around 0', () => {
    fc.assert(
      fc.property(fc.double({ min: -87, max: 40, noNaN: true }).map(Math.fround), (x) => {
        expect(Math.abs(exponential(x, 0) / Math.exp(x) - 1)).toBeLessThan(3e-7);
        const small = Math.fround(x / 2 ** 20);
        if (Math.abs(small) > 1e-30) expect(Math.abs(exponential(small, 1) / Math.expm1(small) - 1)).toBeLessThan(3e-7);
      }),
    );
  });
});

describe('scores', () => {
  it('reward size and agreement', () => {
    const changes = [Float32Array.of(0, 1, 1, -1), Float32Array.of(0, 1, -1, -1)];
    const [first] = competitionScores(changes, Float32Array.of(0, 1, 0, 1), false);
    expect(first[0]).toBe(0);
    expect(first[2]).toBe(0);
    expect(first[1]).toBe(first[3]);
    expect(first[1]).toBeCloseTo(Math.tanh(2), 6);
    const [byPairs] = competitionScores(changes, Float32Array.of(0, 1, 0, 1), true);
    expect(byPairs[1]).toBeCloseTo(2 * Math.tanh(1), 6);
    expect(byPairs[2]).toBe(0);
  });

  it('are finite for many models', () => {
    const changes = Array.from({ length: 100 }, () => Float32Array.of(0.5, 1, 0));
    const bounds = Float32Array.from(changes.flatMap(() => [0, 1]));
    for (const scores of competitionScores(changes, bounds, false)) {
      expect([...scores].every(Number.isFinite)).toBe(true);
      expect(scores[1]).toBe(1);
    }
  });
});
