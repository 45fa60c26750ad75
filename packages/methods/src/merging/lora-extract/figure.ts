import { rect, ruleY, text } from '@observablehq/plot';
import { axisText } from '../../checkpoints/pictures/triangle.ts';
import { fillOf } from '../../figure/fills.ts';
import type { Figure, FigurePlace } from '../../method.ts';
import type { ExtractedLayer, ExtractReport } from './run.ts';

const fullWidth = 660;
const height = 190;
const left = 44;
const top = 14;
const bottom = 44;

const layerWords = ({ section, label }: ExtractedLayer): string =>
  section === '' ? label : `${section.replace(/ (block|layer)$/, '')} ${label}`;
const share = ({ energy, kept }: ExtractedLayer): number => (energy === 0 ? 1 : kept / energy);

/** The share of every layer's change that the adapter keeps. */
export function figure(report: ExtractReport, place: FigurePlace = { width: fullWidth }): Figure {
  const width = Math.min(fullWidth, place.width);
  const slot = (width - left) / Math.max(1, report.layers.length);
  const y = (value: number): number => top + (height - top - bottom) * (1 - value);
  const bars = report.layers.map((layer, index) => ({ layer, x: left + (index + 0.15) * slot }));
  const every = Math.ceil(report.layers.length / Math.max(1, Math.floor((width - left) / 22)));
  const numbered = bars.filter(({ layer }, index) => layer.section !== '' && index % every === 0);
  const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
  const changed = report.layers.filter(({ energy }) => energy > 0);
  const least =
    changed.length === 0 ? undefined : changed.reduce((one, other) => (share(other) < share(one) ? other : one));
  const done = report.counted === report.parameters;
  return {
    title: done
      ? `Rank ${report.rank} keeps ${percent(report.kept)} of the change of the linear weights${least === undefined ? '' : `; least in ${layerWords(least)}`}`
      : 'Changes are decomposed',
    caption:
      'Share of the squared change of every layer that the adapter holds. Embeddings, norms and offsets are outside of an adapter.',
    legend: [
      { label: 'kept', note: 'of everything that changed', value: percent(report.keptOfAll), swatch: 'run' },
      {
        label: 'left out',
        note: 'beyond the rank, or outside of an adapter',
        value: percent(1 - report.keptOfAll),
        swatch: 'rest',
      },
    ],
    description: `Bars for ${report.layers.length} layers. The adapter keeps ${percent(report.kept)} of the change of the linear weights and ${percent(report.keptOfAll)} of everything.`,
    plot: {
      width,
      height,
      margin: 0,
      x: { type: 'identity', axis: null },
      y: { type: 'identity', axis: null },
      marks: [
        ruleY([0, 0.5, 1], { x1: left, x2: width, y: (value: number) => y(value), stroke: 'var(--wrapper-rule)' }),
        text([0, 0.5, 1], {
          x: left - 6,
          y: (value: number) => y(value),
          text: (value: number) => `${100 * value} %`,
          textAnchor: 'end',
          ...axisText,
        }),
        rect(bars, { x1: ({ x }) => x, x2: ({ x }) => x + 0.7 * slot, y1: y(0), y2: y(1), fill: fillOf('rest') }),
        rect(bars, {
          x1: ({ x }) => x,
          x2: ({ x }) => x + 0.7 * slot,
          y1: y(0),
          y2: ({ layer }) => y(share(layer)),
          fill: fillOf('run'),
        }),
        text(numbered, {
          x: ({ x }) => x + 0.35 * slot,
          y: height - bottom + 6,
          text: ({ layer }) => layer.label,
          lineAnchor: 'top',
          ...axisText,
        }),
        text(['layers, first to last'], {
          x: left,
          y: height - 18,
          text: (words) => words,
          textAnchor: 'start',
          lineAnchor: 'top',
          ...axisText,
        }),
      ],
    },
  };
}
