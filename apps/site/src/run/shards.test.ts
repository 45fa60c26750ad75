import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupShards, mayBeIndex, shardNamesOf } from './shards.ts';

const named = (...names: string[]): { name: string }[] => names.map((name) => ({ name }));
const names = (groups: readonly { files: readonly { name: string }[] }[]): string[][] =>
  groups.map(({ files }) => files.map(({ name }) => name));

describe('groupShards', () => {
  it('keeps whole files apart, even of one name', () => {
    expect(names(groupShards(named('a.safetensors', 'b.safetensors', 'a.safetensors')))).toEqual([
      ['a.safetensors'],
      ['b.safetensors'],
      ['a.safetensors'],
    ]);
  });

  it('joins numbered shards, in any order and among others', () => {
    const groups = groupShards(
      named('m-00002-of-00002.safetensors', 'x.safetensors', 'm-00001-of-00002.safetensors', 'n_1-of-1.safetensors'),
    );
    expect(names(groups)).toEqual([
      ['m-00002-of-00002.safetensors', 'm-00001-of-00002.safetensors'],
      ['x.safetensors'],
      ['n_1-of-1.safetensors'],
    ]);
    expect(groups.map(({ name, joins }) => [name, joins])).toEqual([
      ['m', 'm'],
      ['x.safetensors', null],
      ['n', 'n'],
    ]);
  });

  it('puts an index with the shards that it lists, whatever they are called', () => {
    const files = named('left.safetensors', 'm.safetensors.index.json', 'right.safetensors', 'other.safetensors');
    const index = new Map([['m.safetensors.index.json', ['left.safetensors', 'right.safetensors']]]);
    expect(names(groupShards(files, index))).toEqual([
      ['left.safetensors', 'm.safetensors.index.json', 'right.safetensors'],
      ['other.safetensors'],
    ]);
  });

  it('leaves a JSON file that is no index alone, so that opening it names the fault', () => {
    expect(names(groupShards(named('config.json', 'm.safetensors')))).toEqual([['config.json'], ['m.safetensors']]);
  });

  it('keeps every file exactly once', () => {
    const name = fc.constantFrom(
      'a.safetensors',
      'm-1-of-2.safetensors',
      'm-2-of-2.safetensors',
      'm.json',
      'notes.txt',
    );
    fc.assert(
      fc.property(fc.array(name), (list) => {
        const files = named(...list);
        const kept = groupShards(files).flatMap((group) => group.files);
        expect(new Set(kept)).toEqual(new Set(files));
        expect(kept).toHaveLength(files.length);
      }),
    );
  });
});

describe('shardNamesOf', () => {
  it('lists each shard of an index once', () => {
    const text = JSON.stringify({
      metadata: {},
      weight_map: { a: '1.safetensors', b: '2.safetensors', c: '1.safetensors' },
    });
    expect(shardNamesOf(text)).toEqual(['1.safetensors', '2.safetensors']);
  });

  it.each(['', '{', '[]', 'null', '{"weight_map":3}', '{"weight_map":{"a":1}}'])('finds none in %j', (text) => {
    expect(shardNamesOf(text)).toEqual([]);
  });
});

describe('names', () => {
  it('tells what may be an index', () => {
    const all = ['m.safetensors', 'm.safetensors.index.json', 'config.json', 'tokenizer.json', 'README.md'];
    expect(all.filter(mayBeIndex)).toEqual(['m.safetensors.index.json', 'config.json', 'tokenizer.json']);
  });
});
