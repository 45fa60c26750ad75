import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clampChange, clampPlaces, type PcbVariant, pcbMerge, scorePlaces } from './pcb.ts';

const variants: readonly PcbVariant[] = ['language', 'vision'];
const change = fc.oneof(fc.constantFrom(0, -0, 0.5, -0.5), fc.double({ min: -1, max: 1, noNaN: true }));
const stacks = fc
  .record({ models: fc.integer({ min: 1, max: 5 }), length: fc.integer({ min: 1, max: 40 }) })
  .chain(({ models, length }) =>
    fc.array(
      fc.array(change, { minLength: length, maxLength: length }).map((values) => Float64Array.from(values)),
      { minLength: models, maxLength: models },
    ),
  );
const ratios = fc.double({ min: 0.01, max: 1, noNaN: true });
const variant = fc.constantFrom(...variants);
const merge = (changes: readonly Float64Array[], ratio: number, of: PcbVariant = 'language') =>
  pcbMerge(changes, { ratio, lambdas: changes.map(() => 1), variant: of });

describe('places', () => {
  it('truncate as the scripts do, and clip the largest of few', () => {
    expect(clampPlaces(200, 'language')).toEqual([0, 198]);
    expect(clampPlaces(20_000, 'language')).toEqual([2, 19_997]);
    expect(clampPlaces(300, 'vision')).toEqual([3, 296]);
    expect(clampPlaces(1, 'vision')).toEqual([0, 0]);
    expect(scorePlaces(200, 0.1)).toEqual([180, 199]);
    expect(scorePlaces(300, 1)).toEqual([0, 299]);
  });

  it('leave d − int(d (1 − r)) − 1 parameters a say where scores differ', () => {
    const distinct = Float64Array.from({ length: 40 }, (_, p) => 0.01 * (p + 1) * (p % 2 === 0 ? 1 : -1));
    fc.assert(
      fc.property(ratios, variant, (ratio, of) => {
        // The largest is clipped to the one below, which therefore ties with it in size but not in agreement.
        const { scales } = merge([distinct], ratio, of);
        const [cut] = scorePlaces(40, ratio);
        const kept = scales[0].filter((scale) => scale > 0).length;
        expect(kept).toBeLessThanOrEqual(40 - cut - 1);
        if (of === 'language') expect(kept).toBe(40 - cut - 1);
      }),
    );
  });
});

describe('clamping', () => {
  it('keeps the sign, and leaves 0 as it is', () => {
    const clamp = { low: 1, high: 2 };
    expect([0, 0.5, -0.5, 1.5, -7].map((value) => clampChange(value, clamp))).toEqual([0, 1, -1, 1.5, -2]);
  });
});

describe('merging', () => {
  it('has scales from 0 to 1, and 1 for the best of each model that competes', () => {
    fc.assert(
      fc.property(stacks, ratios, variant, (changes, ratio, of) => {
        for (const scale of merge(changes, ratio, of).scales) {
          expect(scale.every((value) => value >= 0 && value <= 1)).toBe(true);
          expect([0, 1]).toContain(Math.max(...scale));
        }
      }),
    );
  });

  it('never goes against the sign of every model, and stays within them', () => {
    fc.assert(
      fc.property(stacks, ratios, variant, (changes, ratio, of) => {
        const { change: merged, clamped } = merge(changes, ratio, of);
        for (const [p, value] of merged.entries()) {
          const beside = clamped.map((values) => values[p]);
          expect(value).toBeGreaterThanOrEqual(Math.min(0, ...beside) - 1e-12);
          expect(value).toBeLessThanOrEqual(Math.max(0, ...beside) + 1e-12);
        }
      }),
    );
  });

  it('does not depend on the order of two models', () => {
    fc.assert(
      fc.property(stacks, ratios, variant, (changes, ratio, of) => {
        const two = [changes[0], changes[changes.length - 1]];
        expect(merge(two.toReversed(), ratio, of).change).toEqual(merge(two, ratio, of).change);
      }),
    );
  });

  it('of equal models is one of them, clamped, where it has a say', () => {
    fc.assert(
      fc.property(stacks, ratios, variant, (changes, ratio, of) => {
        const { change: merged, scales, clamped } = merge([changes[0], changes[0]], ratio, of);
        for (const [p, value] of merged.entries()) {
          // Scales below 1e-12 are no longer divided by themselves.
          if (scales[0][p] > 0 && scales[0][p] < 1e-9) continue;
          expect(value).toBeCloseTo(scales[0][p] > 0 ? clamped[0][p] : 0, 12);
        }
      }),
    );
  });

  it('gives a model without differences no say', () => {
    const flat = Float64Array.of(0.5, -0.5, 0.5, -0.5);
    expect(merge([flat], 1).change).toEqual(new Float64Array(4));
    const { scales, change: merged } = merge([new Float64Array(4), Float64Array.of(0.1, 0.2, 0.3, 0.4)], 1);
    expect([...scales[0]]).toEqual([0, 0, 0, 0]);
    expect(merged[2]).toBeCloseTo(0.3, 12);
  });

  it('is weighted by the λ of each model', () => {
    const changes = [Float64Array.of(1, 2, 3, 0.1), Float64Array.of(0.2, 0.1, 0.3, 4)];
    const { clamped, scales, change: merged } = pcbMerge(changes, { ratio: 1, lambdas: [2, 0.5], variant: 'vision' });
    for (const [p, value] of merged.entries()) {
      const total = scales[0][p] + scales[1][p];
      const sum = 2 * scales[0][p] * clamped[0][p] + 0.5 * scales[1][p] * clamped[1][p];
      expect(value).toBeCloseTo(total === 0 ? 0 : sum / total, 12);
    }
  });

  it('stays finite for a hundred models', () => {
    const many = Array.from({ length: 100 }, (_, model) =>
      Float64Array.from({ length: 9 }, (__, p) => Math.sin(model + p)),
    );
    expect(merge(many, 0.5).change.every(Number.isFinite)).toBe(true);
    expect(merge(many, 0.5).change.some((value) => value !== 0)).toBe(true);
  });
});
