import { openCheckpoint, type SourceReference } from '@offprint/files';
import { createRandom } from '@offprint/numerics';
import { describe, expect, it } from 'vitest';
import { readTensors, type TestTensor, testFile } from '../../checkpoints/safetensors.testing.ts';
import type { RunResult } from '../../context.ts';
import { executeRun } from '../../runner/execute.ts';
import method from './method.ts';
import { gpt2, perceptron, randomWeights, sequential, type TestShapes } from './networks/networks.testing.ts';
import { permuteAxes } from './permutation.ts';
import type { MatchingReport } from './report.ts';
import { piecesOf } from './tasks.ts';

type Result = RunResult<MatchingReport>;

async function runOn(
  a: SourceReference,
  b: SourceReference,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<Result> {
  return (await executeRun(method, { files: { a: [[a]], b: [[b]] }, settings }, { threads: 1 })) as Result;
}

const read = (result: Result, port: string) => readTensors(outputOf(result, port));

function outputOf({ outputs }: Result, port: string): SourceReference {
  const found: unknown = outputs[port];
  const [file] = Array.isArray(found) ? found : [found];
  return (file as { reference: SourceReference }).reference;
}

/** Numbers that every format holds exactly. */
function tensorsOf(shapes: TestShapes, seed: number, dtype: TestTensor['dtype'] = 'F32'): TestTensor[] {
  return [...randomWeights(shapes, seed)].map(([name, { shape, values }]) => ({
    name,
    shape,
    values: name.endsWith('num_batches_tracked') ? [seed] : [...values].map((value) => Math.round(value * 16) / 16 + 0),
    dtype: name.endsWith('num_batches_tracked') ? 'I64' : dtype,
  }));
}

const reversed = (size: number): Int32Array => Int32Array.from({ length: size }, (_, at) => size - 1 - at);

/** The perceptron with the units of both hidden layers in reverse. */
function turned(tensors: readonly TestTensor[]): TestTensor[] {
  const [first, second] = [reversed(12), reversed(10)];
  const maps: Readonly<Record<string, (Int32Array | null)[]>> = {
    'fc1.weight': [first, null],
    'fc1.bias': [first],
    'fc2.weight': [second, first],
    'fc2.bias': [second],
    'fc3.weight': [null, second],
  };
  return tensors.map((tensor) => {
    const moved = permuteAxes(Float64Array.from(tensor.values), tensor.shape, maps[tensor.name] ?? [null, null]);
    return { ...tensor, values: [...moved] };
  });
}

const numberOf = ({ report }: Result, label: string): number | undefined =>
  report.numbers.find((number) => number.label === label)?.value;

describe('a run', () => {
  it.each(['F32', 'F16', 'BF16', 'F64'] as const)(
    'brings a network of %s back into order, to the last bit',
    async (dtype) => {
      const tensors = tensorsOf(perceptron, 1, dtype);
      const [a, b] = [await testFile('a', tensors), await testFile('b', turned(tensors))];
      const result = await runOn(a, b);
      const original = await readTensors(a);
      expect(await read(result, 'matched')).toEqual(original);
      expect(await read(result, 'merged')).toEqual(original);
      expect(numberOf(result, 'Distance after')).toBe(0);
      expect(numberOf(result, 'Units that stay')).toBe(0);
      expect(numberOf(result, 'Alignment of singular vectors after')).toBeCloseTo(1, 6);
      expect(result.report.data.checked).toMatchObject({ pieces: 1 });
    },
  );

  it('averages at λ, a at 0 and the matched network at 1', async () => {
    const a = await testFile('a', tensorsOf(perceptron, 1));
    const b = await testFile('b', tensorsOf(perceptron, 2));
    const [none, all, some] = [
      await runOn(a, b, { lambda: 0 }),
      await runOn(a, b, { lambda: 1 }),
      await runOn(a, b, { lambda: 0.25 }),
    ];
    expect(await read(none, 'merged')).toEqual(await readTensors(a));
    expect(await read(all, 'merged')).toEqual(await read(all, 'matched'));
    const [original, matched, merged] = [await readTensors(a), await read(some, 'matched'), await read(some, 'merged')];
    for (const [name, values] of merged) {
      const expected = values.map((_, at) =>
        Math.fround(0.75 * (original.get(name)?.[at] ?? 0) + 0.25 * (matched.get(name)?.[at] ?? 0)),
      );
      expect(values).toEqual(expected);
    }
  });

  it('keeps the format of each network, and the metadata', async () => {
    const tensors = tensorsOf(perceptron, 1);
    const mixed = tensors.map((tensor) => ({
      ...tensor,
      dtype: tensor.name === 'fc2.weight' ? ('F16' as const) : ('F32' as const),
    }));
    const [a, b] = [await testFile('a', tensors), await testFile('b', turned(mixed))];
    const result = await runOn(a, b);
    const formats = await Promise.all(
      ['matched', 'merged'].map(async (port) => {
        const checkpoint = await openCheckpoint([outputOf(result, port)]);
        return checkpoint.tensors.get('fc2.weight')?.dtype;
      }),
    );
    expect(formats).toEqual(['F16', 'F32']);
    expect(await read(result, 'matched')).toEqual(await readTensors(a));
    expect(await read(result, 'merged')).toEqual(await readTensors(a));
  });

  it('moves running statistics, leaves counters, and says that statistics must be made anew', async () => {
    const [a, b] = [await testFile('a', tensorsOf(sequential, 1)), await testFile('b', tensorsOf(sequential, 2))];
    const result = await runOn(a, b);
    const [before, matched, merged] = [
      await readTensors(b),
      await read(result, 'matched'),
      await read(result, 'merged'),
    ];
    expect(matched.get('net.1.running_mean')).not.toEqual(before.get('net.1.running_mean'));
    expect(matched.get('net.1.running_mean')?.toSorted()).toEqual(before.get('net.1.running_mean')?.toSorted());
    expect([matched, merged].map((tensors) => tensors.get('net.1.num_batches_tracked'))).toEqual([[2], [1]]);
    expect(result.notices.map(({ code }) => code)).toEqual(['matching/batch-norm']);
  });

  it('matches the blocks of a transformer apart, and its heads once their number is told', async () => {
    const [a, b] = [await testFile('a', tensorsOf(gpt2, 1)), await testFile('b', tensorsOf(gpt2, 2))];
    const alone = await runOn(a, b);
    expect(alone.notices.map(({ code }) => code)).toEqual(['matching/left']);
    expect(alone.report.data.groups.map(({ name, units }) => [name, units])).toEqual([
      ['transformer.h.0.mlp', 16],
      ['transformer.h.1.mlp', 16],
    ]);
    const withHeads = await runOn(a, b, { heads: 4 });
    expect(withHeads.report.data.groups).toHaveLength(4);
    expect(withHeads.report.data.checked?.difference).toBeLessThan(1e-12);
    const whole = await runOn(a, b, { heads: 4, stream: true });
    expect(whole.report.data.groups).toHaveLength(5);
    const [one, two, three] = [alone, withHeads, whole].map((result) => numberOf(result, 'Distance after') ?? 0);
    expect(two).toBeLessThan(one);
    expect(three).toBeLessThan(two);
  });

  it('obeys a specification, and says where nothing can check it', async () => {
    const shapes: TestShapes = new Map([
      ['first', [8, 3]],
      ['second', [2, 8]],
    ]);
    const [a, b] = [await testFile('a', tensorsOf(shapes, 1)), await testFile('b', tensorsOf(shapes, 2))];
    const specification = JSON.stringify({ axes: { first: ['P', null], second: [null, 'P'] } });
    const result = await runOn(a, b, { specification });
    expect(result.notices.map(({ code }) => code)).toEqual(['matching/not-checked']);
    const { objective } = result.report.data;
    expect(objective.at(-1)).toBeGreaterThan(objective[0]);
  });

  it('leaves wide layers as they are, or orders them greedily, if asked to', async () => {
    const random = createRandom(1, 'wide');
    const shapes: TestShapes = new Map([
      ['fc1.weight', [40, 4]],
      ['fc2.weight', [20, 40]],
      ['fc3.weight', [3, 20]],
    ]);
    const a = await testFile('a', tensorsOf(shapes, random.integer(100)));
    const b = await testFile('b', tensorsOf(shapes, random.integer(100)));
    await expect(runOn(a, b, { widest: 30 })).rejects.toMatchObject({
      code: 'matching/too-wide',
      hint: expect.stringContaining('greedy'),
    });
    const left = await runOn(a, b, { widest: 30, wide: 'leave' });
    expect(left.report.data.groups.map(({ fixed }) => fixed)[0]).toBe(40);
    const greedy = await runOn(a, b, { widest: 30, wide: 'greedy' });
    expect(greedy.report.data.gap).toBeGreaterThan(0);
    expect(numberOf(greedy, 'Distance after')).toBeLessThan(numberOf(left, 'Distance after') ?? 0);
  });

  it('says that equal networks are equal', async () => {
    const a = await testFile('a', tensorsOf(perceptron, 1));
    const result = await runOn(a, a);
    expect(result.notices.map(({ code }) => code)).toEqual(['matching/equal']);
    expect(await read(result, 'merged')).toEqual(await readTensors(a));
  });
});

describe('piecesOf', () => {
  const entry = {
    name: 'w',
    dtype: 'BF16' as const,
    shape: [5000, 2048],
    elements: 5000 * 2048,
    bytes: 0,
    file: 0,
    at: 0,
  };

  it('writes a large tensor some rows at a time', () => {
    const pieces = piecesOf(entry, [null, reversed(2048)]);
    expect(pieces).toHaveLength(3);
    expect(pieces.reduce((sum, piece) => sum + (piece?.count ?? 0), 0)).toBe(5000);
  });

  it('writes it whole where its rows change places', () => {
    expect(piecesOf(entry, [reversed(5000), null])).toEqual([null]);
  });
});
