import { type Markish, rect, text } from '@observablehq/plot';
import { fillOf } from '../../figure/fills.ts';
import type { LayerFigures, MergeReport } from '../merge-report.ts';
import { shortNames } from './labels.ts';
import { type Area, axisText } from './triangle.ts';

/** A figure of every layer and model, as shades. */
export interface HeatMap {
  /** Written above it. */
  readonly title: string;
  /** From 0 to 1; null where a layer has none. */
  value(layer: LayerFigures, model: number): number | null;
}

const steps = 6;
const above = 22;
const below = 24;
const mostRow = 34;

interface Cell {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly shade: string;
}

/** Models as rows, layers as columns; the stronger the shade, the more. */
export function heatMapMarks({ layers, models }: MergeReport, map: HeatMap, area: Area): Markish[] {
  const names = shortNames(
    models.map(({ name }) => name),
    area.width < 340 ? 13 : 18,
  );
  const axis = Math.min(0.36 * area.width, 8 + 6.6 * Math.max(...names.map(({ length }) => length)));
  const width = (area.width - axis) / Math.max(1, layers.length);
  const height = Math.min(mostRow, (area.height - above - below) / Math.max(1, models.length));
  const top = area.top + above;
  const cells = models.flatMap((_, model) =>
    layers.flatMap((layer, index): Cell[] => {
      const value = map.value(layer, model);
      const left = area.left + axis + index * width;
      const step = Math.min(steps, 1 + Math.floor(steps * Math.min(1, Math.max(0, value ?? 0))));
      return [
        {
          left,
          right: left + Math.max(1, width - 1),
          top: top + model * height,
          bottom: top + (model + 1) * height - 1,
          shade: value === null ? fillOf('rest') : `var(--sequential-${step})`,
        },
      ];
    }),
  );
  const end = { words: 'last layer', x: area.left + area.width, anchor: 'end' } as const;
  const start = { words: 'first layer', x: area.left + axis, anchor: 'start' } as const;
  const foot = top + models.length * height + 6;
  return [
    text([map.title], { x: area.left, y: area.top + 6, text: (words) => words, textAnchor: 'start', ...axisText }),
    rect(cells, {
      x1: ({ left }) => left,
      x2: ({ right }) => right,
      y1: ({ top: y }) => y,
      y2: ({ bottom }) => bottom,
      fill: ({ shade }) => shade,
    }),
    text(names, {
      x: area.left + axis - 8,
      y: (_: string, index: number) => top + (index + 0.5) * height,
      text: (name: string) => name,
      textAnchor: 'end',
      ...axisText,
    }),
    ...[start, end].map(({ words, x, anchor }) =>
      text([words], { x, y: foot, text: (word) => word, textAnchor: anchor, lineAnchor: 'top', ...axisText }),
    ),
  ];
}
