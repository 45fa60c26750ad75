import { InputError, NotFoundError } from '@offprint/errors';
import { openCheckpoint, planSafetensors, type SourceReference } from '@offprint/files';
import { expect, it } from 'vitest';
import { type CheckRequest, checkRecipe } from './check.ts';
import { safetensorsOf, tinyLlama, tinyModel } from './testing/tiny-model.ts';

const settings = { profile: 'mergekit', embedding: 'error', shardBytes: 5e9, seed: 0 } as const;
const text = `merge_method: ties
base_model: base
models:
  - model: one
    parameters: {weight: 1, density: 0.5}
`;

function request(
  models: Readonly<Record<string, readonly SourceReference[]>>,
  more: Partial<CheckRequest> = {},
): CheckRequest {
  return {
    text,
    settings,
    threads: 2,
    async open(name) {
      const references = models[name];
      if (references === undefined) {
        throw new NotFoundError('file/not-found', `There is no model ${name}.`, { hint: 'Fetch it first.' });
      }
      return openCheckpoint(references);
    },
    ...more,
  };
}

it('says what a merge will do and cost', async () => {
  const [base, one] = [await tinyModel(tinyLlama(0)), await tinyModel(tinyLlama(1))];
  const { ok, problems, forecast } = await checkRecipe(request({ base, one }, { freeBytes: 1e6 }));
  expect([ok, problems]).toEqual([true, []]);
  const parameters = tinyLlama(0).reduce((sum, { values }) => sum + values.length, 0);
  expect(forecast).toMatchObject({
    method: 'ties',
    models: ['base', 'one'],
    tensors: { merged: 39, copied: 0 },
    parameters,
    bytes: { inputs: base[0].bytes.length + one[0].bytes.length, read: 8 * parameters, written: 4 * parameters },
    files: ['model.safetensors'],
    disk: { needed: 4 * parameters, free: 1e6 },
  });
});

it('names every model that is not there, beside the faults of the text', async () => {
  const { ok, problems } = await checkRecipe(request({}, { text: text.replace('density', 'desnity') }));
  expect(ok).toBe(false);
  expect(problems.map(({ line, column, code }) => [line, column, code])).toEqual([
    [2, 13, 'file/not-found'],
    [4, 12, 'file/not-found'],
    [5, 29, 'recipe/unknown-parameter'],
  ]);
});

it('names a damaged file at the line that names it', async () => {
  const [base, one] = [await tinyModel(tinyLlama(0)), await safetensorsOf(tinyLlama(1))];
  const cut = { ...one, bytes: one.bytes.slice(0, -100) };
  const { problems } = await checkRecipe(request({ base, one: [cut] }));
  expect(problems).toMatchObject([{ line: 4, code: 'checkpoint/truncated' }]);
});

it('refuses a disk that is too full', async () => {
  const [base, one] = [await tinyModel(tinyLlama(0)), await tinyModel(tinyLlama(1))];
  const { ok, problems } = await checkRecipe(request({ base, one }, { freeBytes: 100 }));
  expect(ok).toBe(false);
  expect(problems).toMatchObject([
    { code: 'recipe/disk-full', message: expect.stringMatching(/are free where it goes/) },
  ]);
});

it.each([
  ['F32', Number.NaN, 'NaN'],
  ['F16', Number.POSITIVE_INFINITY, 'Infinity'],
  ['BF16', Number.NEGATIVE_INFINITY, '-Infinity'],
] as const)('finds a number of %s that is not finite, but only if asked', async (dtype, value, shown) => {
  const tensors = tinyLlama(1, { dtype });
  const base = await tinyModel(tensors);
  const spoilt = tensors.map((tensor) =>
    tensor.name === 'model.norm.weight' ? { ...tensor, values: tensor.values.with(3, value) } : tensor,
  );
  const one = await tinyModel(spoilt);
  expect((await checkRecipe(request({ base, one }))).ok).toBe(true);
  const { problems } = await checkRecipe(request({ base, one }, { lookAtNumbers: true }));
  expect(problems).toMatchObject([
    { line: 4, code: 'recipe/not-finite', message: `tensor “model.norm.weight” of one holds ${shown} at element 3.` },
  ]);
});

it('reads nothing but headers, of models with a thousand tensors too', async () => {
  const layouts = Array.from({ length: 100 }, (_, layer) =>
    Array.from({ length: 10 }, (__, part) => ({
      name: `model.layers.${layer}.part_${part}.weight`,
      dtype: 'BF16' as const,
      shape: [4096, 4096],
    })),
  ).flat();
  const { header, size } = planSafetensors(layouts, {});
  let read = 0;
  const source = {
    name: 'model.safetensors',
    size,
    async readInto(target: Uint8Array, at: number) {
      if (at + target.length > header.length) throw new InputError('test/read', 'Weights were read.');
      read += target.length;
      target.set(header.subarray(at, at + target.length));
    },
    async close() {},
  };
  const whole = await openHeader(header, size, source);
  const report = await checkRecipe(request({}, { open: async () => whole }));
  expect(report).toMatchObject({
    ok: true,
    forecast: { tensors: { merged: 1000 }, bytes: { written: size - header.length } },
  });
  expect(read).toBe(0);
});

/** A checkpoint of which only the header is there. */
async function openHeader(
  header: Uint8Array,
  size: number,
  source: { readInto(target: Uint8Array, at: number): Promise<void> },
): ReturnType<typeof openCheckpoint> {
  const blob = new Blob([header.slice()]);
  const sized = {
    size,
    slice: (from: number, to: number) => (to <= header.length ? blob.slice(from, to) : blob.slice(0, 0)),
  };
  const opened = await openCheckpoint([{ kind: 'blob', blob: sized as unknown as Blob, name: 'model.safetensors' }]);
  return {
    ...opened,
    async read(_entry, target, at = 0) {
      await source.readInto(target, size - 1 + at);
    },
  };
}
