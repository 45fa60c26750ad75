import { expect, it } from 'vitest';
import { mergeFigures } from './merge-figures.ts';

const report = {
  counted: 100,
  touched: 40,
  divided: 10,
  mergedNorm: 5,
  models: [
    { name: 'a', kept: 20, distance: 1.5, norm: 3 },
    { name: 'b', kept: 30, distance: 2.5, norm: 0 },
  ],
  gram: [
    [9, 0, 12],
    [0, 0, 0],
    [12, 0, 25],
  ],
};

it('reads what a merge reports', () => {
  expect(mergeFigures(report, null, 'base')).toEqual({
    norm: 5,
    conflicts: 0.25,
    kept: 0.25,
    distances: [1.5, 2.5],
    cosines: [0.8, null],
  });
});

it('prefers what was measured on the merged model', () => {
  const measure = { norm: 2, distances: [1, 1], cosines: [0.5, 0.5] };
  expect(mergeFigures(report, measure, 'base')).toMatchObject({ ...measure, conflicts: 0.25 });
});

it('leaves out what is not reported', () => {
  const nothing = { norm: null, conflicts: null, kept: null, distances: null, cosines: null };
  expect(mergeFigures(null, null, 'base')).toEqual(nothing);
  expect(
    mergeFigures({ norm: 3, models: [{ kept: null }], gram: [[1]], touched: 0, divided: 0 }, null, 'base'),
  ).toEqual(nothing);
});

it('leaves out figures of changes from something else', () => {
  const other = mergeFigures({ ...report, reference: 'first model' }, null, 'base');
  expect(other).toMatchObject({ norm: null, conflicts: null, cosines: null, distances: [1.5, 2.5] });
  const measure = { norm: 2, distances: [1, 1], cosines: [0.5, 0.5] };
  expect(mergeFigures({ ...report, reference: 'first model' }, measure, 'base')).toMatchObject({
    ...measure,
    conflicts: null,
  });
});
