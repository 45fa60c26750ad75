import { describe, expect, it } from 'vitest';
import { drawFigureToString } from '../../figure/draw.node.ts';
import { figure } from './figure.ts';
import type { LayerReport, TiesReport } from './report.ts';

const layer = (section: string, label: string, touched: number, divided: number, counted = 1000): LayerReport => ({
  section,
  label,
  parameters: 1000,
  counted,
  touched,
  divided,
});

function reportOf(layers: readonly LayerReport[]): TiesReport {
  const sum = (key: 'parameters' | 'counted' | 'touched' | 'divided'): number =>
    layers.reduce((total, one) => total + one[key], 0);
  return {
    parameters: sum('parameters'),
    counted: sum('counted'),
    touched: sum('touched'),
    divided: sum('divided'),
    norm: 1,
    models: [],
    layers,
  };
}

const deepening = reportOf([
  layer('', 'shared', 80, 0),
  ...['0', '1', '2', '3'].map((label) =>
    layer('encoder block', label, 200 + 50 * Number(label), 20 + 20 * Number(label)),
  ),
]);

describe('the finding', () => {
  it('says how much stays and what deeper layers do', () => {
    expect(figure(deepening).title).toBe(
      'Eight in ten parameters stay as the base has them; deeper layers change more, and agree less',
    );
  });

  it('says nothing of depth where there is no difference', () => {
    const even = ['0', '1', '2', '3'].map((label) => layer('layer', label, 500, 50));
    expect(figure(reportOf(even)).title).toBe('Half of the parameters stay as the base has them');
    expect(figure(reportOf([layer('', 'w', 1000, 10)])).title).toBe('Every parameter changes');
    expect(figure(reportOf([layer('', 'w', 0, 0)])).title).toBe('No parameter changes: the models equal the base');
  });

  it('claims nothing before the end', () => {
    const under = reportOf([layer('layer', '0', 300, 10), layer('layer', '1', 100, 0, 400)]);
    expect(figure(under).title).toBe('1 of 2 layers are counted');
  });
});

describe('the picture', () => {
  it('has a legend with the shares of all parameters', () => {
    expect(figure(deepening).legend.map(({ label, value }) => `${label} ${value}`)).toEqual([
      'trimmed 76.4 %',
      'outvoted 4.0 %',
      'kept and agreeing 19.6 %',
    ]);
  });

  it('is described in words', () => {
    expect(figure(deepening).description).toMatch(/Most is kept in encoder 3, 35\.0 %; least in shared, 8\.0 %\.$/);
  });

  it('draws three bars a layer, and names the layer that is outvoted most', () => {
    const svg = drawFigureToString(figure(deepening));
    expect(svg.match(/<rect/g)).toHaveLength(15 + 2);
    expect(svg).toContain('encoder 3 is outvoted most: 8.0 %');
    expect(svg).toContain('encoder block');
  });

  it('holds the place of a layer that is not counted yet', () => {
    const under = reportOf([layer('layer', '0', 300, 10), layer('layer', '1', 100, 0, 400)]);
    const svg = drawFigureToString(figure(under));
    expect(svg.match(/<rect/g)).toHaveLength(4 + 2);
    expect(svg).not.toContain('outvoted most');
  });
});
