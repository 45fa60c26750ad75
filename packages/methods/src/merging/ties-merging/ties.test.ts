import { keyOf } from '@offprint/numerics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { disjointMerge, electSigns, findCut, keptCount, type Merge, taskVector, tiesMerge, trim } from './ties.ts';

const f32 = (...values: number[]): Float32Array => Float32Array.from(values);

function merge(base: Float32Array, models: readonly Float32Array[], density: number, how: Merge = 'mean', lambda = 1) {
  return tiesMerge(base, models, { densities: models.map(() => density), ties: 'keep-all', merge: how, lambda });
}

describe('how many changes are kept', () => {
  it('one more than the share in the authors’ code, the share in mergekit, fractions cut off', () => {
    expect([keptCount('paper', 200, 0.2), keptCount('mergekit', 200, 0.2)]).toEqual([41, 40]);
    expect([keptCount('paper', 9, 0.5), keptCount('mergekit', 9, 0.5)]).toEqual([5, 4]);
  });

  it('all at density 1, the largest at density 0 or nearly 0', () => {
    expect([keptCount('paper', 7, 1), keptCount('mergekit', 7, 1)]).toEqual([7, 7]);
    expect([keptCount('paper', 7, 0), keptCount('paper', 7, 0.01), keptCount('mergekit', 7, 0.01)]).toEqual([1, 1, 0]);
  });

  it('all, where one more than the share is all', () => {
    expect(keptCount('paper', 2, 0.9)).toBe(2);
  });
});

describe('trim', () => {
  const changes = f32(3, -1, 2, -2, 0.5);

  it('keeps every change at the cut, or the first ones', () => {
    expect([...trim(changes, findCut(changes, 2, 'keep-all')).trimmed]).toEqual([3, 0, 2, -2, 0]);
    expect([...trim(changes, findCut(changes, 2, 'stable-index')).trimmed]).toEqual([3, 0, 2, 0, 0]);
  });

  it('says where the cut is', () => {
    expect(findCut(changes, 2, 'stable-index')).toEqual({ key: keyOf(2), above: 1, equal: 2, budget: 1 });
  });

  it('keeps none or all', () => {
    expect(trim(changes, findCut(changes, 0, 'keep-all')).kept).toBe(0);
    expect(trim(changes, findCut(changes, 5, 'keep-all')).kept).toBe(5);
  });
});

describe('elect', () => {
  it('goes by total movement, not by the number of models', () => {
    expect([...electSigns([f32(5, 1), f32(-1, 1), f32(-1, -3)])]).toEqual([1, -1]);
  });

  it('gives a sum of 0 the sign that most parameters have', () => {
    expect([...electSigns([f32(1, 2, 3), f32(-1, 2, -1)])]).toEqual([1, 1, 1]);
    expect([...electSigns([f32(1, -2, -3), f32(-1, -2, 1)])]).toEqual([-1, -1, -1]);
  });

  it('gives it none where signs are even', () => {
    expect([...electSigns([f32(1, 2, -3), f32(-1, 2, 1)])]).toEqual([0, 1, -1]);
  });
});

describe('disjoint merge', () => {
  const trimmed = [f32(4, 1, 0, 2), f32(2, -3, 0, -2), f32(-1, -1, 0, 0)];
  const signs = Int8Array.of(1, -1, 1, 0);

  it.each([
    ['mean', [3, -2, 0, -2]],
    ['sum', [6, -4, 0, -2]],
    // No sign was elected for the last parameter, so there is no largest change with that sign.
    ['max', [4, -3, 0, 0]],
  ] as const)('%s', (how, expected) => {
    expect([...disjointMerge(trimmed, signs, how)].map((value) => value + 0)).toEqual(expected);
  });
});

describe('the whole', () => {
  const finite = fc.float({ min: -4, max: 4, noNaN: true });
  const vectors = (count: number) =>
    fc.integer({ min: 1, max: 40 }).chain((length) =>
      fc.array(
        fc.array(finite, { minLength: length, maxLength: length }).map((values) => Float32Array.from(values)),
        { minLength: count, maxLength: count },
      ),
    );
  const zeros = (like: Float32Array): Float32Array => new Float32Array(like.length);

  it('is the plain mean of the changes where nothing is trimmed and all signs agree', () => {
    fc.assert(
      fc.property(vectors(3), (models) => {
        const positive = models.map((model) => model.map((value) => Math.abs(value) + 1));
        const sum = positive[0].map((value, p) => Math.fround(Math.fround(value + positive[1][p]) + positive[2][p]));
        expect([...merge(zeros(sum), positive, 1).mergedTaskVector]).toEqual([...sum.map((value) => value / 3)]);
      }),
    );
  });

  it('does not depend on the order of two models', () => {
    fc.assert(
      fc.property(vectors(2), fc.constantFrom(0.1, 0.5, 1), ([a, b], density) => {
        expect(merge(zeros(a), [a, b], density)).toMatchObject({ merged: merge(zeros(a), [b, a], density).merged });
      }),
    );
  });

  it('doubles when all changes double', () => {
    fc.assert(
      fc.property(vectors(3), fc.constantFrom<Merge[]>('mean', 'sum', 'max'), (models, how) => {
        const normal = models.map((model) => model.map((value) => (Math.abs(value) < 1e-30 ? 0 : value)));
        const doubled = normal.map((model) => model.map((value) => 2 * value));
        const once = merge(zeros(models[0]), normal, 0.4, how).mergedTaskVector;
        expect([...merge(zeros(models[0]), doubled, 0.4, how).mergedTaskVector]).toEqual([...once.map((x) => 2 * x)]);
      }),
    );
  });

  it('changes nothing when the models equal the base', () => {
    const base = f32(1, -2, 3);
    expect([...merge(base, [base, base], 0.2).merged]).toEqual([1, -2, 3]);
  });

  it('scales by λ, each step rounded to float32', () => {
    const [base, model] = [f32(1), f32(1.1)];
    const change = taskVector(base, model)[0];
    const expected = Math.fround(1 + Math.fround(Math.fround(0.3) * change));
    expect(merge(base, [model], 1, 'mean', 0.3).merged[0]).toBe(expected);
  });
});
