import { expect, it } from 'vitest';
import { chooseLayerList, depthOf, layerListsOf, layerPlaceOf } from './layer-lists.ts';

it.each([
  ['model.layers.3.mlp.experts.0.w1.weight', { prefix: 'model.layers.', layer: 3, rest: 'mlp.experts.0.w1.weight' }],
  ['h.0.attn.bias', { prefix: 'h.', layer: 0, rest: 'attn.bias' }],
  ['0.weight', { prefix: '', layer: 0, rest: 'weight' }],
  ['model.norm.weight', null],
  ['scales.0', null],
])('%s', (name, place) => {
  expect(layerPlaceOf(name)).toEqual(place);
});

it('finds all lists, the longest first, and takes the one that the configuration means', () => {
  const names = ['text.layers.0.w', 'text.layers.3.w', 'vision.blocks.0.w', 'vision.blocks.1.w', 'norm.w'];
  const lists = layerListsOf(names);
  expect(lists).toEqual([
    { prefix: 'text.layers.', count: 4 },
    { prefix: 'vision.blocks.', count: 2 },
  ]);
  expect(chooseLayerList(lists, [2])?.prefix).toBe('vision.blocks.');
  expect(chooseLayerList(lists, [])).toBeNull();
  expect(chooseLayerList(lists.slice(0, 1), [])?.count).toBe(4);
});

it('the only layer of a list is its last', () => {
  expect([depthOf(0, 5), depthOf(2, 5), depthOf(4, 5), depthOf(0, 1)]).toEqual([0, 0.5, 1, 1]);
});
