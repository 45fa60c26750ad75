import { describe, expect, it } from 'vitest';
import { drawFigureToString } from '../../figure/draw.node.ts';
import { figure as averaging } from '../../merging/linear-averaging/figure.ts';
import { figure as addition } from '../../merging/task-arithmetic/figure.ts';
import type { LayerFigures, MergeReport } from '../merge-report.ts';
import { shown } from './merge-figure.ts';

const layer = (label: string, merged: number): LayerFigures => ({
  section: 'layer',
  label,
  parameters: 100,
  counted: 100,
  touched: 100,
  divided: 20,
  norms: [3, 3],
  merged,
  sums: [],
  details: {},
});

/** Two models at right angles, three from the base, and a merged one between them. */
const report: MergeReport = {
  parameters: 200,
  counted: 200,
  touched: 200,
  divided: 40,
  reference: 'base',
  mergedNorm: Math.sqrt(4.5),
  models: [
    { name: 'left.safetensors', norm: 3, kept: null, distance: Math.sqrt(4.5) },
    { name: 'right.safetensors', norm: 3, kept: null, distance: Math.sqrt(4.5) },
  ],
  gram: [
    [9, 0, 4.5],
    [0, 9, 4.5],
    [4.5, 4.5, 4.5],
  ],
  layers: [layer('0', 1.5), layer('1', 3)],
  tensors: [],
  totals: {},
  copied: [],
};

describe('the picture of a merge', () => {
  it('states its finding', () => {
    expect(addition(report).title).toBe(
      'The task vectors stand nearly at right angles (90°); the merged change is 0.71 times as long as theirs',
    );
    expect(averaging({ ...report, reference: 'first model' }).title).toBe(
      'The merged model lies as far from one model as from the other; it is 2.12 away from a model on average',
    );
  });

  it('claims nothing before the end', () => {
    const layers = [report.layers[0], { ...report.layers[1], counted: 40 }];
    expect(addition({ ...report, counted: 140, layers }).title).toBe('1 of 2 layers are merged');
  });

  it('draws base, models and merged model, with the angle and a bar for each layer', () => {
    const svg = drawFigureToString(addition(report));
    for (const words of ['left', 'right', 'base', 'merged', '90°', 'layer']) expect(svg).toContain(`>${words}</text>`);
    expect(svg.match(/<circle/g)).toHaveLength(3);
    expect(svg.match(/<rect/g)).toHaveLength(2);
  });

  it('fits into a narrow place', () => {
    const { plot } = addition(report, { width: 300 });
    expect(plot.width).toBe(300);
    const places = [...drawFigureToString(addition(report, { width: 300 })).matchAll(/translate\((-?[\d.]+),/g)];
    expect(places.length).toBeGreaterThan(5);
    for (const [, x] of places) expect(Number(x)).toBeLessThanOrEqual(301);
  });

  it('is described in words', () => {
    expect(addition(report).description).toBe(
      '2 models and the merged model as points in a plane. left.safetensors lies 3 from the base and 2.12 from the merged model. right.safetensors lies 3 from the base and 2.12 from the merged model. The merged model lies 2.12 from the base. The angle between task vectors is 90°. Bars for 2 layers show length of the merged change, relative to the models’: most in layer 1, 1; least in layer 0, 0.5.',
    );
  });

  it('has a legend with distances', () => {
    expect(addition(report).legend.map(({ label, value }) => `${label} ${value}`)).toEqual([
      'left 3',
      'right 3',
      'merged 2.12',
    ]);
  });
});

it('writes numbers of any size in few digits', () => {
  expect([0, Math.PI, 1234.5, 0.00012, 1e7].map(shown)).toEqual(['0', '3.14', '1230', '1.2e-4', '1.0e+7']);
});
