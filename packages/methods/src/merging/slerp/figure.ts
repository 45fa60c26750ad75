import type { LayerFigures, MergeReport } from '../../checkpoints/merge-report.ts';
import { mergeFigure } from '../../checkpoints/pictures/merge-figure.ts';
import type { Strip } from '../../checkpoints/pictures/strip.ts';
import { joined } from '../../checkpoints/pictures/words.ts';
import type { Figure, FigurePlace } from '../../method.ts';
import { arcHeight, arcMarks, wholeAngle } from './arc.ts';

/** A layer most of whose parameters follow the circle. */
const isSpherical = ({ details }: LayerFigures): boolean => details['spherical'] > 0.5;

const strip: Strip = {
  title: 'angle between the models',
  value: ({ details }) => details['angle'] ?? null,
  swatch: (layer) => (isSpherical(layer) ? 'run' : 'category-2-hatched'),
  show: (angle) => `${Number(angle.toPrecision(3))}°`,
};

/** The way between the models around the origin; below, the angle of each layer and how it was interpolated. */
export function figure(report: MergeReport, place?: FigurePlace): Figure {
  return mergeFigure(report, { finding, strip, marks: arcMarks, height: arcHeight(report), caption, legend }, place);
}

const caption =
  'The way between both models around the origin, each model as one vector; the merged model at its distances from both.';

function finding(report: MergeReport): string {
  const angle = wholeAngle(report);
  if (angle === null) return 'The models have no parameters to interpolate';
  const words = angle < 0.05 ? 'The models point the same way' : `The models stand ${degrees(angle)} apart`;
  const linear = report.layers.filter((layer) => !isSpherical(layer)).length;
  if (linear === 0) return joined(words, 'every layer follows the circle');
  if (linear === report.layers.length) return joined(words, 'every layer follows a straight line');
  return joined(words, `${linear} of ${report.layers.length} layers follow a straight line`);
}

function degrees(angle: number): string {
  return `${angle < 10 ? angle.toFixed(1) : Math.round(angle)}°`;
}

function legend(report: MergeReport) {
  const count = (spherical: boolean): string =>
    `${report.layers.filter((layer) => isSpherical(layer) === spherical).length}`;
  return [
    { label: 'along the circle', note: 'layers', value: count(true), swatch: 'run' as const },
    {
      label: 'along a line',
      note: 'layers, nearly parallel or opposite',
      value: count(false),
      swatch: 'category-2-hatched' as const,
    },
  ];
}
