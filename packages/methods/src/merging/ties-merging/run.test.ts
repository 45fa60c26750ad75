import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTensors, type TestTensor, testFile } from '../../checkpoints/safetensors.testing.ts';
import { type Format, mergeTrimmed, roundTo, trimmedChanges } from './mergekit.ts';
import type { Settings } from './plan.ts';
import { defaultSettings, runInline } from './run-inline.ts';
import { tiesMerge } from './ties.ts';

const join = (vectors: readonly Float32Array[]): Float32Array => Float32Array.from(vectors.flatMap((one) => [...one]));

/** What the pure functions give for the same tensors, joined. */
function onArrays(
  format: Format,
  base: readonly Float32Array[],
  models: readonly Float32Array[][],
  settings: Settings,
): Float32Array {
  const densities = models.map(() => settings.density);
  const weights = settings.weights.length > 0 ? settings.weights : models.map(() => 1);
  const paper = settings.profile === 'paper';
  const one = (from: Float32Array, to: Float32Array[]): Float32Array => {
    if (paper) {
      const ties = settings.ties === 'as-profile' ? 'keep-all' : settings.ties;
      return roundTo(format, tiesMerge(from, to, { ...settings, densities, ties }).merged);
    }
    const ties = settings.ties === 'as-profile' ? 'stable-index' : settings.ties;
    const normalise = settings.normalise && settings.merge !== 'sum';
    const options = { format, densities, ties, weights, normalise, lambda: settings.lambda };
    return mergeTrimmed(from, trimmedChanges(from, to, options), options);
  };
  const scope = settings.scope === 'as-profile' ? (paper ? 'model' : 'tensor') : settings.scope;
  if (scope === 'model') return one(join(base), models.map(join));
  return join(
    base.map((from, index) =>
      one(
        from,
        models.map((model) => model[index]),
      ),
    ),
  );
}

/** Values on a coarse grid, so that ties, cancellations and zeros are common, beside values of every size. */
const anyValue = fc.oneof(
  fc.integer({ min: -8, max: 8 }).map((n) => n / 8),
  fc.double({ min: -2, max: 2, noNaN: true }),
);
const scenario = fc.record({
  format: fc.constantFrom<Format[]>('F32', 'F16', 'BF16'),
  shapes: fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 2 }), { minLength: 1, maxLength: 5 }),
  models: fc.integer({ min: 1, max: 4 }),
  values: fc.infiniteStream(anyValue),
  chunk: fc.constantFrom(1, 3, 7, 16, 40, 1000),
  settings: fc.record({
    density: fc.constantFrom(0.01, 0.1, 0.2, 0.5, 0.9, 1),
    lambda: fc.constantFrom(1, 0.3, 1.5, 0),
    scope: fc.constantFrom<Settings['scope'][]>('as-profile', 'model', 'tensor'),
    profile: fc.constantFrom<Settings['profile'][]>('paper', 'mergekit'),
    merge: fc.constantFrom<Settings['merge'][]>('mean', 'sum', 'max'),
    ties: fc.constantFrom<Settings['ties'][]>('as-profile', 'keep-all', 'stable-index'),
    normalise: fc.boolean(),
    weighted: fc.boolean(),
  }),
});

it('streams equal arrays bit for bit, over shapes, formats, settings and chunk boundaries', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ format, shapes, models, values, chunk, settings }) => {
      const { weighted, ...rest } = settings;
      const paper = rest.profile === 'paper';
      const chosen: Settings = {
        ...defaultSettings,
        ...rest,
        merge: !paper && rest.merge === 'max' ? 'mean' : rest.merge,
        normalise: paper || rest.normalise,
        weights: paper || !weighted ? [] : [0.5, -0.3, 1, 0.25].slice(0, models),
      };
      const draw = (): TestTensor[] =>
        shapes.map((shape, index) => ({
          name: `tensor.${index}`,
          shape,
          dtype: format,
          values: Array.from({ length: shape.reduce((product, size) => product * size, 1) }, () => values.next().value),
        }));
      const drawn = Array.from({ length: models + 1 }, draw);
      const files = await Promise.all(drawn.map((tensors, index) => testFile(`model-${index}`, tensors)));
      const [base, ...tuned] = drawn.map((tensors) =>
        tensors.map((tensor) => roundTo(format, Float32Array.from(tensor.values))),
      );
      const { merged } = await runInline({ base: files[0], models: files.slice(1) }, chosen, {
        elementsOfChunk: chunk,
      });
      const got = [...(await readTensors(merged)).values()].flat();
      expect(got).toEqual([...onArrays(format, base, tuned, chosen)]);
    }),
    { numRuns: 120 },
  );
});

/** Runs on files of one tensor `w` each, or of the tensors given. */
async function merge(
  base: readonly number[] | readonly TestTensor[],
  models: readonly (readonly number[] | readonly TestTensor[])[],
  settings: Partial<Settings> = {},
) {
  const isTensors = (given: readonly number[] | readonly TestTensor[]): given is readonly TestTensor[] =>
    typeof given[0] === 'object';
  const file = (name: string, given: readonly number[] | readonly TestTensor[]) =>
    testFile(name, isTensors(given) ? given : [{ name: 'w', shape: [given.length], values: given }]);
  const files = {
    base: await file('base', base),
    models: await Promise.all(models.map((model, index) => file(`model-${index + 1}`, model))),
  };
  const result = await runInline(files, settings);
  return { ...result, tensors: await readTensors(result.merged), codes: result.notices.map(({ code }) => code) };
}

describe('what a run does', () => {
  it('takes the mean of the changes that agree with the elected sign', async () => {
    const { tensors, report } = await merge(
      [1, 1, 1, 1],
      [
        [5, 1, 0, 2],
        [3, 1, 3, 1.5],
        [0.5, 1, 1, 1],
      ],
      { density: 1 },
    );
    expect(tensors.get('w')).toEqual([4, 1, 3, 1.75]);
    expect(report).toMatchObject({ parameters: 4, counted: 4, touched: 3, divided: 2 });
    expect(report.models.map(({ kept }) => kept)).toEqual([3, 3, 1]);
    expect(report.norm).toBeCloseTo(Math.hypot(3, 2, 0.75), 12);
  });

  it('with density 1 trims nothing, not even the smallest change', async () => {
    const { tensors } = await merge([0, 0, 0], [[1, 2 ** -149, -(2 ** -20)]], { density: 1 });
    expect(tensors.get('w')).toEqual([1, 2 ** -149, -(2 ** -20)]);
  });

  it('lets the majority of all signs decide where changes cancel', async () => {
    const more = await merge(
      [0, 0, 0],
      [
        [1, 2, 3],
        [-1, 2, 3],
      ],
      { density: 1 },
    );
    expect(more.tensors.get('w')).toEqual([1, 2, 3]);
    const fewer = await merge(
      [0, 0, 0],
      [
        [1, -2, -3],
        [-1, -2, -3],
      ],
      { density: 1 },
    );
    expect(fewer.tensors.get('w')).toEqual([-1, -2, -3]);
  });

  it('counts ties at the cut and keeps only the first ones where asked', async () => {
    const changes = [2, 1, -1, 1, 0.5, 0, 0, 0, 0, 0];
    const all = await merge(new Array(10).fill(0), [changes]);
    expect(all.tensors.get('w')).toEqual([2, 1, -1, 1, 0, 0, 0, 0, 0, 0]);
    expect(all.report.models[0]).toMatchObject({ kept: 4, tied: 3, cut: 1 });
    expect(all.codes).toEqual(['merge/one-model', 'ties/many-ties']);
    const first = await merge(new Array(10).fill(0), [changes], { ties: 'stable-index' });
    expect(first.tensors.get('w')).toEqual([2, 1, -1, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('says that a model equals the base', async () => {
    const { codes, tensors } = await merge(
      [1, 2, 3],
      [
        [1, 2, 3],
        [1, 2, 4],
      ],
    );
    expect(codes).toEqual(['merge/identical-model']);
    expect(tensors.get('w')).toEqual([1, 2, 4]);
  });

  it('carries whole numbers over that are the same everywhere, and stops where they differ', async () => {
    const file = (w: number, id: number): TestTensor[] => [
      { name: 'position_ids', shape: [2], values: [0, id], dtype: 'I64' },
      { name: 'w', shape: [1], values: [w] },
    ];
    const { tensors, codes } = await merge(file(0, 1), [file(2, 1), file(4, 1)]);
    expect([...tensors]).toEqual([
      ['position_ids', [0, 1]],
      ['w', [3]],
    ]);
    expect(codes).toEqual(['merge/carried-over']);
    await expect(merge(file(0, 1), [file(2, 1), file(4, 9)])).rejects.toMatchObject({
      code: 'merge/not-mergeable',
      where: { tensor: 'position_ids', file: 'model-2.safetensors' },
    });
  });

  it('notices weights that are stored twice', async () => {
    const file = (value: number): TestTensor[] => [
      { name: 'lm_head.weight', shape: [2, 1], values: [value, 1] },
      { name: 'model.embed_tokens.weight', shape: [2, 1], values: [value, 1] },
    ];
    expect((await merge(file(0), [file(2), file(3)])).codes).toContain('merge/tied-weights');
  });

  it('names the tensor, the file and the place of a number that is not finite', async () => {
    const tensor = (values: number[]): TestTensor[] => [{ name: 'a.weight', shape: [2, 3], values }];
    const good = [0, 1, 2, 3, 4, 5];
    await expect(merge(tensor(good), [tensor(good), tensor([0, 1, 2, 3, Number.NaN, 5])])).rejects.toMatchObject({
      code: 'merge/not-finite',
      message: 'Tensor “a.weight” of model-2.safetensors holds NaN at [1, 1].',
    });
    await expect(merge(tensor([0, 1, Number.POSITIVE_INFINITY, 3, 4, 5]), [tensor(good)])).rejects.toMatchObject({
      message: 'Tensor “a.weight” of base.safetensors holds Infinity at [0, 2].',
    });
  });

  it('stops when a merged number does not fit the format', async () => {
    const half = (value: number): TestTensor[] => [{ name: 'w', shape: [1], values: [value], dtype: 'F16' }];
    await expect(merge(half(60000), [half(65000)], { lambda: 3 })).rejects.toMatchObject({ code: 'merge/overflow' });
  });

  it('takes models in other formats than the base, and keeps the base’s', async () => {
    const tensor = (dtype: 'F32' | 'BF16' | 'F64', value: number): TestTensor[] => [
      { name: 'w', shape: [1], values: [value], dtype },
    ];
    const { tensors } = await merge(tensor('BF16', 1), [tensor('F32', 1.5), tensor('F64', 2.5)]);
    expect(tensors.get('w')).toEqual([2]);
    const wide = await merge(tensor('F64', 1 + 2 ** -40), [tensor('F64', 2 + 2 ** -40)]);
    expect(wide.tensors.get('w')).toEqual([2 + 2 ** -40]);
  });

  it('crops and pads vocabulary rows where asked, and stops otherwise', async () => {
    const rows = (values: number[]): TestTensor[] => [{ name: 'wte.weight', shape: [values.length, 1], values }];
    const crop = await merge(rows([0, 0]), [rows([1, 2, 9])], { embedding: 'crop', density: 1 });
    expect(crop.tensors.get('wte.weight')).toEqual([1, 2]);
    const pad = await merge(rows([5, 5]), [rows([6])], { embedding: 'pad', density: 1 });
    expect(pad.tensors.get('wte.weight')).toEqual([6, 5]);
    await expect(merge(rows([0, 0]), [rows([1, 2, 9])])).rejects.toMatchObject({
      code: 'merge/shapes-differ',
      where: { tensor: 'wte.weight', file: 'model-1.safetensors' },
    });
    await expect(merge(rows([0, 0]), [rows([1, 2, 9])], { embedding: 'pad' })).rejects.toMatchObject({
      code: 'merge/shapes-differ',
    });
  });

  it('says which tensors are too small for mergekit’s count', async () => {
    const file = (values: number[]): TestTensor[] => [
      { name: 'a', shape: [2], values: values.slice(0, 2) },
      { name: 'b', shape: [10], values: values.slice(2) },
    ];
    const zero = new Array(12).fill(0);
    const { tensors, codes } = await merge(file(zero), [file(zero.map((_, index) => index + 1))], {
      profile: 'mergekit',
    });
    expect(tensors.get('a')).toEqual([0, 0]);
    expect(tensors.get('b')).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 11, 12]);
    expect(codes).toContain('ties/too-small');
  });

  it('refuses settings that contradict each other', async () => {
    await expect(merge([0], [[1]], { weights: [1] })).rejects.toMatchObject({ code: 'ties/profile' });
    await expect(merge([0], [[1]], { profile: 'mergekit', merge: 'max' })).rejects.toMatchObject({
      code: 'ties/profile',
    });
    await expect(merge([0], [[1]], { profile: 'mergekit', weights: [1, 2] })).rejects.toMatchObject({
      code: 'merge/weights',
    });
  });

  it('reports on the way, and nothing twice', async () => {
    const tensors = (value: number): TestTensor[] =>
      ['encoder.block.0.w', 'encoder.block.1.w'].map((name) => ({
        name,
        shape: [9000],
        values: new Array(9000).fill(value),
      }));
    const { partials, report } = await merge(tensors(0), [tensors(1), tensors(-1)], { density: 1 });
    expect(report).toMatchObject({ parameters: 18000, counted: 18000, touched: 18000, divided: 18000 });
    expect(report.layers.map(({ section, label }) => `${section} ${label}`)).toEqual([
      'encoder block 0',
      'encoder block 1',
    ]);
    expect(partials.at(-1)).toEqual(report);
  });
});
