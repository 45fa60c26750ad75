import { barY, gridY, type Markish, ruleX, text, tickY } from '@observablehq/plot';
import { otherTensors } from '../../checkpoints/layers.ts';
import { fillOf } from '../../figure/fills.ts';
import type { Figure, FigurePlace } from '../../method.ts';
import { findingOf } from './finding.ts';
import type { LayerReport, TiesReport } from './report.ts';

/** Pixels of the whole picture where there is room. */
const fullWidth = 660;
const height = 300;
const marginBottom = 46;

/** Fewest bars at which only some get a number below. */
const crowded = 40;

interface Bar {
  /** Place on the axis. */
  readonly key: string;
  readonly layer: LayerReport;
  /** Per cent of the layer's parameters. */
  readonly agreeing: number;
  readonly outvoted: number;
  readonly done: boolean;
}

const percent = (part: number, whole: number): number => (whole === 0 ? 0 : (100 * part) / whole);
const shown = (value: number): string => `${value.toFixed(1)} %`;

/** For each layer a bar of three parts: kept and agreeing, kept but outvoted, trimmed. */
export function figure(report: TiesReport, place: FigurePlace = { width: fullWidth }): Figure {
  const width = Math.min(fullWidth, place.width);
  const bars = report.layers.map(
    (layer, index): Bar => ({
      key: `layer ${index}`,
      layer,
      agreeing: percent(layer.touched - layer.divided, layer.parameters),
      outvoted: percent(layer.divided, layer.parameters),
      done: layer.counted === layer.parameters && layer.parameters > 0,
    }),
  );
  const agreeing = percent(report.touched - report.divided, report.counted);
  const outvoted = percent(report.divided, report.counted);
  const trimmed = percent(report.counted - report.touched, report.counted);
  return {
    title: findingOf(report),
    caption: 'Share of the parameters of each layer, in per cent. Kept: at least one model keeps its change.',
    legend: [
      { label: 'trimmed', note: 'no model keeps its change', value: shown(trimmed), swatch: 'rest' },
      {
        label: 'outvoted',
        note: 'some models pull the other way',
        value: shown(outvoted),
        swatch: 'category-2-hatched',
      },
      { label: 'kept and agreeing', note: 'every model that keeps, agrees', value: shown(agreeing), swatch: 'run' },
    ],
    description: describe(bars, trimmed, outvoted, agreeing),
    plot: {
      width,
      height,
      marginLeft: 48,
      marginRight: 4,
      marginTop: 12,
      marginBottom,
      x: { type: 'band', domain: domainOf(bars), axis: null, paddingInner: 0.25, paddingOuter: 0 },
      y: { domain: [0, 100], axis: null },
      marks: [
        gridY([0, 25, 50, 75, 100], { stroke: 'var(--wrapper-rule)', strokeOpacity: 1 }),
        text([0, 25, 50, 75, 100], {
          y: (tick: number) => tick,
          text: (tick: number) => (tick === 100 ? '100 %' : String(tick)),
          frameAnchor: 'left',
          textAnchor: 'end',
          dx: -7,
          ...axisText,
        }),
        ...stacks(bars),
        ...labels(bars),
        ...annotation(bars, width),
      ],
    },
  };
}

const axisText = { fill: 'var(--ink-3)', fontSize: 12 } as const;

/** The places of the bars, with an empty place between sections. */
function domainOf(bars: readonly Bar[]): string[] {
  return bars.flatMap(({ key, layer }, index) => {
    const starts = index > 0 && groupOf(bars[index - 1].layer) !== groupOf(layer);
    return starts ? [`before ${key}`, key] : [key];
  });
}

/** Bars of one group stand close together. */
function groupOf({ section, label }: LayerReport): string {
  return label === otherTensors ? label : section;
}

function stacks(bars: readonly Bar[]): Markish[] {
  const done = bars.filter((bar) => bar.done);
  const x = (bar: Bar): string => bar.key;
  return [
    barY(done, { x, y1: (bar) => bar.agreeing + bar.outvoted, y2: 100, fill: fillOf('rest') }),
    barY(done, {
      x,
      y1: (bar) => bar.agreeing,
      y2: (bar) => bar.agreeing + bar.outvoted,
      fill: fillOf('category-2-hatched'),
    }),
    barY(done, { x, y1: 0, y2: (bar) => bar.agreeing, fill: fillOf('run') }),
    // A layer that is not counted yet has its place held.
    barY(
      bars.filter((bar) => !bar.done),
      { x, y1: 0, y2: 1.2, fill: fillOf('rest') },
    ),
  ];
}

/** Numbers of blocks under their bars, and the name of each section under its middle. */
function labels(bars: readonly Bar[]): Markish[] {
  const every = Math.ceil(bars.length / crowded);
  const numbered = bars.filter(({ layer }) => layer.section !== '' && Number(layer.label) % every === 0);
  const sections = [...new Set(bars.map(({ layer }) => layer.section))].filter((section) => section !== '');
  const middles = sections.map((section) => {
    const members = bars.filter(({ layer }) => layer.section === section);
    return { section, key: members[Math.floor((members.length - 1) / 2)].key };
  });
  const below = { frameAnchor: 'bottom', lineAnchor: 'top', ...axisText } as const;
  return [
    text(numbered, { x: (bar) => bar.key, text: (bar) => bar.layer.label, dy: 8, ...below }),
    text(middles, { x: ({ key }) => key, text: ({ section }) => section, dy: 27, ...below }),
    ...singlesBelow(
      bars.filter(({ layer }) => layer.section === '' && layer.label !== otherTensors),
      'start',
      below,
    ),
    ...singlesBelow(
      bars.filter(({ layer }) => layer.label === otherTensors),
      'end',
      below,
    ),
  ];
}

/** Characters that find room under a few bars. */
const roomForNames = 24;

/** The names of tensors outside all blocks, under the first or the last of their bars. */
function singlesBelow(singles: readonly Bar[], side: 'start' | 'end', below: object): Markish[] {
  if (singles.length === 0) return [];
  const names = singles.map(({ layer }) => layer.label).join(', ');
  const name = names.length <= roomForNames ? names : `${singles.length} tensors`;
  const aside = { start: { textAnchor: 'start', dx: -8 }, end: { textAnchor: 'end', dx: 8 } } as const;
  const place = singles.length === 1 ? ({ textAnchor: 'middle' } as const) : aside[side];
  return [text([singles[0]], { x: (bar) => bar.key, text: () => name, dy: 27, ...place, ...below })];
}

/** Names the layer that is outvoted most, by an elbow over its bar. */
function annotation(bars: readonly Bar[], width: number): Markish[] {
  if (bars.length < 3 || bars.some((bar) => !bar.done)) return [];
  const most = bars.reduce((one, other) => (other.outvoted > one.outvoted ? other : one));
  if (most.outvoted === 0) return [];
  const top = most.agreeing + most.outvoted;
  const tallest = Math.max(...bars.map((bar) => bar.agreeing + bar.outvoted));
  if (tallest > 80) return [];
  const level = tallest + 12;
  const inRightHalf = bars.indexOf(most) >= bars.length / 2;
  const x = (bar: Bar): string => bar.key;
  const ink = { stroke: 'var(--ink)', strokeWidth: 1 } as const;
  return [
    ruleX([most], { x, y1: top + 2, y2: level, ...ink }),
    tickY([most], { x, y: level, [inRightHalf ? 'insetRight' : 'insetLeft']: bandwidth(bars, width) / 2, ...ink }),
    text([most], {
      x,
      y: level,
      text: () => `${nameOf(most.layer)} is outvoted most: ${shown(most.outvoted)}`,
      textAnchor: inRightHalf ? 'end' : 'start',
      dx: (inRightHalf ? -1 : 1) * (bandwidth(bars, width) / 2 + 5),
      fill: 'var(--ink)',
      fontSize: 12,
    }),
  ];
}

function bandwidth(bars: readonly Bar[], width: number): number {
  return ((width - 52) / domainOf(bars).length) * 0.75;
}

function nameOf({ section, label }: LayerReport): string {
  return section === '' ? label : `${section.replace(/ (block|layer)$/, '')} ${label}`;
}

function describe(bars: readonly Bar[], trimmed: number, outvoted: number, agreeing: number): string {
  const done = bars.filter((bar) => bar.done);
  const whole = `Stacked bars for ${bars.length} layers. Over all, ${shown(trimmed)} of the parameters are trimmed, ${shown(outvoted)} kept but outvoted, ${shown(agreeing)} kept and agreeing.`;
  if (done.length === 0) return whole;
  const kept = (bar: Bar): number => bar.agreeing + bar.outvoted;
  const most = done.reduce((one, other) => (kept(other) > kept(one) ? other : one));
  const least = done.reduce((one, other) => (kept(other) < kept(one) ? other : one));
  return `${whole} Most is kept in ${nameOf(most.layer)}, ${shown(kept(most))}; least in ${nameOf(least.layer)}, ${shown(kept(least))}.`;
}
