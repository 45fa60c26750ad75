import { dot, line, type Markish, rect, ruleY, text } from '@observablehq/plot';
import { shortNames } from '../../checkpoints/pictures/labels.ts';
import { shown } from '../../checkpoints/pictures/merge-figure.ts';
import { type Area, axisText } from '../../checkpoints/pictures/triangle.ts';
import { plainName } from '../../checkpoints/pictures/words.ts';
import { fillOf } from '../../figure/fills.ts';
import type { Figure, FigurePlace } from '../../method.ts';
import type { OpcmReport } from './report.ts';

const fullWidth = 660;
const steps = 6;

const layerWords = ({ section, label }: OpcmReport['layers'][number]): string =>
  section === '' ? label : `${section.replace(/ (block|layer)$/, '')} ${label}`;

/** Share removed, arrivals as rows and layers as columns; the stronger, the more. */
function triangleMarks(report: OpcmReport, area: Area): Markish[] {
  const names = shortNames(
    report.arrivals.map(({ name }) => name),
    14,
  );
  const left = area.left + 112;
  const width = (area.left + area.width - left) / Math.max(1, report.layers.length);
  const height = Math.min(30, (area.height - 44) / Math.max(1, report.arrivals.length));
  const top = area.top + 22;
  const largest = Math.max(1e-12, ...report.layers.flatMap(({ removed }) => removed.map((value) => value ?? 0)));
  const cells = report.arrivals.flatMap((_, row) =>
    report.layers.map(({ removed }, column) => {
      const value = removed[row];
      return {
        x: left + column * width,
        y: top + row * height,
        fill:
          value === null
            ? fillOf('rest')
            : `var(--sequential-${Math.min(steps, 1 + Math.floor((steps * value) / largest))})`,
      };
    }),
  );
  return [
    text([`share of the change removed, strongest ${(100 * largest).toFixed(1)} %`], {
      x: area.left,
      y: area.top + 6,
      text: (words) => words,
      textAnchor: 'start',
      ...axisText,
    }),
    rect(cells, {
      x1: ({ x }) => x,
      x2: ({ x }) => x + Math.max(1, width - 1),
      y1: ({ y }) => y,
      y2: ({ y }) => y + height - 1,
      fill: ({ fill }) => fill,
    }),
    text(names, {
      x: left - 8,
      y: (_: string, row: number) => top + (row + 0.5) * height,
      text: (name: string) => name,
      textAnchor: 'end',
      ...axisText,
    }),
    text(['first layer'], {
      x: left,
      y: top + report.arrivals.length * height + 6,
      text: (words) => words,
      textAnchor: 'start',
      lineAnchor: 'top',
      ...axisText,
    }),
    text(['last layer'], {
      x: area.left + area.width,
      y: top + report.arrivals.length * height + 6,
      text: (words) => words,
      textAnchor: 'end',
      lineAnchor: 'top',
      ...axisText,
    }),
  ];
}

/** λ after every arrival beside the square root of their number. */
function scaleMarks(report: OpcmReport, area: Area): Markish[] {
  const before = report.earlier.length;
  const points = report.arrivals.flatMap(({ scale }, index) =>
    scale === null ? [] : [{ count: before + index + 1, scale }],
  );
  const top = Math.max(1, ...points.map(({ scale, count }) => Math.max(scale, Math.sqrt(count)))) * 1.08;
  const left = area.left + 112;
  const width = area.left + area.width - left - 20;
  const first = before + 1;
  const span = Math.max(1, report.arrivals.length - 1);
  const x = (count: number): number => left + 8 + ((count - first) / span) * (width - 8);
  const y = (value: number): number => area.top + 22 + (area.height - 44) * (1 - value / top);
  return [
    text(['λ (points) and √ of the number of models (line)'], {
      x: area.left,
      y: area.top + 6,
      text: (words) => words,
      textAnchor: 'start',
      ...axisText,
    }),
    ruleY([0, 1], { x1: left, x2: left + width, y: (value: number) => y(value), stroke: 'var(--wrapper-rule)' }),
    text([0, 1], {
      x: left - 8,
      y: (value: number) => y(value),
      text: (value: number) => String(value),
      textAnchor: 'end',
      ...axisText,
    }),
    line(
      report.arrivals.map((_, index) => first + index),
      { x: (count: number) => x(count), y: (count: number) => y(Math.sqrt(count)), stroke: 'var(--ink-3)' },
    ),
    dot(points, { x: ({ count }) => x(count), y: ({ scale }) => y(scale), r: 5, fill: fillOf('run') }),
    text(points, {
      x: ({ count }) => x(count),
      y: ({ scale }) => y(scale) - 12,
      text: ({ scale }) => scale.toFixed(2),
      ...axisText,
    }),
    text(
      report.arrivals.map((_, index) => first + index),
      {
        x: (count: number) => x(count),
        y: area.top + area.height - 12,
        text: (count: number) => String(count),
        lineAnchor: 'top',
        ...axisText,
      },
    ),
  ];
}

function finding(report: OpcmReport): string {
  if (report.counted < report.parameters) return 'Weights are projected';
  const last = report.arrivals[report.arrivals.length - 1];
  const count = report.earlier.length + report.arrivals.length;
  if (count === 1) return 'The first model is taken as it is';
  const layer = report.layers.reduce((most, one) =>
    (one.removed.at(-1) ?? 0) > (most.removed.at(-1) ?? 0) ? one : most,
  );
  return `Of the last arrival ${(100 * last.removed).toFixed(1)} % was taken already, most in ${layerWords(layer)}; λ is ${(last.scale ?? 0).toFixed(2)} after ${count}`;
}

/** Who arrived when: how much of each was removed, layer by layer; below, the scale. */
export function figure(report: OpcmReport, place: FigurePlace = { width: fullWidth }): Figure {
  const width = Math.min(fullWidth, place.width);
  const upper = 44 + 30 * Math.min(8, report.arrivals.length);
  const lower = 150;
  return {
    title: finding(report),
    caption:
      'Rows are arrivals in their order, columns layers. The first arrival is taken as it is, so nothing is removed from it.',
    legend: report.arrivals.map(({ name, norm, removed, scale }) => ({
      label: plainName(name),
      note: `${(100 * removed).toFixed(1)} % removed, λ ${scale === null ? 'to come' : scale.toFixed(3)}`,
      value: shown(norm),
      swatch: 'run',
    })),
    description: `${report.arrivals.map(({ name, removed, scale }) => `${name}: ${(100 * removed).toFixed(1)} % removed, λ ${scale === null ? 'not yet known' : scale.toFixed(3)}`).join('. ')}.`,
    plot: {
      width,
      height: upper + 12 + lower,
      margin: 0,
      x: { type: 'identity', axis: null },
      y: { type: 'identity', axis: null },
      marks: [
        ...triangleMarks(report, { left: 0, top: 0, width, height: upper }),
        ...scaleMarks(report, { left: 0, top: upper + 12, width, height: lower }),
      ],
    },
  };
}
