import { dot, link, type Markish, text } from '@observablehq/plot';
import { otherTensors } from '../../checkpoints/layers.ts';
import type { LayerFigures } from '../../checkpoints/merge-report.ts';
import { heatMapMarks } from '../../checkpoints/pictures/heat-map.ts';
import { shortNames } from '../../checkpoints/pictures/labels.ts';
import { layerName, mergeFigure, shown } from '../../checkpoints/pictures/merge-figure.ts';
import { type Area, axisText, lookOf } from '../../checkpoints/pictures/triangle.ts';
import { plainName } from '../../checkpoints/pictures/words.ts';
import { fillOf } from '../../figure/fills.ts';
import type { Figure, FigurePlace } from '../../method.ts';
import type { PcbReport } from './run.ts';

/** Below this width the map stands above the sample instead of beside it. */
const sideBySide = 520;
const fullHeight = 270;
const mapRow = 34;
const mapWords = 46;
/** Room above and below the sample for the names of its axes. */
const besides = 18;
/** Largest change shown of the sample; the few beyond stand at the edge. */
const shownShare = 0.98;
/** Shares of the say that differ by less are the same in a sentence. */
const noticeable = 0.03;

/** Mean scale of a model's parameters in a layer; null where it is not merged yet. */
function sayOf({ sums, counted }: LayerFigures, model: number): number | null {
  return sums.length === 0 || counted === 0 ? null : sums[model] / counted;
}

function largestSay({ layers, models }: PcbReport): number {
  return Math.max(0, ...layers.flatMap((layer) => models.map((_, model) => sayOf(layer, model) ?? 0)));
}

/** Each model's share of all scales. */
function sharesOf({ layers, models }: PcbReport): number[] {
  const sums = models.map((_, model) => layers.reduce((sum, layer) => sum + (layer.sums[model] ?? 0), 0));
  const all = sums.reduce((total, sum) => total + sum, 0);
  return sums.map((sum) => (all === 0 ? 0 : sum / all));
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** The layer in which the parameters have most scale, all models together. */
function fiercest({ layers }: PcbReport): LayerFigures | null {
  const say = ({ sums, counted }: LayerFigures): number =>
    counted === 0 ? 0 : sums.reduce((total, sum) => total + sum, 0) / counted;
  const most = layers.reduce<LayerFigures | null>(
    (best, layer) => (say(layer) > (best === null ? 0 : say(best)) ? layer : best),
    null,
  );
  return layers.length > 1 ? most : null;
}

/** The layer's name in a sentence. */
function placeOf(layer: LayerFigures): string {
  return layer.section === '' && layer.label === otherTensors ? 'the small tensors' : layerName(layer);
}

function finding(report: PcbReport): string {
  const shares = sharesOf(report);
  const most = Math.max(...shares);
  if (most === 0) return 'No model has a say: the merged model is the base';
  const layer = fiercest(report);
  const where = layer === null ? '' : `; they compete hardest in ${placeOf(layer)}`;
  if (report.models.length === 1) return 'One model has all the say';
  if (most - Math.min(...shares) < noticeable) return `All models have about as much say${where}`;
  return `${plainName(report.models[shares.indexOf(most)].name)} has most say, ${percent(most)}${where}`;
}

/** The sample: changes of the first two models, coloured by who has most to say. */
function sampleMarks({ sample = [], models }: PcbReport, area: Area): Markish[] {
  if (sample.length === 0) return [];
  const half = Math.min(area.width, area.height - 2 * besides) / 2;
  const [x0, y0] = [area.left + area.width / 2, area.top + besides + half];
  const sizes = sample.map(({ first, second }) => Math.max(Math.abs(first), Math.abs(second))).sort((a, b) => a - b);
  const reach = sizes[Math.floor(shownShare * (sizes.length - 1))];
  const scaled = (change: number): number =>
    reach === 0 ? 0 : 0.94 * half * Math.max(-1, Math.min(1, change / reach));
  const names = shortNames(
    models.map(({ name }) => name),
    18,
  );
  const axes = [
    [x0 - half, y0, x0 + half, y0],
    [x0, y0 - half, x0, y0 + half],
  ];
  const groups = [null, ...models.keys()].map((winner) => ({
    winner,
    points: sample.filter((point) => point.winner === winner),
  }));
  return [
    link(axes, {
      x1: ([x]) => x,
      y1: ([, y]) => y,
      x2: ([, , x]) => x,
      y2: ([, , , y]) => y,
      stroke: 'var(--wrapper-rule)',
    }),
    ...groups.map(({ winner, points }) => {
      const { swatch, open } = winner === null ? { swatch: 'ink' as const, open: false } : lookOf(winner);
      const colour = fillOf(swatch);
      return dot(points, {
        x: ({ first }) => x0 + scaled(first),
        y: ({ second }) => y0 - scaled(second),
        r: winner === null ? 1 : 3,
        symbol: symbols[winner === null ? 0 : winner % symbols.length],
        ...(open ? { stroke: colour, fill: 'none' } : { fill: colour }),
        fillOpacity: winner === null ? 0.35 : 1,
      });
    }),
    ...[
      { words: `change in ${names[0]} →`, y: y0 + half + 11 },
      { words: `change in ${names[1]} ↑`, y: y0 - half - 9 },
    ].map(({ words, y }) => text([words], { x: x0, y, text: (word) => word, ...axisText })),
  ];
}

/** A second code beside colour. */
const symbols = ['circle', 'square2', 'triangle2', 'diamond2', 'star'] as const;

function describe(report: PcbReport): string {
  const shares = sharesOf(report);
  const said = report.models.map(({ name }, model) => `${plainName(name)} ${percent(shares[model])}`);
  const layer = fiercest(report);
  const { sample = [] } = report;
  const silent = sample.filter(({ winner }) => winner === null).length;
  return [
    `A map of ${report.models.length} models by ${report.layers.length} layers, stronger where a model has more say. Of all scales: ${said.join(', ')}.`,
    layer === null ? '' : `Most scale for a parameter is in ${placeOf(layer)}.`,
    sample.length === 0
      ? ''
      : `Beside it ${sample.length} sampled parameters by their changes in the first two models; in ${percent(silent / sample.length)} of them no model has a say.`,
  ]
    .filter((words) => words !== '')
    .join(' ');
}

/** The competition map, models by layers, and a sample of parameters by who wins. */
export function figure(report: PcbReport, place: FigurePlace = { width: 660 }): Figure {
  const beside = place.width >= sideBySide;
  const mapHeight = mapWords + mapRow * Math.min(8, report.models.length);
  const hasSample = (report.sample ?? []).length > 0;
  const height = beside ? fullHeight : mapHeight + (hasSample ? 20 + fullHeight : 0);
  const most = largestSay(report);
  const drawn = mergeFigure(
    report,
    {
      finding: () => finding(report),
      height,
      marks(_, area) {
        const left = beside && hasSample ? 0.4 * area.width : 0;
        const map = {
          left: left === 0 ? 0 : left + 24,
          top: beside ? Math.max(0, (area.height - mapHeight) / 2) : 0,
          width: left === 0 ? area.width : area.width - left - 24,
          height: mapHeight,
        };
        const sample = beside
          ? { left: 0, top: 0, width: left, height: area.height }
          : { left: 0, top: mapHeight + 20, width: area.width, height: area.height - mapHeight - 20 };
        const say = (layer: LayerFigures, model: number): number | null => {
          const value = sayOf(layer, model);
          return value === null || most === 0 ? value : value / most;
        };
        return [
          ...sampleMarks(report, sample),
          ...heatMapMarks(report, { title: `mean scale of a parameter, strongest ${shown(most)}`, value: say }, map),
        ];
      },
      caption: hasSample
        ? 'Each dot is one of the sampled parameters; its shape and colour say which model has most to say there, small and grey where none has.'
        : 'The stronger the shade: the model’s parameters in the layer have larger scales, from 0 to 1.',
      legend: () => [
        {
          label: 'no say',
          note: 'parameters where no model competes, as in the base',
          value: percent(report.parameters === 0 ? 0 : 1 - report.touched / Math.max(1, report.counted)),
          swatch: 'rest',
        },
      ],
    },
    place,
  );
  return { ...drawn, description: describe(report) };
}
