import { describe, expect, it } from 'vitest';
import { type MergekitOptions, mergeTrimmed, roundTo, trimmedChanges } from './mergekit.ts';

const f32 = (...values: number[]): Float32Array => Float32Array.from(values);
const options: MergekitOptions = {
  format: 'F32',
  densities: [1, 1],
  ties: 'stable-index',
  weights: [1, 1],
  normalise: true,
  lambda: 1,
};

describe('mergekit’s TIES', () => {
  it('keeps exactly the share of each tensor', () => {
    const changes = [f32(1, 2, 3, 4, 5), f32(1, 2, 3, 4, 5)];
    const trimmed = trimmedChanges(f32(0, 0, 0, 0, 0), changes, { ...options, densities: [0.4, 0.79] });
    expect(trimmed.map((x) => [...x])).toEqual([
      [0, 0, 0, 4, 5],
      [0, 0, 3, 4, 5],
    ]);
  });

  it('divides by the weights of those that agree', () => {
    const merged = mergeTrimmed(f32(0, 0), [f32(4, 4), f32(1, -1)], { ...options, weights: [0.5, 0.25] });
    expect([...merged]).toEqual([(2 + 0.25) / 0.75, 4]);
  });

  it('adds without dividing where asked', () => {
    const given = { ...options, weights: [0.5, 0.25], normalise: false };
    expect([...mergeTrimmed(f32(0), [f32(4), f32(1)], given)]).toEqual([2.25]);
  });

  it('lets a negative weight turn a model round before the election', () => {
    const merged = mergeTrimmed(f32(0), [f32(1), f32(3)], { ...options, weights: [1, -1] });
    // -3 outvotes 1; the weight of the model that agrees is -1.
    expect([...merged]).toEqual([3]);
  });

  it('counts a sum of 0 as positive, and a divisor of 0 as 1', () => {
    expect([...mergeTrimmed(f32(0), [f32(2), f32(-2)], options)]).toEqual([2]);
    expect([...mergeTrimmed(f32(0), [f32(0), f32(0)], options)]).toEqual([0]);
  });

  it('rounds weights, products, quotients and sums to bfloat16', () => {
    // 0.3 is 0.30078125 in bfloat16; the weight cancels in the quotient, and 1 + 1/128 is the next number after 1.
    const merged = mergeTrimmed(f32(1), [f32(0.0078125)], { ...options, format: 'BF16', weights: [0.3] });
    expect([...merged]).toEqual([1.0078125]);
    const half = mergeTrimmed(f32(1), [f32(0.0078125)], { ...options, format: 'BF16', weights: [1], lambda: 0.5 });
    // 1 + 1/256 lies between two numbers and goes to the even one.
    expect([...half]).toEqual([1]);
    expect([...roundTo('F16', f32(0.1))]).toEqual([Math.f16round(0.1)]);
  });
});
