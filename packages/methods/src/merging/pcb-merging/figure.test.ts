import { describe, expect, it } from 'vitest';
import type { LayerFigures } from '../../checkpoints/merge-report.ts';
import { drawFigureToString } from '../../figure/draw.node.ts';
import { figure } from './figure.ts';
import type { PcbReport } from './run.ts';

const layer = (label: string, sums: readonly number[], counted = 1000): LayerFigures => ({
  section: 'encoder block',
  label,
  parameters: 1000,
  counted,
  touched: 200,
  divided: 0,
  norms: [1, 1],
  merged: 1,
  sums,
  details: {},
});

function reportOf(layers: readonly LayerFigures[], sample?: PcbReport['sample']): PcbReport {
  const sum = (key: 'parameters' | 'counted' | 'touched'): number => layers.reduce((total, one) => total + one[key], 0);
  return {
    parameters: sum('parameters'),
    counted: sum('counted'),
    touched: sum('touched'),
    divided: 0,
    reference: 'base',
    mergedNorm: 1,
    models: ['one', 'two'].map((name) => ({ name: `${name}.safetensors`, norm: 1, kept: 100, distance: 1 })),
    gram: [
      [1, 0, 0.5],
      [0, 1, 0.5],
      [0.5, 0.5, 1],
    ],
    layers,
    tensors: [],
    totals: {},
    copied: [],
    ...(sample === undefined ? {} : { sample }),
  };
}

const sample = [
  { first: 0.5, second: 0, winner: 0 },
  { first: 0, second: -0.25, winner: 1 },
  { first: 0.01, second: 0.01, winner: null },
  { first: 0.02, second: 0.01, winner: null },
];

describe('the finding', () => {
  it.each([
    [[30, 10], [20, 20], 'one has most say, 63 %; they compete hardest in encoder 0'],
    [[10, 10], [20, 21], 'All models have about as much say; they compete hardest in encoder 1'],
    [[0, 0], [0, 0], 'No model has a say: the merged model is the base'],
  ])('of %j and %j', (first, second, title) => {
    expect(figure(reportOf([layer('0', first), layer('1', second)])).title).toBe(title);
  });

  it('claims nothing before the end', () => {
    const { title } = figure(reportOf([layer('0', [3, 1]), layer('1', [], 0)]));
    expect(title).toBe('1 of 2 layers are merged');
  });
});

describe('the picture', () => {
  const whole = reportOf([layer('0', [30, 10]), layer('1', [20, 20])], sample);

  it('has a cell for each model and layer, and a mark for each sampled parameter', () => {
    const svg = drawFigureToString(figure(whole));
    expect(svg.match(/<rect [^>]*sequential/g)).toHaveLength(4);
    expect(svg).toContain('change in one →');
    expect(svg).toContain('mean scale of a parameter, strongest 0.03');
    expect(svg).not.toContain('NaN');
  });

  it('stands one above the other where there is no room', () => {
    const narrow = figure(whole, { width: 320 });
    const wide = figure(whole);
    expect(narrow.plot.width).toBe(320);
    expect(narrow.plot.height).toBeGreaterThan(wide.plot.height ?? 0);
  });

  it('is described', () => {
    expect(figure(whole).description).toBe(
      'A map of 2 models by 2 layers, stronger where a model has more say. Of all scales: one 63 %, two 38 %. Most scale for a parameter is in encoder 0. Beside it 4 sampled parameters by their changes in the first two models; in 50 % of them no model has a say.',
    );
    expect(figure(whole).legend.at(-1)).toMatchObject({ label: 'no say', value: '80 %' });
  });
});
