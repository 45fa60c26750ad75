import { openCheckpoint, type SourceReference } from '@offprint/files';
import { describe, expect, it } from 'vitest';
import { inlineContext } from '../../checkpoints/inline-context.ts';
import { readTensors, type TestTensor, testFile } from '../../checkpoints/safetensors.testing.ts';
import { makeExample } from './example.ts';
import { pcbMerge } from './pcb.ts';
import { type Inputs, type PcbReport, run, tasks } from './run.ts';

const defaults = {
  ratio: 0.1,
  lambda: 1,
  lambdas: [],
  variant: 'language',
  scope: 'model',
  embedding: 'error',
} as const;

async function merge(base: SourceReference, models: readonly SourceReference[], settings: Partial<Inputs> = {}) {
  const inline = inlineContext<PcbReport>(tasks);
  const opened = await Promise.all(models.map((model) => openCheckpoint([model])));
  const inputs = { ...defaults, ...settings, base: await openCheckpoint([base]), models: opened };
  const report = await run(inputs, inline.context);
  const [merged] = (await inline.commit()).values();
  return { report, merged: await readTensors(merged), notices: inline.notices };
}

const changes = [
  [1, -2, 3, -4, 5, -6, 7, -8],
  [8, -1, 2, -3, -4, -5, 6, 7],
].map((values) => values.map((value) => value / 64));
const tensorsOf = (values: readonly number[]): TestTensor[] => [
  { name: 'a', shape: [3], values: values.slice(0, 3) },
  { name: 'b', shape: [5], values: values.slice(3) },
];
const zeros = Array.from({ length: 8 }, () => 0);

describe('PCB-Merging on streams', () => {
  it('counts over the whole model, or each tensor by itself', async () => {
    const base = await testFile('base', tensorsOf(zeros));
    const models = await Promise.all(changes.map((values, index) => testFile(`m${index}`, tensorsOf(values))));
    const wide = changes.map((values) => Float64Array.from(values));
    const options = { ratio: 0.5, lambdas: [1, 1], variant: 'language' } as const;
    const whole = pcbMerge(wide, options).change;
    const one = await merge(base, models, { ratio: 0.5 });
    expect(one.merged.get('a')).toEqual([...whole.slice(0, 3)].map((value) => expect.closeTo(value, 6)));
    expect(one.merged.get('b')).toEqual([...whole.slice(3)].map((value) => expect.closeTo(value, 6)));
    const each = await merge(base, models, { ratio: 0.5, scope: 'tensor' });
    for (const [name, from, to] of [
      ['a', 0, 3],
      ['b', 3, 8],
    ] as const) {
      const part = pcbMerge(
        wide.map((values) => values.slice(from, to)),
        options,
      ).change;
      expect(each.merged.get(name)).toEqual([...part].map((value) => expect.closeTo(value, 6)));
    }
    expect(each.merged.get('b')).not.toEqual(one.merged.get('b'));
  });

  it('reports who has a say, and a sample', async () => {
    const { base, models } = await makeExample(3);
    const { report, notices } = await merge(base[0], models);
    const { data } = report;
    const kept = data.parameters - Math.trunc(data.parameters * 0.9) - 1;
    for (const model of data.models) {
      expect(model.kept).toBeLessThanOrEqual(kept);
      expect(model.kept).toBeGreaterThan(0.98 * kept);
    }
    const scales = data.layers.reduce((sum, layer) => sum + layer.sums[0], 0);
    expect(scales).toBeGreaterThan(0);
    expect(scales).toBeLessThan(kept);
    expect(data.sample).toHaveLength(762);
    const winners = new Set(data.sample?.map(({ winner }) => winner));
    expect([...winners].map(String).sort()).toEqual(['0', '1', '2', 'null']);
    expect(notices).toEqual([]);
  });

  it('says which model has no say', async () => {
    const base = await testFile('base', tensorsOf(zeros));
    const flat = zeros.map((_, p) => (p % 2 === 0 ? 0.25 : -0.25));
    const models = await Promise.all([
      testFile('flat', tensorsOf(flat)),
      testFile('other', tensorsOf(changes[0])),
      testFile('same', tensorsOf(zeros)),
    ]);
    const { merged, notices } = await merge(base, models, { ratio: 1 });
    expect(notices.map(({ code }) => code).sort()).toEqual(['merge/identical-model', 'pcb/no-say', 'pcb/no-say']);
    expect(notices.find(({ code }) => code === 'pcb/no-say')?.message).toBe(
      'flat.safetensors has no say: its changes are all as large, or their scores all the same.',
    );
    const b = merged.get('b') ?? [];
    // The largest change is clipped to the next.
    expect(b[4]).toBeCloseTo(-7 / 64, 6);
    const inTensors = await merge(base, models, { ratio: 1, scope: 'tensor' });
    expect(inTensors.notices.find(({ message }) => message.startsWith('flat'))?.message).toContain('in 2 of 2 tensors');
  });

  it('takes one model, and a λ for each of several', async () => {
    const base = await testFile('base', tensorsOf(zeros));
    const models = await Promise.all(changes.map((values, index) => testFile(`m${index}`, tensorsOf(values))));
    const single = await merge(base, models.slice(0, 1), { ratio: 1, lambda: 2 });
    expect(single.merged.get('b')?.[3]).toBeCloseTo((2 * 7) / 64, 6);
    expect(single.report.data.sample).toEqual([]);
    await expect(merge(base, models, { lambdas: [1, 1, 1] })).rejects.toMatchObject({ code: 'merge/weights' });
  });
});
