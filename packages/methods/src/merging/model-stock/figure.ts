import { otherTensors } from '../../checkpoints/layers.ts';
import type { MergeReport } from '../../checkpoints/merge-report.ts';
import { layerName, mergeFigure, shown } from '../../checkpoints/pictures/merge-figure.ts';
import type { Strip } from '../../checkpoints/pictures/strip.ts';
import { directionWords, joined } from '../../checkpoints/pictures/words.ts';
import type { Figure, FigurePlace } from '../../method.ts';

const strip: Strip = {
  title: 't, how far from base to average; line: mean cosine',
  value: ({ details }) => details['t'] ?? null,
  tick: ({ details }) => details['cosine'] ?? null,
  show: shown,
};

/** The base, the models and the merged model; below, t and the mean cosine of each layer. */
export function figure(report: MergeReport, place?: FigurePlace): Figure {
  const values = report.layers.flatMap(({ details }) => [details['t'] ?? 0, details['cosine'] ?? 0]);
  const usual = values.every((value) => value >= 0 && value <= 1);
  return mergeFigure(report, { finding, strip: usual ? { ...strip, top: 1 } : strip }, place);
}

/** How far the whole merged model lies along the way to the average of the models. */
export function shareOfWay({ gram, models, mergedNorm }: MergeReport): number {
  const sum = gram.slice(0, models.length).flatMap((row) => row.slice(0, models.length));
  const average =
    Math.sqrt(
      Math.max(
        0,
        sum.reduce((total, value) => total + value, 0),
      ),
    ) / models.length;
  return average === 0 ? 0 : mergedNorm / average;
}

/** A difference of t between layers that is worth a word. */
const noticeable = 0.1;

function finding(report: MergeReport): string {
  const share = shareOfWay(report);
  const words =
    share === 0
      ? 'the merged model stays at the base'
      : `the merged model lies ${Math.round(100 * share)} % of the way from the base to the average`;
  const known = report.layers.filter(({ details, label }) => details['t'] !== undefined && label !== otherTensors);
  if (known.length < 2) return joined(directionWords(report), words);
  const [least, ...others] = known.toSorted((a, b) => a.details['t'] - b.details['t']);
  const most = others[others.length - 1];
  const apart = most.details['t'] - least.details['t'];
  const trend = apart < noticeable ? '' : `farthest in ${layerName(most)}, least far in ${layerName(least)}`;
  return [joined(words), trend].filter((part) => part !== '').join(', ');
}
