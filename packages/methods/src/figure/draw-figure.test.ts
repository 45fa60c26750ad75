import { barY, line, ruleY } from '@observablehq/plot';
import { describe, expect, it } from 'vitest';
import { drawFigureToFile, drawFigureToString } from './draw.node.ts';
import type { Figure } from './figure.ts';
import { fillOf } from './fills.ts';

const figure: Figure = {
  title: 'Two bars, 1 < 2 & so on',
  caption: 'Counts.',
  legend: [],
  description: 'The second bar is "twice" as high.',
  plot: {
    width: 200,
    height: 100,
    y: { label: null, ticks: 2 },
    x: { label: null },
    marks: [
      barY([1, 2], { x: ['a', 'b'], y: [1, 3], fill: [fillOf('run'), fillOf('category-2-hatched')] }),
      ruleY([0]),
    ],
  },
};

describe('drawFigure', () => {
  it('carries no style, so that a strict policy lets it stand', () => {
    const svg = drawFigureToString(figure);
    expect(svg).not.toMatch(/<style|\sstyle=/);
    expect(svg).toMatch(/^<svg [^>]*role="img"[^>]*>/);
    expect(svg).toMatch(/^<svg [^>]*class="figure"[^>]*>/);
  });

  it('names and describes itself first of all', () => {
    expect(drawFigureToString(figure)).toContain(
      '><title>Two bars, 1 &lt; 2 &amp; so on</title><desc>The second bar is "twice" as high.</desc><defs>',
    );
  });

  it('colours by custom properties and defines the hatches it uses, and only those', () => {
    const svg = drawFigureToString(figure);
    expect(svg).toContain('fill="var(--run)"');
    expect(svg).toContain('fill="url(#hatch-2)"');
    expect([...svg.matchAll(/<pattern [^>]*id="([^"]+)"/g)].map((match) => match[1])).toEqual(['hatch-2']);
  });

  it('draws the same text twice, with at most two decimals', () => {
    const svg = drawFigureToString(figure);
    expect(drawFigureToString(figure)).toBe(svg);
    expect(svg).not.toMatch(/\d\.\d{3}/);
  });

  it('refuses what would make it more than one picture', () => {
    expect(() => drawFigureToString({ ...figure, plot: { ...figure.plot, caption: 'no' } })).toThrow(/one SVG/);
  });

  it('refuses inline styles', () => {
    const styled = {
      ...figure.plot,
      marks: [
        line(
          [
            [0, 1],
            [1, 2],
          ],
          { mixBlendMode: 'multiply' },
        ),
      ],
    };
    expect(() => drawFigureToString({ ...figure, plot: styled })).toThrow(/inline/);
  });
});

describe('standaloneSvg', () => {
  it('resolves every colour for light and stands on a white ground', () => {
    const file = drawFigureToFile(figure);
    expect(file).not.toMatch(/var\(|currentColor/);
    expect(file).toContain('fill="#00694a"');
    expect(file).toContain('</desc><rect width="200" height="100" fill="#ffffff"/>');
    expect(file).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/,
    );
  });

  it('refuses a colour that a file could not have', () => {
    const stray = { ...figure.plot, marks: [ruleY([0], { stroke: 'var(--brand)' })] };
    expect(() => drawFigureToFile({ ...figure, plot: stray })).toThrow('Figures have no colour called --brand.');
  });
});
