import { type Checkpoint, memorySink, openCheckpoint, type TensorLayout, writeSafetensors } from '@offprint/files';
import { describe, expect, it } from 'vitest';
import { sampleCheckpoints } from './sample.ts';
import { sampleInputs } from './sample-inputs.ts';

/** A checkpoint whose numbers are their own places, so that a sample tells where it was taken. */
async function numbered(name: string, layout: readonly TensorLayout[], metadata = {}): Promise<Checkpoint> {
  const sink = memorySink(name);
  const tensors = layout.map((tensor) => {
    const elements = tensor.shape.reduce((size, length) => size * length, 1);
    return { ...tensor, bytes: new Uint8Array(Float32Array.from({ length: elements }, (_, at) => at).buffer) };
  });
  await writeSafetensors(sink, tensors, metadata);
  return openCheckpoint([await sink.commit()]);
}

const f32 = (name: string, ...shape: number[]): TensorLayout => ({ name, dtype: 'F32', shape });

async function numbersOf(checkpoint: Checkpoint, name: string): Promise<number[]> {
  const entry = checkpoint.tensors.get(name);
  if (entry === undefined) throw new Error(`no ${name}`);
  const bytes = new Uint8Array(entry.bytes);
  await checkpoint.read(entry, bytes);
  return [...new Float32Array(bytes.buffer)];
}

async function sampled(checkpoints: readonly Checkpoint[], parameters: number) {
  const { references, size } = await sampleCheckpoints(checkpoints, { parameters });
  return { size, samples: await Promise.all(references.map((reference) => openCheckpoint([reference]))) };
}

describe('sampleCheckpoints', () => {
  it('takes whole rows, the same in all files, without a change', async () => {
    const layout = [f32('wide', 800, 10), f32('deep', 40, 2, 5), f32('bias', 600), f32('scale')];
    const files = [await numbered('a.safetensors', layout, { by: 'hand' }), await numbered('b.safetensors', layout)];
    const { size, samples } = await sampled(files, 90);
    const [a, b] = samples;
    if (a === undefined || b === undefined) throw new Error('a sample is missing');
    expect(a.name).toBe('a.safetensors');
    expect(a.metadata).toEqual({ by: 'hand' });
    expect([...a.tensors.values()].map(({ name, shape }) => [name, ...shape])).toEqual([
      ['bias', 16],
      ['deep', 1, 2, 5],
      ['scale'],
      ['wide', 8, 10],
    ]);
    expect(size).toEqual({ share: 101, of: 9001, parameters: 107 });
    const wide = await numbersOf(a, 'wide');
    expect(wide).toEqual(await numbersOf(b, 'wide'));
    const firsts = wide.filter((_, at) => at % 10 === 0);
    expect(firsts).toEqual([990, 1000, 2990, 3000, 4990, 5000, 6990, 7000]);
    expect(wide.every((value, at) => value === (firsts[Math.floor(at / 10)] ?? 0) + (at % 10))).toBe(true);
  });

  it('is the whole where the whole is small', async () => {
    const file = await numbered('a.safetensors', [f32('w', 7, 3)]);
    const { size, samples } = await sampled([file], 1000);
    expect(size).toEqual({ share: 1, of: 21, parameters: 21 });
    expect(await numbersOf(samples[0] ?? file, 'w')).toEqual(await numbersOf(file, 'w'));
  });

  it('keeps unlike numbers of rows unlike', async () => {
    const files = [
      await numbered('a.safetensors', [f32('w', 500, 2)]),
      await numbered('b.safetensors', [f32('w', 503, 2)]),
    ];
    const { samples } = await sampled(files, 100);
    expect(samples.map(({ tensors }) => tensors.get('w')?.shape)).toEqual([
      [50, 2],
      [51, 2],
    ]);
  });

  it('stops when it is told to', async () => {
    const file = await numbered('a.safetensors', [f32('w', 500, 2)]);
    const stopped = new AbortController();
    stopped.abort();
    await expect(sampleCheckpoints([file], { signal: stopped.signal })).rejects.toMatchObject({ kind: 'cancelled' });
  });
});

describe('sampleInputs', () => {
  it('gives each port as many checkpoints as it had, in their order', async () => {
    const make = async (name: string) => (await numbered(name, [f32('w', 500, 2)])).references;
    const files = { base: [await make('base')], models: [await make('one'), await make('two')] };
    const { files: small, size } = await sampleInputs(files, { parameters: 100 });
    const names = Object.entries(small).map(([port, list]) => [
      port,
      ...list.flat().map((one) => 'name' in one && one.name),
    ]);
    expect(names).toEqual([
      ['base', 'base'],
      ['models', 'one', 'two'],
    ]);
    expect(size).toEqual({ parameters: 100, of: 1000, share: 10 });
  });
});
