/** What the engine does around a rule: formats that differ, rows that are missing, adapters, several files, copies. */
import { type Checkpoint, openCheckpoint } from '@offprint/files';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inlineContext } from './inline-context.ts';
import type { Job, Operand } from './jobs.ts';
import { mergeJobs } from './merge-jobs.ts';
import type { MergeReport } from './merge-report.ts';
import { mergeTasks } from './merge-with-rule.ts';
import { readTensors, testFile } from './safetensors.testing.ts';
import type { FloatDType, FloatEntry } from './tensors.ts';

const width = 5;
const dtypes = fc.constantFrom<FloatDType>('F32', 'F16', 'BF16', 'F64');
/** Small whole numbers, so that every format, sum and product is exact. */
const numbers = (count: number, most: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: -most, max: most }), { minLength: count, maxLength: count });

interface Adapter {
  readonly rank: number;
  readonly scale: number;
  readonly transposed: boolean;
  readonly a: readonly number[];
  readonly b: readonly number[];
}

/** An adapter of a weight [rows, width]: A is [rank, inputs] and B [outputs, rank], whichever of the two rows are. */
const adapterOf = (rows: number): fc.Arbitrary<Adapter> =>
  fc.tuple(fc.integer({ min: 1, max: 3 }), fc.boolean()).chain(([rank, transposed]) =>
    fc.record({
      rank: fc.constant(rank),
      transposed: fc.constant(transposed),
      scale: fc.constantFrom(1, 2),
      a: numbers(rank * (transposed ? rows : width), 1),
      b: numbers(rank * (transposed ? width : rows), 1),
    }),
  );

const modelOf = (rows: number) =>
  fc.integer({ min: Math.max(1, rows - 2), max: rows + 2 }).chain((own) =>
    fc.record({
      dtype: dtypes,
      rows: fc.constant(own),
      values: numbers(own * width, 8),
      adapter: own === rows ? fc.option(adapterOf(rows)) : fc.constant(null),
    }),
  );

const cases = fc.integer({ min: 1, max: 9 }).chain((rows) =>
  fc.record({
    rows: fc.constant(rows),
    dtype: dtypes,
    output: dtypes,
    elementsOfChunk: fc.constantFrom(8192, 1, 3, 7, 16),
    base: numbers(rows * width, 8),
    models: fc.array(modelOf(rows), { minLength: 1, maxLength: 3 }),
  }),
);

/** B · A times the scale, as a matrix of the weight's own layout. */
function productOf({ rank, scale, transposed, a, b }: Adapter, rows: number): number[] {
  return Array.from({ length: rows * width }, (_, at) => {
    const row = Math.floor(at / width);
    const column = at % width;
    const [output, input, inputs] = transposed ? [column, row, rows] : [row, column, width];
    let sum = 0;
    for (let r = 0; r < rank; r++) sum += b[output * rank + r] * a[r * inputs + input];
    return scale * sum;
  });
}

function entryOf(checkpoint: Checkpoint, name: string): FloatEntry {
  const entry = checkpoint.tensors.get(name);
  if (entry === undefined) throw new RangeError(`There is no ${name}.`);
  // Every tensor of these files is written in a format of floating-point numbers.
  return entry as FloatEntry;
}

const open = async (...given: Parameters<typeof testFile>): Promise<Checkpoint> =>
  openCheckpoint([await testFile(...given)]);

describe('the changes of models', () => {
  it('are taken whatever the formats, rows, adapters, chunks and files', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ rows, dtype, output, elementsOfChunk, base, models }) => {
        const checkpoints = [
          await open('base', [
            { name: 'w', shape: [rows, width], values: base, dtype },
            { name: 'rest', shape: [width], values: base.slice(0, width), dtype: 'I64' },
          ]),
        ];
        const operands: Operand[] = [];
        for (const model of models) {
          const file = await open('model', [
            { name: 'w', shape: [model.rows, width], values: model.values, dtype: model.dtype },
          ]);
          const operand = { file: checkpoints.length, entry: entryOf(file, 'w') };
          checkpoints.push(file);
          if (model.adapter === null) {
            operands.push(operand);
            continue;
          }
          const { rank, scale, transposed, a, b } = model.adapter;
          const [inputs, outputs] = transposed ? [rows, width] : [width, rows];
          const adapter = await open('adapter', [
            { name: 'a', shape: [rank, inputs], values: a },
            { name: 'b', shape: [outputs, rank], values: b },
          ]);
          operands.push({
            ...operand,
            adapters: [
              { file: checkpoints.length, a: entryOf(adapter, 'a'), b: entryOf(adapter, 'b'), scale, transposed },
            ],
          });
          checkpoints.push(adapter);
        }
        const job = (name: string): Job => ({
          kind: 'merge',
          name,
          shape: [rows, width],
          dtype: output,
          compute: output,
          rule: 'task_arithmetic',
          parameters: { weights: models.map(() => 1), normalise: false, lambda: 1 },
          base: { file: 0, entry: entryOf(checkpoints[0], 'w') },
          models: operands,
        });
        const copy: Job = { kind: 'copy', name: 'rest', file: 0, entry: entryOf(checkpoints[0], 'rest') };
        const inline = inlineContext<MergeReport>(mergeTasks);
        await mergeJobs(
          {
            jobs: [job('one'), copy, job('two')],
            checkpoints,
            scope: 'tensor',
            rounding: 'precise',
            shards: [
              { name: 'first', jobs: [2], metadata: {} },
              { name: 'second', jobs: [1, 0], metadata: {} },
            ],
            port: 'merged',
            models: models.map((_, index) => `model ${index}`),
            reference: 'base',
            steps: { measure: 0, merge: 1, write: 2 },
            elementsOfChunk,
          },
          inline.context,
        );
        const files = await inline.commit();
        const read = async (name: string) => {
          const reference = files.get(name);
          return reference === undefined ? undefined : Object.fromEntries(await readTensors(reference));
        };
        const expected = base.map((own, p) => {
          const changes = models.map(({ values, adapter }) => {
            if (p >= values.length) return 0;
            return values[p] - own + (adapter === null ? 0 : productOf(adapter, rows)[p]);
          });
          return changes.reduce((sum, change) => sum + change, own) + 0;
        });
        // -0 is 0 here: whole numbers lose their sign where they are read as such.
        const plain = (values: readonly number[] = []): number[] => values.map((number) => number + 0);
        const [first, second] = [await read('first'), await read('second')];
        expect(Object.keys(first ?? {})).toEqual(['two']);
        expect(Object.keys(second ?? {})).toEqual(['one', 'rest']);
        expect(plain(first?.['two'])).toEqual(expected);
        expect(plain(second?.['one'])).toEqual(expected);
        expect(plain(second?.['rest'])).toEqual(plain(base.slice(0, width)));
      }),
      { numRuns: 80 },
    );
  });
});
