import fc from 'fast-check';
import { expect, it } from 'vitest';
import { divideIntoShards, indexOfShards, readShardSize } from './shards.ts';

it.each([
  ['5GB', 5e9],
  ['500M', 5e8],
  ['2GiB', 2 ** 31],
  ['1.5 kb', 1500],
  ['5B', 5e9],
  ['1000', 1000],
] as const)('reads %s', (text, bytes) => {
  expect(readShardSize(text)).toBe(bytes);
});

it.each(['', 'GB', '5 apples', '0', '-1', '0.1'])('refuses “%s”', (text) => {
  expect(() => readShardSize(text)).toThrow(`The size of shards is written “${text}”.`);
});

it('names a single file and several, layers in the order of their numbers', () => {
  const tensors = ['l.10.w', 'l.9.w', 'l.1.w'].map((name) => ({ name, bytes: 10 }));
  expect(divideIntoShards(tensors, 30)).toEqual([{ name: 'model.safetensors', members: [2, 1, 0] }]);
  const two = divideIntoShards(tensors, 20);
  expect(two).toEqual([
    { name: 'model-00001-of-00002.safetensors', members: [2, 1] },
    { name: 'model-00002-of-00002.safetensors', members: [0] },
  ]);
  expect(indexOfShards(tensors, divideIntoShards(tensors, 30))).toBeNull();
  expect(JSON.parse(indexOfShards(tensors, two) ?? '')).toEqual({
    metadata: { total_size: 30 },
    weight_map: {
      'l.1.w': 'model-00001-of-00002.safetensors',
      'l.10.w': 'model-00002-of-00002.safetensors',
      'l.9.w': 'model-00001-of-00002.safetensors',
    },
  });
});

it('puts every tensor into one file, none fuller than allowed but for a tensor that is too large itself', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 1, max: 60 }),
      (sizes, most) => {
        const tensors = sizes.map((bytes, index) => ({ name: `t.${index}`, bytes }));
        const shards = divideIntoShards(tensors, most);
        expect(shards.flatMap(({ members }) => members).toSorted((a, b) => a - b)).toEqual([...tensors.keys()]);
        for (const { members } of shards) {
          const size = members.reduce((sum, index) => sum + sizes[index], 0);
          expect(size <= most || members.filter((index) => sizes[index] > 0).length === 1).toBe(true);
        }
      },
    ),
  );
});
