import { shownName } from './model-name.ts';
import type { Problem } from './problem.ts';
import type { Recipe } from './recipe.ts';
import { shownNode, type YamlEntry, type YamlNode } from './yaml-reader.ts';

/** Reads `layer_range: [first, end]`. */
export function readLayers(
  entry: YamlEntry | undefined,
  source: YamlNode,
  problems: Problem[],
): readonly [number, number] | null {
  if (entry === undefined) {
    problems.push({
      code: 'recipe/missing',
      ...source.at,
      message: 'a source has no layer_range.',
      hint: 'Give the first layer and the one after the last, for example layer_range: [0, 16].',
    });
    return null;
  }
  const node = entry.value;
  const numbers = node.kind === 'list' ? node.items.map((item) => (item.kind === 'value' ? item.value : null)) : [];
  const [first, end] = numbers;
  const whole = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0;
  if (numbers.length === 2 && whole(first) && whole(end) && first < end) return [first, end];
  const shown = node.kind === 'list' ? `[${numbers.join(', ')}]` : shownNode(node);
  problems.push({
    code: 'recipe/layer-range',
    ...node.at,
    message: `layer_range must be two whole numbers, the first below the second, not ${shown}.`,
    hint: 'Layers count from 0; the second number is the layer after the last: [0, 16] are sixteen layers.',
  });
  return null;
}

/** Sources of one slice must have as many layers, for each layer of the output is merged of one of each. */
export function checkSlices({ slices }: Recipe, problems: Problem[]): void {
  for (const { sources } of slices) {
    const sizes = sources.map(({ layers }) => (layers === null ? null : layers[1] - layers[0]));
    const odd = sizes.findIndex((size) => size !== null && sizes[0] !== null && size !== sizes[0]);
    if (odd <= 0) continue;
    problems.push({
      code: 'recipe/layer-range',
      line: sources[odd].line,
      column: 1,
      message: `${shownName(sources[odd].model)} gives ${sizes[odd]} layers to a slice of ${sizes[0]}.`,
      hint: 'All sources of a slice need the same number of layers.',
    });
  }
}
