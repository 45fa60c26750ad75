import { type Markish, rect, ruleY, text } from '@observablehq/plot';
import { fillOf, type Swatch } from '../../figure/fills.ts';
import { otherTensors } from '../layers.ts';
import type { LayerFigures, MergeReport } from '../merge-report.ts';
import { type Area, axisText } from './triangle.ts';

/** A figure of every layer, as a row of bars below the picture. */
export interface Strip {
  /** What the bars show, written above them: `t, from the base to the average`. */
  readonly title: string;
  /** Null where a layer has none. */
  value(layer: LayerFigures): number | null;
  /** How a bar is filled. */
  swatch?(layer: LayerFigures): Swatch;
  /** A second figure of the layer, drawn as a line across its bar. */
  tick?(layer: LayerFigures): number | null;
  /** A number on the axis. */
  show(value: number): string;
  /** The top of the axis, where it is known. */
  readonly top?: number;
}

/** Pixels of the strip, and of what stands below its bars. */
export const stripHeight = 128;
const below = 40;
const above = 22;
const axisWidth = 44;

/** Fewest bars at which only some get a number below. */
const crowded = 40;

interface Bar {
  readonly layer: LayerFigures;
  readonly value: number | null;
  readonly tick: number | null;
  readonly left: number;
  readonly right: number;
}

/** Whether a strip would show anything. */
export function hasStrip({ layers }: MergeReport, strip: Strip): boolean {
  return layers.length > 1 && layers.some((layer) => strip.value(layer) !== null);
}

export function stripMarks({ layers }: MergeReport, strip: Strip, area: Area): Markish[] {
  const bars = barsOf(layers, strip, area);
  const values = bars.flatMap(({ value, tick }) => [value ?? 0, tick ?? 0]);
  const high = strip.top ?? roundUp(Math.max(...values, 0));
  const low = -roundUp(Math.max(0, ...values.map((value) => -value)));
  const span = high - low > 0 ? high - low : 1;
  const top = area.top + above;
  const height = area.height - above - below;
  const y = (value: number): number => top + (height * (high - value)) / span;
  const levels = [...new Set([low, 0, high])];
  const drawn = bars.filter(({ value }) => value !== null);
  const ticked = bars.filter(({ tick }) => tick !== null);
  return [
    text([strip.title], { x: area.left, y: area.top + 6, text: (words) => words, textAnchor: 'start', ...axisText }),
    ruleY(levels, { x1: area.left + axisWidth, x2: area.left + area.width, y, stroke: 'var(--wrapper-rule)' }),
    text(levels, {
      x: area.left + axisWidth - 7,
      y,
      text: (level: number) => strip.show(level),
      textAnchor: 'end',
      ...axisText,
    }),
    rect(drawn, {
      x1: ({ left }) => left,
      x2: ({ right }) => right,
      y1: ({ value }) => y(Math.max(0, value ?? 0)),
      y2: ({ value }) => Math.max(y(Math.min(0, value ?? 0)), y(Math.max(0, value ?? 0)) + 1),
      fill: ({ layer }: Bar) => fillOf(strip.swatch?.(layer) ?? 'run'),
    }),
    ruleY(ticked, {
      x1: ({ left }: Bar) => left - 1.5,
      x2: ({ right }: Bar) => right + 1.5,
      y: ({ tick }: Bar) => y(tick ?? 0),
      stroke: 'var(--ink)',
      strokeWidth: 1.5,
    }),
    ...names(bars, area.top + area.height - below, area.left + area.width),
  ];
}

/** The next round number; 0 stays. */
function roundUp(value: number): number {
  if (value <= 0) return 0;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((digit) => digit * power >= value * (1 - 1e-9)) ?? 10;
  return step * power;
}

/** Bars of one stack of blocks stand close together; others keep their distance. */
function barsOf(layers: readonly LayerFigures[], strip: Strip, area: Area): Bar[] {
  const groupOf = ({ section, label }: LayerFigures): string => (label === otherTensors ? label : section);
  let slots = 0;
  const places = layers.map((layer, index) => {
    if (index > 0 && groupOf(layers[index - 1]) !== groupOf(layer)) slots += 0.6;
    return slots++;
  });
  const width = (area.width - axisWidth) / Math.max(1, slots);
  const thick = Math.min(0.75 * width, 40);
  return layers.map((layer, index) => {
    const left = area.left + axisWidth + places[index] * width + (width - thick) / 2;
    return { layer, value: strip.value(layer), tick: strip.tick?.(layer) ?? null, left, right: left + thick };
  });
}

/** Numbers of blocks, and the names of stacks and of tensors outside them, as far as there is room. */
function names(bars: readonly Bar[], top: number, end: number): Markish[] {
  const middle = ({ left, right }: Bar): number => (left + right) / 2;
  const every = Math.ceil(bars.length / crowded) * (bars.length > 0 && bars[0].right - bars[0].left < 9 ? 2 : 1);
  const numbered = bars.filter(({ layer }) => layer.section !== '' && Number(layer.label) % every === 0);
  const groups = new Map<string, Bar[]>();
  for (const bar of bars) {
    const { section, label } = bar.layer;
    const name = section !== '' ? section : label === otherTensors ? label : 'tensors';
    groups.set(name, [...(groups.get(name) ?? []), bar]);
  }
  let free = Number.NEGATIVE_INFINITY;
  const titled = [...groups].flatMap(([name, members]) => {
    const words = name === 'tensors' && members.length === 1 ? members[0].layer.label : name;
    const half = 3.1 * words.length;
    const at = Math.min((middle(members[0]) + middle(members[members.length - 1])) / 2, end - half);
    if (at - half < free) return [];
    free = at + half + 6;
    return [{ words, at }];
  });
  const row = { lineAnchor: 'top', ...axisText } as const;
  return [
    text(numbered, { x: middle, y: top + 6, text: ({ layer }: Bar) => layer.label, ...row }),
    text(titled, { x: ({ at }) => at, y: top + 22, text: ({ words }) => words, ...row }),
  ];
}
