import { barY, ruleY } from '@observablehq/plot';
import type { Figure, FigurePlace } from '../../figure/figure.ts';
import { fillOf } from '../../figure/fills.ts';
import type { SumReport } from './run.ts';

export function figure(report: SumReport, place: FigurePlace = { width: 600 }): Figure {
  return {
    title: `${report.tensors.length} tensors were added up`,
    caption: 'The sum of the values of each tensor.',
    legend: [
      { label: 'first', note: 'the first tensor', value: '1', swatch: 'run' },
      { label: 'others', note: 'all others', value: '2', swatch: 'category-2-hatched' },
    ],
    plot: {
      width: Math.min(600, place.width),
      height: 200,
      marks: [
        ruleY([0]),
        barY(report.tensors, {
          x: 'name',
          y: 'sum',
          fill: (_, index) => fillOf(index === 0 ? 'run' : 'category-2-hatched'),
        }),
      ],
    },
    description: 'A bar for each tensor.',
  };
}
