import fc from 'fast-check';
import { expect, test } from 'vitest';
import { memoryBlobSink, memorySink } from './memory-sink.ts';
import { openSource } from './open-source.ts';
import type { ByteSink } from './source.ts';

async function contentOf(sink: ByteSink): Promise<number[]> {
  const source = await openSource(await sink.commit());
  const bytes = new Uint8Array(source.size);
  await source.readInto(bytes, 0);
  return Array.from(bytes);
}

test.each([
  ['bytes', memorySink],
  ['blob', memoryBlobSink],
] as const)('gives %s under the name it was given', async (kind, make) => {
  const sink = make('out.safetensors');
  await sink.write(Uint8Array.of(3, 4), 2);
  await sink.write(Uint8Array.of(1, 2), 0);
  const reference = await sink.commit();
  expect(reference).toMatchObject({ kind, name: 'out.safetensors' });
});

test('pieces in any order make the same file, and what was never written is zero', async () => {
  const spans = fc.array(fc.record({ at: fc.nat(3_000_000), length: fc.nat(5000) }), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(spans, fc.constantFrom(memorySink, memoryBlobSink), async (list, make) => {
      const sink = make('x');
      const size = Math.max(0, ...list.map(({ at, length }) => at + length));
      const expected = new Uint8Array(size);
      for (const [index, { at, length }] of list.entries()) {
        const piece = new Uint8Array(length).fill(index + 1);
        expected.set(piece, at);
        await sink.write(piece, at);
      }
      const source = await openSource(await sink.commit());
      const bytes = new Uint8Array(source.size);
      await source.readInto(bytes, 0);
      expect(Buffer.compare(bytes, expected)).toBe(0);
    }),
    { numRuns: 30 },
  );
});

test('the bytes written may be changed by the caller afterwards', async () => {
  const sink = memorySink('x');
  const buffer = Uint8Array.of(1, 2, 3);
  await sink.write(buffer, 0);
  buffer.fill(9);
  expect(await contentOf(sink)).toEqual([1, 2, 3]);
});

test('discard may be called at any time', async () => {
  const sink = memorySink('x');
  await sink.discard();
  await sink.discard();
  const written = memorySink('y');
  await written.write(Uint8Array.of(1), 0);
  const reference = await written.commit();
  await written.discard();
  expect(reference).toMatchObject({ kind: 'bytes', bytes: Uint8Array.of(1) });
});
