import assert from 'node:assert/strict';
import { exampleInputs } from '../example-inputs.ts';
import { drawFigureToFile, drawFigureToString } from '../figure/draw.node.ts';
import type { Figure } from '../figure/figure.ts';
import { executeRun } from '../runner/execute.ts';
import type { Check } from './check.ts';

/** Pixels that a phone has for a figure. */
const narrowWidth = 320;

function expectDrawn(figure: Figure, of: string): void {
  const svg = drawFigureToString(figure);
  assert.equal(drawFigureToString(figure), svg, `${of}: two drawings differ`);
  assert.doesNotMatch(svg, /NaN|Infinity|undefined/, of);
  assert.match(svg, /<(rect|path|circle|line)\b/, `${of}: nothing is drawn`);
  assert.doesNotMatch(drawFigureToFile(figure), /var\(/, of);
}

export const figureDraws: Check = {
  title: 'the figure draws, from the result and from what there is on the way',
  async run(method) {
    const partials: unknown[] = [];
    const { report } = await executeRun(method, await exampleInputs(method), {
      threads: 1,
      onProgress({ partial }) {
        if (partial !== undefined) partials.push(partial);
      },
    });
    const { figure } = await method.figure();
    const whole = figure(report.data);
    assert.notEqual(whole.title.trim(), '', 'it states no finding');
    assert.notEqual(whole.description.trim(), '', 'it is not described for those who do not see it');
    assert.ok(whole.legend.length > 0, 'it has no legend');
    expectDrawn(whole, 'the result');
    const narrow = figure(report.data, { width: narrowWidth });
    assert.ok((narrow.plot.width ?? Number.POSITIVE_INFINITY) <= narrowWidth, 'it is wider than its place');
    expectDrawn(narrow, 'the result in a narrow place');
    for (const partial of partials) expectDrawn(figure(partial), 'a partial report');
  },
};
