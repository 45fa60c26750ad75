import type { LayerFigures, MergeReport } from '../../checkpoints/merge-report.ts';
import { heatMapMarks } from '../../checkpoints/pictures/heat-map.ts';
import { layerName, mergeFigure, shown } from '../../checkpoints/pictures/merge-figure.ts';
import { lookOf } from '../../checkpoints/pictures/triangle.ts';
import { directionWords, joined, plainName } from '../../checkpoints/pictures/words.ts';
import type { Figure, FigurePlace } from '../../method.ts';

/** Root of the mean square of a layer's change; the layers of a model then compare whatever their size. */
function strength({ norms, counted }: LayerFigures, model: number): number {
  return counted === 0 ? 0 : norms[model] / Math.sqrt(counted);
}

function mostChanged(report: MergeReport): string {
  const strongest = report.layers.flatMap((layer) =>
    report.models.map((_, model) => ({ layer, size: strength(layer, model) })),
  );
  const most = strongest.reduce((one, other) => (other.size > one.size ? other : one));
  return most.size === 0 ? 'the checkpoints hold the same numbers' : `most changes in ${layerName(most.layer)}`;
}

/** How strongly every layer of every checkpoint differs from the first; below, the length of the changes. */
export function figure(report: MergeReport, place?: FigurePlace): Figure {
  const largest = Math.max(
    ...report.layers.flatMap((layer) => report.models.map((_, model) => strength(layer, model))),
    0,
  );
  const drawn = mergeFigure(
    report,
    {
      finding: (found) => joined(directionWords(found), mostChanged(found)),
      height: 60 + 34 * report.models.length,
      marks: (given, area) =>
        heatMapMarks(
          given,
          {
            title: `root mean square of the change, strongest ${shown(largest)}`,
            value: (layer, model) =>
              layer.counted === 0 ? null : largest === 0 ? 0 : strength(layer, model) / largest,
          },
          area,
        ),
      caption:
        'Rows are checkpoints, columns layers; the stronger the shade, the further a layer lies from the first checkpoint.',
      strip: {
        title: 'parameters changed in both directions, of those that change',
        value: ({ touched, divided }) => (report.models.length < 2 || touched === 0 ? null : divided / touched),
        show: (value) => `${Math.round(100 * value)} %`,
      },
    },
    place,
  );
  const words = report.models.map(
    ({ name, norm }) => `${plainName(name)} lies ${shown(norm)} from the first checkpoint`,
  );
  return {
    ...drawn,
    legend: report.models.map(({ name, norm }, model) => ({
      label: plainName(name),
      note: 'norm of the change',
      value: shown(norm),
      swatch: lookOf(model).swatch,
    })),
    description: `${words.join('. ')}. Shades for ${report.layers.length} layers of each show how strongly they differ; ${mostChanged(report)}.`,
  };
}
