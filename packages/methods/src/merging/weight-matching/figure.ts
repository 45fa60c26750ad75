import { line, type Markish, rect, ruleX, ruleY, text } from '@observablehq/plot';
import { fillOf } from '../../figure/fills.ts';
import type { Figure, FigurePlace, LegendEntry } from '../../method.ts';
import { findingOf, shown } from './finding.ts';
import { alignmentOf, barriersOf, type MatchingReport } from './report.ts';

/** Pixels of the whole picture where there is room, and from where on both parts stand side by side. */
const fullWidth = 660;
const sideBySide = 520;
const curveHeight = 270;
const marginLeft = 46;
/** Between the curve and the matrices, and between those two. */
const gutter = 44;
const between = 14;

const axisText = { fill: 'var(--ink-3)', fontSize: 12 } as const;

/** A part of the picture, in pixels. */
interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The way between the networks before and after matching, beside how their singular vectors lie to each other. */
export function figure(report: MatchingReport, place: FigurePlace = { width: fullWidth }): Figure {
  const width = Math.min(fullWidth, place.width);
  const beside = width >= sideBySide;
  const right = beside ? Math.round(width * 0.44) : width;
  const side = Math.floor((right - between) / 2);
  const curve: Box = {
    left: marginLeft,
    top: 24,
    width: (beside ? width - right - gutter : width) - marginLeft - 8,
    height: curveHeight - 72,
  };
  const matrices = beside ? { left: width - right, top: curve.top + 18 } : { left: 0, top: curveHeight + 24 };
  const height = beside ? curveHeight : curveHeight + side + 66;
  return {
    title: findingOf(report),
    caption: captionOf(report),
    legend: legendOf(report),
    description: describe(report),
    plot: {
      width,
      height,
      margin: 0,
      x: { type: 'identity', axis: null },
      y: { type: 'identity', axis: null },
      marks: [
        ...(report.curve === null ? objectiveMarks(report, curve) : curveMarks(report, curve)),
        ...matrixMarks(report, 'before', { ...matrices, width: side, height: side }),
        ...matrixMarks(report, 'after', {
          ...matrices,
          left: matrices.left + side + between,
          width: side,
          height: side,
        }),
        text([0], {
          x: matrices.left + side + between / 2,
          y: matrices.top + side + 14,
          text: () => (report.picture === null ? '' : 'vectors of b across, of a down, largest first'),
          lineAnchor: 'top',
          ...axisText,
        }),
      ],
    },
  };
}

interface Scale {
  x(value: number): number;
  y(value: number): number;
}

function scaleOf(box: Box, lowest: number, highest: number, end: number): Scale {
  const spread = highest > lowest ? highest - lowest : 1;
  return {
    x: (value) => box.left + (box.width * value) / Math.max(1e-9, end),
    y: (value) => box.top + box.height * (1 - (value - lowest) / spread),
  };
}

/** Round steps of which two to five fit under `highest`. */
function ticksTo(highest: number): number[] {
  const power = 10 ** Math.floor(Math.log10(highest));
  const step = [0.2, 0.5, 1, 2].map((part) => part * power).find((size) => highest / size <= 5) ?? power;
  return Array.from({ length: Math.floor(highest / step + 1e-9) + 1 }, (_, at) => at * step);
}

function axisMarks(box: Box, { y }: Scale, ticks: readonly number[], title: string): Markish[] {
  const digits = ticks.length > 1 && ticks[1] < 1 ? Math.ceil(-Math.log10(ticks[1]) - 1e-9) : 0;
  return [
    ruleY(ticks, { x1: box.left, x2: box.left + box.width, y, stroke: 'var(--wrapper-rule)' }),
    text(ticks, {
      x: box.left - 7,
      y,
      text: (tick: number) => tick.toFixed(digits),
      textAnchor: 'end',
      ...axisText,
    }),
    text([0], { x: box.left, y: box.top - 14, text: () => title, textAnchor: 'start', ...axisText }),
  ];
}

const lineOf = {
  before: { stroke: fillOf('category-2'), strokeWidth: 2, strokeDasharray: '5 4' },
  after: { stroke: fillOf('run'), strokeWidth: 2.5 },
} as const;

function curveMarks({ curve }: MatchingReport, box: Box): Markish[] {
  if (curve === null) return [];
  const losses = [...curve.before, ...curve.after].map(({ loss }) => loss);
  const highest = Math.max(0.1, ...losses) * 1.08;
  const scale = scaleOf(box, 0, highest, 1);
  const points = (key: 'before' | 'after') =>
    curve[key].map(({ loss }, at) => ({ x: scale.x(curve.lambdas[at]), y: scale.y(loss) }));
  const bottom = box.top + box.height;
  const marks = [
    ...axisMarks(box, scale, ticksTo(highest), 'loss on the patterns'),
    line(points('before'), { x: 'x', y: 'y', ...lineOf.before }),
    line(points('after'), { x: 'x', y: 'y', ...lineOf.after }),
    text(
      [
        [0, 'a'],
        [0.5, 'λ 0.5'],
        [1, 'b'],
      ] as const,
      { x: ([at]) => scale.x(at), y: bottom + 8, text: ([, word]) => word, lineAnchor: 'top', ...axisText },
    ),
    ruleX([0, 0.5, 1], { x: (at: number) => scale.x(at), y1: bottom, y2: bottom + 4, stroke: 'var(--ink-3)' }),
  ];
  const middle = Math.floor(curve.lambdas.length / 2);
  if (curve.after.length < curve.lambdas.length) return marks;
  const named = (['before', 'after'] as const).map((key) => {
    const at = scale.y(curve[key][middle].loss);
    return { key, y: key === 'before' ? Math.max(at - 9, box.top + 2) : at - 9 };
  });
  const apart = named[1].y - named[0].y > 20;
  return [
    ...marks,
    ...(apart
      ? named.map(({ key, y }) =>
          text([key], {
            x: scale.x(0.5),
            y,
            text: (word: string) => word,
            fill: key === 'after' ? 'var(--run)' : 'var(--ink)',
            fontSize: 12,
            lineAnchor: 'bottom',
          }),
        )
      : []),
  ];
}

/** Where no data is at hand: how the objective grew. */
function objectiveMarks({ objective, done }: MatchingReport, box: Box): Markish[] {
  const sweeps = Math.max(1, objective.length - 1);
  const scale = scaleOf(box, Math.min(0, ...objective), Math.max(1e-9, ...objective) * 1.08, sweeps);
  const points = objective.map((value, at) => ({ x: scale.x(at), y: scale.y(value) }));
  const bottom = box.top + box.height;
  const ends = objective.length > 0 ? [0, sweeps] : [];
  const ticks = objective.length > 0 ? ticksTo(Math.max(1e-9, ...objective) * 1.08) : [];
  return [
    ...axisMarks(box, scale, ticks, done ? 'inner product of a with b' : ''),
    ruleY([bottom], { x1: box.left, x2: box.left + box.width, y: (at: number) => at, stroke: 'var(--wrapper-rule)' }),
    line(points, { x: 'x', y: 'y', ...lineOf.after }),
    ...ends.map((end) =>
      text([end], {
        x: (at: number) => scale.x(at),
        y: bottom + 8,
        text: (at: number) => (at === 0 ? 'start' : `sweep ${at}`),
        textAnchor: end === 0 ? 'start' : 'end',
        lineAnchor: 'top',
        ...axisText,
      }),
    ),
  ];
}

/** From these products on a cell takes the next shade; what is less is ground. */
const shades = [0.15, 0.3, 0.45, 0.6, 0.75] as const;

function shadeOf(value: number): number {
  return shades.filter((from) => value >= from).length;
}

function matrixMarks({ picture }: MatchingReport, key: 'before' | 'after', box: Box): Markish[] {
  const ground = rect([box], {
    x1: box.left + 0.5,
    x2: box.left + box.width - 0.5,
    y1: box.top,
    y2: box.top + box.height,
    fill: 'var(--sequential-1)',
    stroke: 'var(--wrapper-rule)',
  });
  const title = text([key], {
    x: box.left,
    y: box.top - 8,
    text: (word: string) => word,
    textAnchor: 'start',
    lineAnchor: 'bottom',
    fill: key === 'after' ? 'var(--run)' : 'var(--ink)',
    fontSize: 12,
  });
  if (picture === null) return [ground, title];
  const cell = box.width / picture.side;
  const cells = picture[key]
    .map((value, at) => ({ shade: shadeOf(value), row: Math.floor(at / picture.side), column: at % picture.side }))
    .filter(({ shade }) => shade > 0);
  return [
    ground,
    rect(cells, {
      x1: ({ column }) => box.left + column * cell,
      x2: ({ column }) => box.left + (column + 1) * cell,
      y1: ({ row }) => box.top + row * cell,
      y2: ({ row }) => box.top + (row + 1) * cell,
      fill: ({ shade }) => `var(--sequential-${shade + 1})`,
    }),
    title,
  ];
}

function captionOf({ curve, picture, layers, layersSkipped }: MatchingReport): string {
  const left =
    curve === null
      ? 'Left: the sum of products of all matched weights, which matching makes large.'
      : `Left: mean loss of (1 − λ) a + λ b on ${curve.examples.toLocaleString('en')} patterns that no training saw.`;
  const right =
    picture === null
      ? ''
      : ` Right: |u·u| of the first left singular vectors of ${picture.tensor}, a stronger shade from ${shades[0]} on.`;
  const first = layers.find(({ vectors }) => vectors !== null)?.vectors;
  const cut = first === undefined ? '' : ` Of large layers the first ${first} vectors are compared.`;
  const skipped = layersSkipped === 0 ? '' : ` ${layersSkipped} larger or further layers were not compared.`;
  return `${left}${right}${cut}${skipped}`;
}

function legendOf(report: MatchingReport): LegendEntry[] {
  const barriers = barriersOf(report);
  const alignment = alignmentOf(report);
  const { distance } = report;
  const value = (number: number | undefined): string => (number === undefined ? '–' : shown(number));
  const entries: LegendEntry[] = [];
  if (report.curve !== null) {
    entries.push(
      { label: 'before', note: 'rise of the loss between', value: value(barriers?.before), swatch: 'category-2' },
      { label: 'after matching', note: 'rise of the loss between', value: value(barriers?.after), swatch: 'run' },
    );
  } else {
    const ratio = distance === null || distance.before === 0 ? undefined : distance.after / distance.before;
    entries.push({ label: 'after matching', note: 'distance, 1 before', value: value(ratio), swatch: 'run' });
  }
  if (alignment !== null) {
    const note = `of large singular vectors, ${value(alignment.before)} before`;
    entries.push({ label: 'alignment', note, value: value(alignment.after), swatch: 'ink' });
  }
  return entries;
}

function describe(report: MatchingReport): string {
  const { curve, picture, objective } = report;
  const parts: string[] = [];
  const barriers = barriersOf(report);
  if (curve !== null && barriers !== null) {
    const middle = Math.floor(curve.lambdas.length / 2);
    const [before, after] = [curve.before[middle], curve.after[middle]];
    parts.push(
      `Two lines of the loss from network a to network b. Before matching it is ${shown(before.loss)} midway, with ${(100 * before.accuracy).toFixed(1)} % right; after matching ${shown(after.loss)}, with ${(100 * after.accuracy).toFixed(1)} % right; at the ends ${shown(curve.after[0].loss)} and ${shown(curve.after.at(-1)?.loss ?? 0)}.`,
    );
  } else if (objective.length > 1) {
    const sum = (value: number): string => value.toPrecision(4);
    parts.push(
      `A line of the inner product of the two networks: ${sum(objective[0])} at the start, ${sum(objective[objective.length - 1])} after ${objective.length - 1} sweeps.`,
    );
  }
  if (picture !== null) {
    const first = (values: readonly number[]): string => shown(values[0]);
    const mean = (values: readonly number[]): string =>
      shown(values.reduce((sum, value) => sum + value, 0) / values.length);
    parts.push(
      `Two squares of ${picture.side} by ${picture.side} cells for ${picture.tensor}: the products of its left singular vectors. The two largest vectors have ${first(picture.before)} before and ${first(picture.after)} after; the mean of all cells is ${mean(picture.before)} and ${mean(picture.after)}.`,
    );
  }
  return parts.length === 0 ? 'Nothing is drawn yet: the units are being matched.' : parts.join(' ');
}
