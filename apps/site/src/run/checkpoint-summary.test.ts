import { memorySink, openCheckpoint, writeSafetensors } from '@offprint/files';
import { describe, expect, it } from 'vitest';
import { type CheckpointSummary, compareSummaries, describeSummary, summarise } from './checkpoint-summary.ts';

type Tensors = Readonly<Record<string, { readonly dtype: 'F32' | 'BF16'; readonly shape: readonly number[] }>>;

async function summaryOf(tensors: Tensors): Promise<CheckpointSummary> {
  const sink = memorySink('m.safetensors');
  const written = Object.entries(tensors).map(([name, { dtype, shape }]) => {
    const elements = shape.reduce((product, size) => product * size, 1);
    return { name, dtype, shape, bytes: new Uint8Array(elements * (dtype === 'F32' ? 4 : 2)) };
  });
  await writeSafetensors(sink, written);
  const checkpoint = await openCheckpoint([await sink.commit()]);
  try {
    return summarise(checkpoint);
  } finally {
    await checkpoint.close();
  }
}

const small: Tensors = { a: { dtype: 'BF16', shape: [20, 30] }, b: { dtype: 'BF16', shape: [7] } };

describe('describeSummary', () => {
  it('counts parameters and tensors and names the formats, the commonest first', async () => {
    expect(describeSummary(await summaryOf(small))).toBe('607 parameters, 2 tensors, bf16');
    const mixed = await summaryOf({ a: { dtype: 'F32', shape: [3] }, b: { dtype: 'BF16', shape: [1500, 1000] } });
    expect(describeSummary(mixed)).toBe('1.5 M parameters, 2 tensors, bf16 and f32');
  });
});

describe('compareSummaries', () => {
  const compared = async (other: Tensors) =>
    compareSummaries(await summaryOf(small), await summaryOf(other), 'the base');

  it('finds the same names and shapes, and says so of another format', async () => {
    expect(await compared(small)).toEqual({ same: true, note: 'same 2 names and shapes' });
    const wider: Tensors = { a: { dtype: 'F32', shape: [20, 30] }, b: { dtype: 'F32', shape: [7] } };
    expect(await compared(wider)).toEqual({ same: true, note: 'same 2 names and shapes, f32' });
  });

  it('names the first difference', async () => {
    expect(await compared({ ...small, a: { dtype: 'BF16', shape: [2000, 30] } })).toEqual({
      same: false,
      note: 'a is 2,000 × 30 here, 20 × 30 in the base',
    });
    expect((await compared({ ...small, b: { dtype: 'BF16', shape: [] } })).note).toBe(
      'b is a single number here, 7 in the base',
    );
    expect((await compared({ ...small, c: { dtype: 'BF16', shape: [1] } })).note).toBe('has c, which the base lacks');
  });

  it('counts the differences that follow', async () => {
    expect((await compared({ c: { dtype: 'BF16', shape: [1] } })).note).toBe(
      'lacks a, which the base has; 2 more differ',
    );
  });
});
