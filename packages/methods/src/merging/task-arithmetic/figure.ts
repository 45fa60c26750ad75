import type { MergeReport } from '../../checkpoints/merge-report.ts';
import { lengthStrip } from '../../checkpoints/pictures/length-strip.ts';
import { mergeFigure } from '../../checkpoints/pictures/merge-figure.ts';
import { directionWords, joined, lengthWords } from '../../checkpoints/pictures/words.ts';
import type { Figure, FigurePlace } from '../../method.ts';

/** The base, the models and the merged model in the plane of the task vectors; below, how far each layer moves. */
export function figure(report: MergeReport, place?: FigurePlace): Figure {
  return mergeFigure(
    report,
    {
      finding: (found) => joined(directionWords(found), lengthWords(found)),
      strip: lengthStrip,
    },
    place,
  );
}
