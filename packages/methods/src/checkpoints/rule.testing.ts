/** Rules on streams beside the same on arrays, over shapes, formats, chunks and profiles. */
import { openCheckpoint } from '@offprint/files';
import { roundToBf16, roundToF16 } from '@offprint/numerics';
import fc from 'fast-check';
import { expect } from 'vitest';
import { inlineContext } from './inline-context.ts';
import type { MergeReport } from './merge-report.ts';
import { mergeTasks, mergeWithRule } from './merge-with-rule.ts';
import { readTensors, testFile } from './safetensors.testing.ts';
import type { Rounding } from './tensors.ts';

export type TestedFormat = 'F32' | 'F16' | 'BF16';

/** One tensor of a merge on arrays. */
export interface ArrayMerge {
  readonly tensor: string;
  readonly shape: readonly number[];
  readonly base: Float32Array;
  readonly models: readonly Float32Array[];
  readonly rounding: Rounding;
  readonly format: TestedFormat;
}

export interface RuleUnderTest {
  readonly rule: string;
  /** False for rules that merge models without a base. */
  readonly base: boolean;
  readonly models: number;
  readonly parameters: (rounding: Rounding) => unknown;
  readonly arrays: (merge: ArrayMerge) => Float32Array;
  /** How many cases; fewer for rules that count a lot for each chunk. Default 60. */
  readonly cases?: number;
}

/** Sixteenths: their products and sums are exact in float64, in whatever order. */
const value = fc.integer({ min: -48, max: 48 }).map((n) => n / 16);
const shape = fc.oneof(
  fc.tuple(fc.integer({ min: 1, max: 40 })),
  fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 })),
  fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
);

function rounded(format: TestedFormat, values: readonly number[]): Float32Array {
  const x = Float32Array.from(values);
  if (format === 'BF16') roundToBf16(x);
  if (format === 'F16') roundToF16(x);
  return x;
}

/** Checks that streams give the numbers of arrays, in chunks of any size. */
export async function expectStreamsToEqualArrays(subject: RuleUnderTest): Promise<void> {
  const files = subject.models + 1;
  const cases = fc.record({
    format: fc.constantFrom<TestedFormat>('F32', 'F16', 'BF16'),
    rounding: fc.constantFrom<Rounding>('precise', 'mergekit'),
    elementsOfChunk: fc.constantFrom(8192, 1, 7, 16),
    tensors: fc.array(
      shape.chain((sizes) => {
        const elements = sizes.reduce((product, size) => product * size, 1);
        const values = fc.array(value, { minLength: elements, maxLength: elements });
        return fc.record({
          shape: fc.constant(sizes),
          values: fc.array(values, { minLength: files, maxLength: files }),
        });
      }),
      { minLength: 1, maxLength: 3 },
    ),
  });
  await fc.assert(
    fc.asyncProperty(cases, async ({ format, rounding, elementsOfChunk, tensors }) => {
      const references = await Promise.all(
        Array.from({ length: files }, (_, file) =>
          testFile(
            `file-${file}`,
            tensors.map((tensor, index) => ({
              name: `t${index}`,
              shape: tensor.shape,
              values: [...rounded(format, tensor.values[file])],
              dtype: format,
            })),
          ),
        ),
      );
      const [base, ...models] = await Promise.all(references.map((reference) => openCheckpoint([reference])));
      const inline = inlineContext<MergeReport>(mergeTasks);
      const { data } = await mergeWithRule(
        { base: subject.base ? base : null, models, embedding: 'error' },
        {
          rule: subject.rule,
          parameters: subject.parameters(rounding),
          rounding,
          scope: 'tensor',
          suffix: '-merged',
          port: 'merged',
          elementsOfChunk,
        },
        inline.context,
      );
      const [merged] = (await inline.commit()).values();
      const got = await readTensors(merged);
      for (const [index, tensor] of tensors.entries()) {
        const [own, ...others] = tensor.values.map((values) => rounded(format, values));
        const expected = subject.arrays({
          tensor: `t${index}`,
          shape: tensor.shape,
          base: own,
          models: others,
          rounding,
          format,
        });
        const numbers = got.get(`t${index}`) ?? [];
        expect(numbers.map((number) => number + 0)).toEqual([...expected].map((number) => number + 0));
      }
      expect(data.counted).toBe(data.parameters);
    }),
    { numRuns: subject.cases ?? 60 },
  );
}
