import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classify, exactFisher, type SmallClassifier } from './exact-fisher.ts';
import { type FisherOptions, type FisherVariant, fisherMerge, fisherNorm, fisherWeights, floored } from './fisher.ts';

const plain: FisherOptions = {
  coefficients: [0.5, 0.5],
  floor: 1e-6,
  favourTarget: true,
  norms: null,
  variant: 'authors',
};

const value = fc.double({ min: -2, max: 2, noNaN: true });
const information = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true }));
const pairs = fc.array(fc.tuple(value, value, information, information), { minLength: 1, maxLength: 30 });
const column = (rows: readonly (readonly number[])[], at: number): number[] => rows.map((row) => row[at]);

describe('weights', () => {
  it('divide by the norms, in the way of each code', () => {
    const given = { coefficients: [1, 2], norms: [4, 0.5] };
    expect(fisherWeights({ ...given, variant: 'authors' })).toEqual([0.25, 4]);
    const [first, second] = fisherWeights({ ...given, variant: 'mergelm' });
    expect(second / first).toBeCloseTo((2 * (4 + 1e-6)) / (0.5 + 1e-6), 10);
    expect(fisherWeights({ ...given, norms: null, variant: 'mergelm' })).toEqual([1, 2]);
  });

  it('take norms over all tensors', () => {
    expect(fisherNorm([[3, 0], [4]])).toBe(5);
  });
});

describe('the floor', () => {
  it.each<[FisherVariant, boolean, number, number]>([
    ['authors', true, 0, 0.1],
    ['authors', true, 1, 0.05],
    ['authors', false, 1, 0.1],
    ['mergelm', true, 0, 0.15],
    ['mergelm', true, 1, 0.15],
  ])('of %s, favouring the first %s, in model %i', (variant, favourTarget, model, expected) => {
    expect(floored(0.05, model, { floor: 0.1, favourTarget, variant })).toBeCloseTo(expected, 15);
  });

  it('is in units of the information as given, whatever its norm', () => {
    const at = (scale: number): number =>
      fisherMerge([[0], [1]], [[0], [0.5 * scale]], { ...plain, norms: [2, 0.5 * scale] })[0];
    // Weights 1e-6 / 2 and 1: the scale of the second model cancels.
    expect(at(1)).toBeCloseTo(1 / (1 + 5e-7), 12);
    expect(at(1e6)).toBeCloseTo(at(1), 12);
  });
});

describe('merging', () => {
  it('stays between the models, and equals the mean where they are as certain', () => {
    fc.assert(
      fc.property(pairs, fc.constantFrom<FisherVariant>('authors', 'mergelm'), (rows, variant) => {
        const models = [column(rows, 0), column(rows, 1)];
        const merged = fisherMerge(models, [column(rows, 2), column(rows, 3)], { ...plain, variant });
        for (const [p, number] of merged.entries()) {
          expect(number).toBeGreaterThanOrEqual(Math.min(models[0][p], models[1][p]) - 1e-12);
          expect(number).toBeLessThanOrEqual(Math.max(models[0][p], models[1][p]) + 1e-12);
        }
        const same = column(rows, 2).map((x) => x + 1e-6);
        for (const [p, number] of fisherMerge(models, [same, same], { ...plain, variant }).entries()) {
          expect(number).toBeCloseTo((models[0][p] + models[1][p]) / 2, 12);
        }
      }),
    );
  });

  it('leaves the first model as it is where the second knows nothing', () => {
    fc.assert(
      fc.property(pairs, (rows) => {
        const [first, second] = [column(rows, 0), column(rows, 1)];
        const nothing = rows.map(() => 0);
        expect([...fisherMerge([first, second], [column(rows, 2), nothing], plain)]).toEqual(
          first.map((number) => expect.closeTo(number, 12)),
        );
      }),
    );
  });

  it('finds the joint optimum of parabolas, which averaging does not', () => {
    const centres = [Float64Array.of(1, -2, 0.5), Float64Array.of(3, 4, 0.5), Float64Array.of(-1, 0, 2)];
    const curvatures = [Float64Array.of(0.1, 2, 1), Float64Array.of(0.5, 0.1, 1), Float64Array.of(1, 1, 0.01)];
    const options = { ...plain, coefficients: [1, 1, 1] };
    const merged = fisherMerge(centres, curvatures, options);
    const slope = (theta: ArrayLike<number>): number =>
      Math.max(
        ...[0, 1, 2].map((p) =>
          Math.abs(centres.reduce((sum, centre, model) => sum + curvatures[model][p] * (theta[p] - centre[p]), 0)),
        ),
      );
    expect(slope(merged)).toBeLessThan(1e-12);
    expect(slope(merged.map((_, p) => (centres[0][p] + centres[1][p] + centres[2][p]) / 3))).toBeGreaterThan(0.1);
  });
});

const net: SmallClassifier = {
  inputs: 2,
  hidden: 3,
  classes: 3,
  w1: Float64Array.of(0.5, -0.3, 0.2, 0.8, -0.6, 0.4),
  b1: Float64Array.of(0.1, -0.05, 0.2),
  w2: Float64Array.of(0.3, -0.5, 0.7, -0.2, 0.6, 0.1, 0.4, 0.2, -0.9),
  b2: Float64Array.of(0.05, 0, -0.1),
};
const examples = [
  [0.9, -0.4],
  [0.3, 1.1],
  [1.2, 0.6],
];

describe('the exact Fisher information', () => {
  it.each(['w1', 'b1', 'w2', 'b2'] as const)('of %s is what finite differences of log p give', (name) => {
    const step = 1e-6;
    const fisher = exactFisher(net, examples)[name];
    for (const [at, got] of fisher.entries()) {
      const moved = (by: number): SmallClassifier => ({
        ...net,
        [name]: net[name].map((weight, index) => (index === at ? weight + by : weight)),
      });
      let expected = 0;
      for (const x of examples) {
        const { p } = classify(net, x);
        const [above, below] = [classify(moved(step), x).p, classify(moved(-step), x).p];
        for (const [y, share] of p.entries()) {
          const slope = (Math.log(above[y]) - Math.log(below[y])) / (2 * step);
          expected += (share * slope * slope) / examples.length;
        }
      }
      expect(got).toBeCloseTo(expected, 7);
    }
  });

  it('vanishes for a model that is certain of its examples', () => {
    const sure = { ...net, w2: net.w2.map((weight) => 2000 * weight) };
    const { b2 } = exactFisher(sure, examples);
    expect(Math.max(...b2)).toBeLessThan(1e-6);
    expect(Math.max(...exactFisher(net, examples).b2)).toBeGreaterThan(0.1);
  });
});
