import { describe, expect, it } from 'vitest';
import { drawFigureToString } from '../../figure/draw.node.ts';
import { figure } from './figure.ts';
import type { MatchingReport } from './report.ts';

const lambdas = [0, 0.5, 1];
const scores = (middle: number) => [0.1, middle, 0.1].map((loss) => ({ loss, accuracy: 1 - loss / 2 }));

const report: MatchingReport = {
  done: true,
  network: 'perceptron of 3 layers',
  parameters: 100,
  groups: [{ name: 'fc1', units: 10, fixed: 1 }],
  left: 0,
  objective: [1, 150, 180, 180],
  gap: 0,
  distance: { before: 10, after: 8, a: 7, b: 7 },
  checked: { pieces: 1, difference: 1e-16 },
  layers: [{ tensor: 'fc1.weight', rows: 10, columns: 6, vectors: null, large: [4, 5], before: 0.4, after: 2 }],
  layersSkipped: 0,
  picture: { tensor: 'fc1.weight', side: 2, before: [0, 0.1, 0.2, 0.1], after: [0.9, 0.5, 0.2, 0.1] },
  curve: { examples: 1000, lambdas, before: scores(1.1), after: scores(0.15) },
};

describe('the finding', () => {
  it('says what becomes of the hump', () => {
    expect(figure(report).title).toBe(
      'Between the two networks the loss rises by 1.00; with the units in order, by 0.05',
    );
    const flat = { ...report, curve: { examples: 1, lambdas, before: scores(1.1), after: scores(0.1) } };
    expect(figure(flat).title).toBe(
      'Between the two networks the loss rises by 1.00; with the units in order it no longer does',
    );
    const worse = { ...report, curve: { examples: 1, lambdas, before: scores(0.3), after: scores(0.4) } };
    expect(figure(worse).title).toContain('does not flatten the way');
  });

  it('speaks of distance where no data is at hand', () => {
    const title = figure({ ...report, curve: null }).title;
    expect(title).toBe(
      'In the new order the second network lies 20 % nearer to the first; its large singular vectors align to 0.50, from 0.10',
    );
  });

  it('claims nothing before the end', () => {
    expect(figure({ ...report, done: false, curve: null, objective: [] }).title).toBe('The units are being matched');
  });

  it('knows when there was nothing to find', () => {
    const still = { ...report, curve: null, groups: [{ name: 'fc1', units: 10, fixed: 10 }] };
    expect(figure(still).title).toBe('No unit found a better place');
    expect(figure({ ...report, curve: null, distance: { before: 0, after: 0, a: 1, b: 1 } }).title).toBe(
      'The two networks are equal',
    );
  });
});

describe('the picture', () => {
  it('draws both lines and the cells above the ground', () => {
    const svg = drawFigureToString(figure(report));
    expect(svg).toContain('stroke-dasharray="5 4"');
    // Two grounds; one cell before, three after.
    expect(svg.match(/<rect/g)).toHaveLength(2 + 1 + 3);
    expect(svg).toContain('var(--sequential-6)');
  });

  it('puts the matrices below the curve in a narrow place', () => {
    const narrow = figure(report, { width: 320 });
    expect(narrow.plot.width).toBe(320);
    expect(narrow.plot.height ?? 0).toBeGreaterThan(figure(report).plot.height ?? 0);
  });

  it('draws the objective where there is no curve', () => {
    const svg = drawFigureToString(figure({ ...report, curve: null }));
    expect(svg).toContain('sweep 3');
    expect(svg).toContain('inner product of a with b');
  });

  it('holds the places of what is not known yet', () => {
    const early = { ...report, done: false, objective: [], curve: null, picture: null, layers: [], distance: null };
    expect(drawFigureToString(figure(early)).match(/<rect/g)).toHaveLength(2);
  });

  it('is described in words', () => {
    expect(figure(report).description).toContain(
      'Before matching it is 1.10 midway, with 45.0 % right; after matching 0.15',
    );
    expect(figure(report).description).toContain('The two largest vectors have 0.00 before and 0.90 after');
  });

  it('has a legend with the figures', () => {
    expect(figure(report).legend.map(({ label, value }) => `${label} ${value}`)).toEqual([
      'before 1.00',
      'after matching 0.05',
      'alignment 0.50',
    ]);
  });
});
