import { expect, it } from 'vitest';
import { placeLabels, shortNames } from './labels.ts';

const within = { left: 0, top: 0, width: 400, height: 200 };
const at = (x: number, y: number, words: string) => ({ x, y, words, fill: 'var(--ink)' });

it('places words outwards from the middle', () => {
  const [left, right] = placeLabels([at(100, 100, 'left'), at(300, 100, 'right')], within);
  expect([left.textAnchor, right.textAnchor]).toEqual(['end', 'start']);
});

it('keeps words apart from each other, from lines and from the edge', () => {
  const [first, second] = placeLabels([at(300, 100, 'one name'), at(303, 100, 'another name')], within);
  expect([first.dx, first.dy, first.textAnchor]).not.toEqual([second.dx, second.dy, second.textAnchor]);
  const [over] = placeLabels([at(300, 100, 'merged')], within, [
    [
      [300, 100],
      [400, 100],
    ],
  ]);
  expect(over.textAnchor).toBe('middle');
  const [inside] = placeLabels([at(390, 100, 'a long name of a model')], within);
  expect(inside.textAnchor).toBe('end');
});

it('leaves points without words alone, and shortens names', () => {
  expect(placeLabels([at(10, 10, '')], within)).toEqual([]);
  expect(shortNames(['a.safetensors', 'model.safetensors.index.json', 'abcdefghij'], 6)).toEqual([
    'a',
    'model',
    'abcde…',
  ]);
});
