import { type Markish, rect, ruleY, text } from '@observablehq/plot';
import { axisText } from '../../checkpoints/pictures/triangle.ts';
import { fillOf } from '../../figure/fills.ts';
import type { Figure, FigurePlace } from '../../method.ts';
import type { TwinReport } from './report.ts';

const fullWidth = 660;
const height = 220;
const left = 44;
const top = 12;
const bottom = 44;

const layerWords = ({ section, label }: TwinReport['layers'][number]): string =>
  section === '' ? label : `${section.replace(/ (block|layer)$/, '')} ${label}`;

/** Stacked bars: what the shared model has of each layer's movement, what the exclusive parts keep, what is left out. */
function barMarks({ layers }: TwinReport, width: number): Markish[] {
  const most = Math.max(1e-30, ...layers.map(({ shared, exclusive }) => shared + exclusive));
  const slot = (width - left) / Math.max(1, layers.length);
  const y = (value: number): number => top + (height - top - bottom) * (1 - value / most);
  const pieces = layers.flatMap(({ shared, exclusive, kept }, index) => {
    const x1 = left + index * slot + 0.15 * slot;
    const x2 = x1 + 0.7 * slot;
    return [
      { x1, x2, from: 0, to: shared, fill: fillOf('run') },
      { x1, x2, from: shared, to: shared + kept, fill: fillOf('category-2') },
      { x1, x2, from: shared + kept, to: shared + exclusive, fill: fillOf('rest') },
    ];
  });
  const every = Math.ceil(layers.length / Math.max(1, Math.floor((width - left) / 22)));
  const numbered = layers.flatMap((layer, index) =>
    layer.section !== '' && index % every === 0 ? [{ words: layer.label, x: left + (index + 0.5) * slot }] : [],
  );
  return [
    ruleY([0], { x1: left, x2: width, y: y(0), stroke: 'var(--wrapper-rule)' }),
    rect(pieces, {
      x1: ({ x1 }) => x1,
      x2: ({ x2 }) => x2,
      y1: ({ from }) => y(from),
      y2: ({ to }) => y(to),
      fill: ({ fill }) => fill,
    }),
    text(numbered, {
      x: ({ x }) => x,
      y: height - bottom + 6,
      text: ({ words }) => words,
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
    text(['Σσ²'], { x: 0, y: top + 4, text: (words) => words, textAnchor: 'start', ...axisText }),
  ];
}

function finding({ tasks, layers, counted, parameters }: TwinReport): string {
  if (counted < parameters) return 'Exclusive parts are compressed';
  const kept = tasks.reduce((sum, task) => sum + task.kept, 0) / tasks.length;
  const size = tasks.reduce((sum, task) => sum + task.bytes / task.modelBytes, 0) / tasks.length;
  const least = layers.reduce((one, other) =>
    other.exclusive > 0 && other.kept / other.exclusive < one.kept / Math.max(1e-30, one.exclusive) ? other : one,
  );
  return `Parts of ${Math.round(100 * size)} % of the model’s size keep ${Math.round(100 * kept)} % of what each task adds, least in ${layerWords(least)}`;
}

export function figure(report: TwinReport, place: FigurePlace = { width: fullWidth }): Figure {
  const width = Math.min(fullWidth, place.width);
  const total = (key: 'shared' | 'exclusive' | 'kept'): number =>
    report.layers.reduce((sum, layer) => sum + layer[key], 0);
  const all = total('shared') + total('exclusive');
  const percent = (value: number): string => (all === 0 ? '0 %' : `${((100 * value) / all).toFixed(1)} %`);
  return {
    title: finding(report),
    caption:
      'How far the layers move, as sums of squares: in the shared model, in the exclusive parts (mean of the tasks), and what the parts leave out.',
    legend: [
      { label: 'shared', note: 'in the shared model', value: percent(total('shared')), swatch: 'run' },
      { label: 'exclusive', note: 'kept in the parts', value: percent(total('kept')), swatch: 'category-2' },
      {
        label: 'left out',
        note: 'beyond the rank',
        value: percent(total('exclusive') - total('kept')),
        swatch: 'rest',
      },
    ],
    description: `${report.tasks.map(({ name, kept, bytes, modelBytes }) => `${name}: a part of ${Math.round((100 * bytes) / modelBytes)} % of its size keeps ${Math.round(100 * kept)} % of its energy`).join('. ')}.`,
    plot: {
      width,
      height,
      margin: 0,
      x: { type: 'identity', axis: null },
      y: { type: 'identity', axis: null },
      marks: barMarks(report, width),
    },
  };
}
