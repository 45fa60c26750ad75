import type { LayerFigures, MergeReport } from '../../checkpoints/merge-report.ts';
import { lengthStrip } from '../../checkpoints/pictures/length-strip.ts';
import { mergeFigure, shown } from '../../checkpoints/pictures/merge-figure.ts';
import type { Strip } from '../../checkpoints/pictures/strip.ts';
import { joined, keptWords, lengthWords } from '../../checkpoints/pictures/words.ts';
import type { Figure, FigurePlace } from '../../method.ts';

const rescaleOf = ({ details }: LayerFigures): number | null => details['rescale'] ?? null;

const rescaleStrip: Strip = {
  title: 'what the changes that stay are multiplied by',
  value: rescaleOf,
  show: shown,
};

/** The base, the models and the merged model; below, the factor of each layer, or where it is the same, how far they move. */
export function figure(report: MergeReport, place?: FigurePlace): Figure {
  const factors = new Set(report.layers.map(rescaleOf));
  return mergeFigure(
    report,
    {
      finding: (found) => joined(keptWords(found), lengthWords(found)),
      strip: factors.size > 1 ? rescaleStrip : lengthStrip,
    },
    place,
  );
}
