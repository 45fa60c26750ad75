import { describe, expect, it } from 'vitest';
import { defineMethod, flagOf, type MethodSpec, nameWithSuffix } from './method.ts';
import { nearest } from './nearest.ts';
import { checkpoint, number, seed } from './ports.ts';
import { findMethod, methods } from './registry.ts';
import scaledSum from './testing/scaled-sum/method.ts';

const factor = number({ title: 'F', help: 'F.', default: 1, range: { min: 0, max: 2, step: 1 } });

describe('defineMethod', () => {
  it.each<[string, Partial<MethodSpec>]>([
    ['has an id that is not in lower case with hyphens', { id: 'Scaled_sum' }],
    ['has a version that is not three numbers', { version: '1.0' }],
    ['names no step', { steps: [] }],
    ['has both a file and a setting called base', { settings: { base: factor } }],
    ['uses the flag --out twice', { settings: { out: factor } }],
    ['uses the flag --threads twice', { settings: { threads: factor } }],
    ['uses the flag --factor twice', { files: { base: checkpoint({ title: 'B', help: 'B.', flag: 'factor' }) } }],
    ['has more than one seed', { settings: { first: seed(), second: seed() } }],
  ])('refuses a descriptor that %s', (fault, change) => {
    expect(() => defineMethod({ ...scaledSum, ...change })).toThrow(`${change.id ?? 'scaled-sum'} ${fault}.`);
  });
});

describe('names', () => {
  it('makes flags of ports', () => {
    expect(['density', 'topK', 'minVoteShare'].map(flagOf)).toEqual(['density', 'top-k', 'min-vote-share']);
  });

  it.each([
    ['base.safetensors', 'base-ties.safetensors'],
    ['model.safetensors.index.json', 'model-ties.safetensors'],
    ['t5-base', 't5-base-ties.safetensors'],
    ['Base.SAFETENSORS', 'Base-ties.safetensors'],
  ])('names the output of %s', (name, expected) => {
    expect(nameWithSuffix(name, '-ties')).toBe(expected);
  });

  it.each([
    ['ties-mergin', 'ties-merging'],
    ['ties', undefined],
    ['', undefined],
    ['dnesity', 'density'],
  ])('finds what is nearest to %j', (word, expected) => {
    expect(nearest(word, ['density', 'ties-merging'])).toBe(expected);
  });
});

describe('the registry', () => {
  it('holds methods by id, in order', () => {
    expect([...methods.keys()]).toEqual([...methods.keys()].sort());
    for (const [id, method] of methods) expect(findMethod(id)).toBe(method);
  });

  it('names the nearest method for one that is not there', () => {
    expect(() => findMethod('ties-mergin')).toThrow(
      expect.objectContaining({ code: 'method/not-found', hint: 'Did you mean ties-merging?' }),
    );
    expect(() => findMethod('entirely-different')).toThrow(
      expect.objectContaining({ hint: 'The command "offprint methods" lists those that run.' }),
    );
  });
});
