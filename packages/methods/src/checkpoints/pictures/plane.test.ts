import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leadingPair } from './leading-pair.ts';
import { anglesOf, angleWords, type Point, planeOf } from './plane.ts';

type Vector = readonly number[];
const product = (a: Vector, b: Vector): number => a.reduce((sum, x, i) => sum + x * b[i], 0);

/** The parts of a report that a plane is made of, from changes and a merged change. */
function reportOf(changes: readonly Vector[], merged: Vector, reference: 'base' | 'first model' = 'base') {
  const all = [...changes, merged];
  const models = changes.map((change, index) => ({
    name: `m${index}`,
    norm: Math.hypot(...change),
    kept: null,
    distance: Math.hypot(...change.map((x, p) => x - merged[p])),
  }));
  return { gram: all.map((a) => all.map((b) => product(a, b))), models, reference };
}

const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1]);
const number = fc.integer({ min: -20, max: 20 });
const vector = fc.tuple(number, number, number);

describe('the plane', () => {
  it('holds a base and two models at their true distances, the first one on the left and both above', () => {
    fc.assert(
      fc.property(vector, vector, (a, b) => {
        const merged = a.map((x, p) => 0.3 * x + 0.9 * b[p]);
        const report = reportOf([a, b], merged);
        const plane = planeOf(report);
        const [first, second] = plane.models;
        expect(distance(first, second)).toBeCloseTo(Math.hypot(...a.map((x, p) => x - b[p])), 4);
        expect(Math.hypot(...first)).toBeCloseTo(Math.hypot(...a), 4);
        expect(distance(plane.merged, first)).toBeCloseTo(report.models[0].distance, 4);
        expect(distance(plane.merged, second)).toBeCloseTo(report.models[1].distance, 4);
        expect(first[0]).toBeLessThanOrEqual(second[0] + 1e-9);
        expect(first[1] + second[1]).toBeGreaterThanOrEqual(-1e-6);
        expect(plane.holds).toBeCloseTo(1, 6);
      }),
    );
  });

  it('says how much of a merged model lies beside it', () => {
    const { merged, mergedHolds } = planeOf(
      reportOf(
        [
          [1, 0, 0],
          [0, 1, 0],
        ],
        [3, 0, 4],
      ),
    );
    expect(Math.hypot(...merged)).toBeCloseTo(3, 9);
    expect(mergedHolds).toBeCloseTo(0.6, 9);
  });

  it('without a base lies around the middle of the models', () => {
    const plane = planeOf(
      reportOf(
        [
          [0, 0],
          [6, 0],
          [0, 6],
        ],
        [2, 2],
        'first model',
      ),
    );
    expect(plane.base).toBeNull();
    expect(Math.hypot(...plane.merged)).toBeCloseTo(0, 6);
    expect(distance(plane.models[0], plane.models[1])).toBeCloseTo(6, 6);
    expect(plane.mergedHolds).toBe(1);
  });

  it('takes models that do not move, and a single one', () => {
    expect(
      planeOf(
        reportOf(
          [
            [0, 0],
            [0, 0],
          ],
          [0, 0],
        ),
      ).models,
    ).toEqual([
      [0, 0],
      [0, 0],
    ]);
    const { models, merged } = planeOf(reportOf([[3, 4]], [1.5, 2]));
    expect(models[0].map(Math.abs)).toEqual([expect.closeTo(5, 9), 0]);
    expect(Math.hypot(...merged)).toBeCloseTo(2.5, 9);
  });
});

it('finds the two largest directions', () => {
  const { values, vectors } = leadingPair([
    [3, 0, 0],
    [0, 5, 0],
    [0, 0, 1],
  ]);
  expect(values[0]).toBeCloseTo(5, 9);
  expect(values[1]).toBeCloseTo(3, 9);
  expect(Math.abs(vectors[0][1])).toBeCloseTo(1, 9);
  expect(leadingPair([[4]]).values).toEqual([4, 0]);
});

it('puts angles in words', () => {
  expect(
    angleWords(
      anglesOf(
        reportOf(
          [
            [1, 0],
            [0, 2],
          ],
          [0, 0],
        ),
      ),
    ),
  ).toBe('90°');
  expect(
    angleWords(
      anglesOf(
        reportOf(
          [
            [1, 0],
            [0, 2],
            [1, 1],
          ],
          [0, 0],
        ),
      ),
    ),
  ).toBe('45° to 90°');
  expect(
    anglesOf(
      reportOf(
        [
          [1, 0],
          [0, 0],
        ],
        [0, 0],
      ),
    ),
  ).toEqual([]);
});
