import { dot, line, type Markish, text } from '@observablehq/plot';
import type { LayerFigures, MergeReport } from '../../checkpoints/merge-report.ts';
import { heatMapMarks } from '../../checkpoints/pictures/heat-map.ts';
import { layerName, mergeFigure } from '../../checkpoints/pictures/merge-figure.ts';
import { type Area, axisText, lookOf } from '../../checkpoints/pictures/triangle.ts';
import { plainName } from '../../checkpoints/pictures/words.ts';
import { fillOf } from '../../figure/fills.ts';
import type { Figure, FigurePlace } from '../../method.ts';

/** Share of the information of a layer that is the model's; null where nothing is known yet. */
function shareOf({ details }: LayerFigures, model: number): number | null {
  return details[`share of model ${model + 1}`] ?? null;
}

/** The layers in which the first and the second model have most of the information. */
function poles({ layers }: MergeReport): readonly [LayerFigures, LayerFigures] | null {
  const known = layers.filter((layer) => shareOf(layer, 0) !== null && shareOf(layer, 1) !== null);
  if (known.length < 2) return null;
  const of = (model: number): LayerFigures =>
    known.reduce((most, layer) => ((shareOf(layer, model) ?? 0) > (shareOf(most, model) ?? 0) ? layer : most));
  return [of(0), of(1)];
}

/**
 * Two models as bell-shaped beliefs over two layers, seen from above: the more information, the narrower. The merged model
 * lies, along each axis, nearer to the narrower one.
 */
function beliefMarks(report: MergeReport, area: Area): Markish[] {
  const found = poles(report);
  if (found === null) return [];
  const [across, up] = found;
  const size = Math.min(area.width, area.height) * 0.42;
  const middle = [area.left + area.width / 2, area.top + area.height / 2 - 4];
  const places = [-0.5, 0.5].map((at) => [middle[0] + at * size, middle[1] - at * size] as const);
  const radius = (layer: LayerFigures, model: number): number =>
    Math.min(0.62 * size, (0.3 * size) / Math.sqrt(Math.max(shareOf(layer, model) ?? 0, 0.04)) / 1.5);
  const angles = Array.from({ length: 49 }, (_, step) => (2 * Math.PI * step) / 48);
  const rings = [0, 1].flatMap((model) =>
    [0.5, 1].map((scale) =>
      line(angles, {
        x: (angle) => places[model][0] + scale * radius(across, model) * Math.cos(angle),
        y: (angle) => places[model][1] + scale * radius(up, model) * Math.sin(angle),
        stroke: fillOf(lookOf(model).swatch),
        strokeWidth: scale === 1 ? 1 : 1.5,
        strokeOpacity: scale === 1 ? 0.6 : 1,
      }),
    ),
  );
  const merged = [places[0][0] + (shareOf(across, 1) ?? 0.5) * size, places[0][1] - (shareOf(up, 1) ?? 0.5) * size];
  return [
    ...rings,
    dot([0, 1], {
      x: (model) => places[model][0],
      y: (model) => places[model][1],
      r: 4,
      fill: (model: number) => fillOf(lookOf(model).swatch),
    }),
    dot([merged], { x: ([x]) => x, y: ([, y]) => y, r: 6, symbol: 'diamond', fill: fillOf('run') }),
    text([`${layerName(across)} →`], {
      x: area.left + area.width / 2,
      y: area.top + area.height - 8,
      text: (words) => words,
      ...axisText,
    }),
    text([`${layerName(up)} ↑`], {
      x: area.left,
      y: area.top + 8,
      text: (words) => words,
      textAnchor: 'start',
      ...axisText,
    }),
  ];
}

function finding(report: MergeReport): string {
  const found = poles(report);
  if (found === null) return 'The models are averaged by their Fisher information';
  const names = report.models.map(({ name }) => plainName(name));
  const words = found.map(
    (layer, model) => `${names[model]} ${Math.round(100 * (shareOf(layer, model) ?? 0))} % in ${layerName(layer)}`,
  );
  return `Who is more certain decides: ${words.join(', ')}`;
}

/** Beliefs of two models over two layers; beside or below them, who wins in every layer. */
export function figure(report: MergeReport, place?: FigurePlace): Figure {
  return mergeFigure(
    report,
    {
      finding,
      marks(given, area) {
        const narrow = area.width < 420;
        const split = narrow ? area.width : 0.42 * area.width;
        const left = { ...area, width: split, height: narrow ? 0.52 * area.height : area.height };
        const right = narrow
          ? { ...area, top: area.top + left.height + 6, height: area.height - left.height - 6 }
          : {
              left: area.left + split + 16,
              top: area.top + 30,
              width: area.width - split - 16,
              height: area.height - 60,
            };
        return [
          ...beliefMarks(given, left),
          ...heatMapMarks(given, { title: 'share of the Fisher information', value: shareOf }, right),
        ];
      },
      caption:
        'Rings: one and two standard deviations of a belief, as wide as its information is small. The stronger the shade, the more of the layer’s information.',
    },
    place,
  );
}
