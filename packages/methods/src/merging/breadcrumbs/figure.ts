import type { MergeReport } from '../../checkpoints/merge-report.ts';
import { lengthStrip } from '../../checkpoints/pictures/length-strip.ts';
import { mergeFigure } from '../../checkpoints/pictures/merge-figure.ts';
import { joined, keptWords, lengthWords } from '../../checkpoints/pictures/words.ts';
import type { Figure, FigurePlace } from '../../method.ts';

/** The base, the models and the merged model; below, how far each layer moves. */
export function figure(report: MergeReport, place?: FigurePlace): Figure {
  const finding = (found: MergeReport): string => joined(keptWords(found), lengthWords(found));
  return mergeFigure(report, { finding, strip: lengthStrip }, place);
}
