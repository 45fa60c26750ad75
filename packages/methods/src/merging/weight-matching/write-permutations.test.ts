import { describe, expect, it } from 'vitest';
import { bert, gpt2, llama, vgg } from './networks/networks.testing.ts';
import { recognise } from './networks/recognise.ts';
import { identityOf } from './permutation.ts';
import { resolveSpecification } from './read-specification.ts';
import { writePermutations, writeSpecification } from './write-permutations.ts';

describe('the file of permutations', () => {
  it.each([
    ['VGG', vgg, null],
    ['GPT-2', gpt2, 4],
    ['Llama', llama, 6],
    ['BERT', bert, 3],
  ])('holds a specification of %s that reads back as it was', (_, shapes, heads) => {
    const found = recognise(shapes, { heads: heads === null ? null : { heads }, stream: true });
    if ('reason' in found) throw new Error(found.reason);
    const moved = Object.entries(found.specification.axes).filter(([, list]) => list.some((axis) => axis !== null));
    const read = resolveSpecification(JSON.parse(JSON.stringify(writeSpecification(found.specification))), shapes);
    expect(read).toEqual({ groups: found.specification.groups, axes: Object.fromEntries(moved) });
  });

  it('lists units by place, and the orders of the sweeps', () => {
    const specification = resolveSpecification({ axes: { w: ['P', null] } }, new Map([['w', [3, 2]]]));
    const text = writePermutations(specification, [{ kind: 'units', units: Int32Array.of(2, 0, 1) }], [['P'], ['P']]);
    expect(JSON.parse(text)).toMatchObject({
      permutations: { P: [2, 0, 1] },
      sweeps: [['P'], ['P']],
      specification: { axes: { w: ['P', null] } },
    });
  });

  it('lists the parts of attention', () => {
    const found = resolveSpecification({ attention: { A: { heads: 2 } }, axes: { v: ['A.v'] } }, new Map([['v', [4]]]));
    expect(JSON.parse(writePermutations(found, found.groups.map(identityOf), [])).permutations).toEqual({
      A: { heads: [0, 1], queries: [0, 0], keys: [0, 1, 0, 1], values: [0, 1, 0, 1] },
    });
  });
});
