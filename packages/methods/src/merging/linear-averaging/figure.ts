import type { MergeReport } from '../../checkpoints/merge-report.ts';
import { mergeFigure, shown } from '../../checkpoints/pictures/merge-figure.ts';
import { joined, nearestWords } from '../../checkpoints/pictures/words.ts';
import type { Figure, FigurePlace } from '../../method.ts';

/** The models around their average, in the plane of their differences. */
export function figure(report: MergeReport, place?: FigurePlace): Figure {
  return mergeFigure(report, { finding }, place);
}

function finding(report: MergeReport): string {
  const { models } = report;
  if (models.length === 1) return 'One model: its average is itself';
  const mean = models.reduce((sum, { distance }) => sum + distance, 0) / models.length;
  if (mean === 0) return 'The models are equal, and so is their average';
  return joined(nearestWords(report), `it is ${shown(mean)} away from a model on average`);
}
