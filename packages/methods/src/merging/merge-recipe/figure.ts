import type { MergeReport } from '../../checkpoints/merge-report.ts';
import { lengthStrip } from '../../checkpoints/pictures/length-strip.ts';
import { mergeFigure } from '../../checkpoints/pictures/merge-figure.ts';
import { directionWords, joined, lengthWords, nearestWords } from '../../checkpoints/pictures/words.ts';
import type { Figure, FigurePlace } from '../../method.ts';

/** The models and the merged model in the plane of their changes; below, how far each layer moves. */
export function figure(report: MergeReport, place?: FigurePlace): Figure {
  return mergeFigure(
    report,
    {
      finding: (found) =>
        found.parameters === 0
          ? 'All tensors are taken as they are'
          : found.reference === 'base'
            ? joined(directionWords(found), lengthWords(found))
            : joined(nearestWords(found)) || 'The models are merged',
      strip: lengthStrip,
    },
    place,
  );
}
