import { openCheckpoint, type SourceReference } from '@offprint/files';
import { roundToBf16, roundToF16 } from '@offprint/numerics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inlineContext } from './inline-context.ts';
import type { MergeReport } from './merge-report.ts';
import { mergeTasks, mergeWithRule, type RuleRecipe } from './merge-with-rule.ts';
import { readTensors, type TestTensor, testFile } from './safetensors.testing.ts';
import type { FloatDType } from './tensors.ts';

const recipe = (rule: string, parameters: unknown, more: Partial<RuleRecipe> = {}): RuleRecipe => ({
  rule,
  parameters,
  rounding: 'precise',
  scope: 'tensor',
  suffix: '-merged',
  port: 'merged',
  ...more,
});

async function mergeFiles(base: SourceReference | null, models: readonly SourceReference[], given: RuleRecipe) {
  const inline = inlineContext<MergeReport>(mergeTasks);
  const { data } = await mergeWithRule(
    {
      base: base === null ? null : await openCheckpoint([base]),
      models: await Promise.all(models.map((model) => openCheckpoint([model]))),
      embedding: 'error',
    },
    given,
    inline.context,
  );
  const [merged] = (await inline.commit()).values();
  return { merged, report: data, notices: inline.notices };
}

const round = (dtype: FloatDType, values: readonly number[]): number[] => {
  if (dtype === 'F64') return [...values];
  const x = Float32Array.from(values);
  if (dtype === 'BF16') roundToBf16(x);
  if (dtype === 'F16') roundToF16(x);
  return [...x];
};

const value = fc.integer({ min: -64, max: 64 }).map((n) => n / 16);
const dtypes = fc.constantFrom<FloatDType>('F32', 'F16', 'BF16', 'F64');
/** Exact in every format and every order: sixteenths. */
const cases = fc
  .tuple(
    fc.integer({ min: 1, max: 4 }),
    fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 4 }),
    dtypes,
  )
  .chain(([models, sizes, dtype]) =>
    fc.record({
      dtype: fc.constant(dtype),
      elementsOfChunk: fc.constantFrom(8192, 1, 7, 16),
      files: fc.array(fc.tuple(...sizes.map((size) => fc.array(value, { minLength: size, maxLength: size }))), {
        minLength: models + 1,
        maxLength: models + 1,
      }),
    }),
  );

const fileOf = (name: string, tensors: readonly (readonly number[])[], dtype: FloatDType): Promise<SourceReference> =>
  testFile(
    name,
    tensors.map((values, index): TestTensor => ({ name: `t${index}`, shape: [values.length], values, dtype })),
  );

describe('streams equal arrays', () => {
  it('task arithmetic and its report, over shapes, formats and chunks', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ dtype, elementsOfChunk, files }) => {
        const [base, ...models] = files;
        const baseFile = await fileOf('base', base, dtype);
        const modelFiles = await Promise.all(models.map((model, index) => fileOf(`m${index}`, model, dtype)));
        const weights = models.map((_, index) => 0.5 + index);
        const parameters = { weights, normalise: false, lambda: 0.5 };
        if (base.every((tensor) => tensor.length === 0)) return;
        const { merged, report } = await mergeFiles(
          baseFile,
          modelFiles,
          recipe('task_arithmetic', parameters, { elementsOfChunk }),
        );
        const got = await readTensors(merged);
        const changes: number[][] = [...models.map(() => []), []];
        for (const [tensor, values] of base.entries()) {
          const change = values.map((own, p) =>
            models.reduce((sum, model, index) => sum + 0.5 * weights[index] * (model[tensor][p] - own), 0),
          );
          expect(got.get(`t${tensor}`)).toEqual(
            round(
              dtype,
              values.map((own, p) => own + change[p]),
            ),
          );
          models.forEach((model, index) => {
            changes[index].push(...values.map((own, p) => model[tensor][p] - own));
          });
          changes[models.length].push(...change);
        }
        const products = changes.map((a) => changes.map((b) => a.reduce((sum, x, p) => sum + x * b[p], 0)));
        expect(report.gram).toEqual(products);
        const some = changes[0].map((_, p) => models.map((__, index) => changes[index][p]));
        expect(report.touched).toBe(some.filter((values) => values.some((x) => x !== 0)).length);
        expect(report.divided).toBe(
          some.filter((values) => values.some((x) => x > 0) && values.some((x) => x < 0)).length,
        );
        expect(report.counted).toBe(report.parameters);
      }),
      { numRuns: 60 },
    );
  });

  it('averaging equal models returns their bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        dtypes,
        fc.array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -60_000, max: 60_000 }), {
          minLength: 1,
          maxLength: 30,
        }),
        fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 5 }),
        async (dtype, values, weights) => {
          const file = await fileOf('same', [values], dtype);
          const { merged } = await mergeFiles(
            null,
            weights.map(() => file),
            recipe('linear', { weights, normalise: true }),
          );
          expect(await readTensors(merged)).toEqual(await readTensors(file));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('what is refused', () => {
  it('a number too large for the format, by name', async () => {
    const base = await fileOf('base', [[0, 60_000]], 'F16');
    const model = await fileOf('model', [[0, 65_000]], 'F16');
    const parameters = { weights: [3], normalise: false, lambda: 1 };
    await expect(mergeFiles(base, [model], recipe('task_arithmetic', parameters))).rejects.toMatchObject({
      code: 'merge/overflow',
      where: { tensor: 't0' },
    });
  });

  it('a NaN, by its place', async () => {
    const base = await fileOf('base', [[0, 1, 2]], 'F32');
    const model = await fileOf('model', [[0, Number.NaN, 2]], 'F32');
    const parameters = { weights: [1], normalise: false, lambda: 1 };
    await expect(mergeFiles(base, [model], recipe('task_arithmetic', parameters))).rejects.toMatchObject({
      code: 'merge/not-finite',
      where: { file: 'model.safetensors', position: '1' },
    });
  });
});

describe('what a reader is told', () => {
  it('names a model that changes nothing, and shares of layers', async () => {
    const base = await fileOf('base', [[1, 2, 3]], 'F32');
    const same = await fileOf('same', [[1, 2, 3]], 'F32');
    const other = await fileOf('other', [[1, 2, 4]], 'F32');
    const parameters = { weights: [1, 1], normalise: false, lambda: 1 };
    const { report, notices } = await mergeFiles(base, [same, other], recipe('task_arithmetic', parameters));
    expect(notices.map(({ code }) => code)).toEqual(['merge/identical-model']);
    expect(report.models.map(({ norm, distance }) => [norm, distance])).toEqual([
      [0, 1],
      [1, 0],
    ]);
    expect(report.layers.map(({ merged, counted }) => [merged, counted])).toEqual([[1, 3]]);
  });
});
