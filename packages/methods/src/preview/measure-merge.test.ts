import { type Checkpoint, memorySink, openCheckpoint, writeSafetensors } from '@offprint/files';
import { narrowBf16 } from '@offprint/numerics';
import { expect, it } from 'vitest';
import { measureMerge } from './measure-merge.ts';

async function checkpoint(
  tensors: Readonly<Record<string, readonly number[]>>,
  dtype: 'F32' | 'BF16' = 'F32',
): Promise<Checkpoint> {
  const sink = memorySink('x.safetensors');
  const list = Object.entries(tensors).map(([name, values]) => {
    const floats = Float32Array.from(values);
    const halves = new Uint16Array(floats.length);
    narrowBf16(floats, halves);
    const bytes = new Uint8Array(dtype === 'F32' ? floats.buffer : halves.buffer);
    return { name, dtype, shape: [values.length], bytes };
  });
  await writeSafetensors(sink, list);
  return openCheckpoint([await sink.commit()]);
}

it('gives norm, distances and cosines of the changes from the base', async () => {
  const base = await checkpoint({ w: [1, 1, 1], same: [5] });
  const models = [await checkpoint({ w: [4, 5, 1], same: [5] }), await checkpoint({ w: [1, 1, 3], same: [5] })];
  const merged = await checkpoint({ w: [4, 5, 3], same: [5] });
  const measure = await measureMerge({ base, models, merged });
  expect(measure.norm).toBeCloseTo(Math.sqrt(29), 12);
  expect(measure.distances).toEqual([2, 5]);
  expect(measure.cosines[0]).toBeCloseTo(5 / Math.sqrt(29), 12);
  expect(measure.cosines[1]).toBeCloseTo(2 / Math.sqrt(29), 12);
});

it('measures from the first model where there is no base', async () => {
  const models = [await checkpoint({ w: [2, 0] }, 'BF16'), await checkpoint({ w: [0, 0] }, 'BF16')];
  const merged = await checkpoint({ w: [1.5, 0] }, 'BF16');
  expect(await measureMerge({ base: null, models, merged })).toEqual({
    norm: 0.5,
    distances: [0.5, 1.5],
    cosines: [null, 1],
  });
});

it('leaves out what has not one shape everywhere, and has no cosine with a model that did not change', async () => {
  const base = await checkpoint({ w: [1], rows: [0, 0] });
  const models = [await checkpoint({ w: [1], rows: [9, 9, 9] })];
  const merged = await checkpoint({ w: [3], rows: [9, 9] });
  expect(await measureMerge({ base, models, merged })).toEqual({ norm: 2, distances: [2], cosines: [null] });
});
