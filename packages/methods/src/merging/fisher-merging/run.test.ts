import { openCheckpoint } from '@offprint/files';
import { describe, expect, it } from 'vitest';
import { inlineContext } from '../../checkpoints/inline-context.ts';
import type { MergeReport } from '../../checkpoints/merge-report.ts';
import { readTensors, type TestTensor, testFile } from '../../checkpoints/safetensors.testing.ts';
import { type FisherVariant, fisherMerge, fisherNorm } from './fisher.ts';
import { type Inputs, run, tasks } from './run.ts';

const defaults = {
  coefficients: [],
  normalise: true,
  floor: 1e-6,
  favourTarget: true,
  variant: 'authors',
  body: '',
  embedding: 'error',
} as const;

const models = [
  [1, -2, 3, -4, 0.5],
  [0.5, 2, -3, -1, 8],
  [-1, 0, 2, 2, 2],
];
const fishers = [
  [0.5, 0, 1e-3, 2e-7, 0.25],
  [0.25, 0, 1e-5, 0, 4],
  [0.125, 0, 0.5, 0, 0],
];
const tensorsOf = (values: readonly number[], head: string): TestTensor[] => [
  { name: 'encoder.w', shape: [3], values: values.slice(0, 3) },
  { name: head, shape: [2], values: values.slice(3) },
];

async function merge(settings: Partial<Inputs> = {}, files = { models, fishers }, heads = ['head', 'head', 'head']) {
  const open = (prefix: string, rows: readonly (readonly number[])[]) =>
    Promise.all(
      rows.map(async (row, index) => {
        const file = await testFile(`${prefix}${index}`, tensorsOf(row, heads[index] ?? 'head'));
        return openCheckpoint([file]);
      }),
    );
  const inline = inlineContext<MergeReport>(tasks);
  const inputs = {
    ...defaults,
    ...settings,
    models: await open('m', files.models),
    fishers: await open('f', files.fishers),
  };
  const report = await run(inputs, inline.context);
  const [merged] = (await inline.commit()).values();
  return { report, merged: await readTensors(merged), notices: inline.notices };
}

describe('Fisher merging on streams', () => {
  it.each<[FisherVariant, boolean, boolean]>([
    ['authors', true, true],
    ['authors', false, true],
    ['authors', true, false],
    ['mergelm', true, true],
    ['mergelm', false, true],
  ])('equals arrays: %s, normalised %s, favouring the first %s', async (variant, normalise, favourTarget) => {
    const coefficients = [0.5, 0.25, 1];
    const { merged } = await merge({ variant, normalise, favourTarget, coefficients });
    const norms = normalise ? fishers.map((fisher) => fisherNorm([fisher])) : null;
    const expected = fisherMerge(models, fishers, { variant, favourTarget, coefficients, norms, floor: 1e-6 });
    const got = [...(merged.get('encoder.w') ?? []), ...(merged.get('head') ?? [])];
    for (const [p, value] of got.entries()) expect(value).toBeCloseTo(expected[p], 5);
  });

  it('merges the body, and keeps the head of the first model', async () => {
    const { merged, report } = await merge({ body: '^encoder' }, undefined, ['head', 'other', 'third']);
    expect([...merged.keys()]).toEqual(['encoder.w', 'head']);
    expect(merged.get('head')).toEqual([-4, 0.5]);
    expect(merged.get('encoder.w')?.[0]).not.toBe(1);
    expect(report.data.copied).toEqual(['head']);
  });

  it('reports norms and what lies at the floor', async () => {
    const { report } = await merge();
    const of = (label: string): number => report.numbers.find((number) => number.label === label)?.value ?? Number.NaN;
    expect(of('Norm of f1')).toBeCloseTo(fisherNorm([fishers[1]]), 5);
    expect(of('At the floor in f0')).toBeCloseTo(40, 10);
    expect(report.data.totals['norm of model 3']).toBeCloseTo(fisherNorm([fishers[2]]), 5);
  });

  it('leaves the first model as it is where nobody knows anything', async () => {
    const { merged } = await merge();
    expect(merged.get('encoder.w')?.[1]).toBe(-2);
  });

  it('warns of a model that is certain of everything', async () => {
    const tiny = fishers[2].map(() => 1e-9);
    const { notices } = await merge({}, { models, fishers: [fishers[0], fishers[1], tiny] });
    expect(notices.map(({ code }) => code)).toEqual(['fisher/uninformative']);
    expect(notices[0].message).toContain('f2.safetensors');
  });

  it.each<[string, Partial<Inputs>, readonly (readonly number[])[], string]>([
    ['a file too few', {}, fishers.slice(1), 'fisher/count'],
    ['a negative entry', {}, [...fishers.slice(1), [1, 1, 1, -1, 1]], 'fisher/negative'],
    ['a file of zeros', {}, [...fishers.slice(1), [0, 0, 0, 0, 0]], 'fisher/all-zero'],
    ['NaN', {}, [...fishers.slice(1), [0, Number.NaN, 0, 0, 0]], 'merge/not-finite'],
    ['a negative coefficient', { coefficients: [1, 1, -1] }, fishers, 'fisher/coefficients'],
    ['a target that has none', { coefficients: [0, 1, 1] }, fishers, 'fisher/coefficients'],
    ['a pattern that is none', { body: '[' }, fishers, 'fisher/pattern'],
  ])('refuses %s', async (_, settings, given, code) => {
    await expect(merge(settings, { models, fishers: given.map((row) => [...row]) })).rejects.toMatchObject({ code });
  });

  it('takes a file of zeros where nothing is normalised: it has no part', async () => {
    const { merged } = await merge(
      { normalise: false },
      { models, fishers: [fishers[0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]] },
    );
    expect([...(merged.get('encoder.w') ?? []), ...(merged.get('head') ?? [])]).toEqual(models[0]);
  });
});
