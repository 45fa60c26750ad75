import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openCheckpoint } from '../checkpoint.ts';
import { checkpointReferences } from '../checkpoint-references.node.ts';
import { memorySink } from '../memory-sink.ts';
import type { SourceReference } from '../source.ts';
import { type FilledTensor, metadataRecords, readAll, tensorLists } from '../testing/tensors.ts';
import { planSafetensors, writeSafetensors } from './write.ts';

async function written(
  tensors: readonly FilledTensor[],
  metadata: Readonly<Record<string, string>> = {},
): Promise<Extract<SourceReference, { kind: 'bytes' }>> {
  const sink = memorySink('written.safetensors');
  await writeSafetensors(sink, tensors, metadata);
  const reference = await sink.commit();
  if (reference.kind !== 'bytes') throw new Error('A memory sink gives bytes.');
  return reference;
}

function byName(tensors: readonly FilledTensor[]): FilledTensor[] {
  return tensors.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

test('whatever is written is read back, bit for bit', async () => {
  await fc.assert(
    fc.asyncProperty(tensorLists, metadataRecords, async (tensors, metadata) => {
      const checkpoint = await openCheckpoint([await written(tensors, metadata)]);
      expect(await readAll(checkpoint)).toEqual(byName(tensors));
      expect(Object.entries(checkpoint.metadata).toSorted()).toEqual(Object.entries(metadata).toSorted());
    }),
    { numRuns: 300 },
  );
});

test('the file does not depend on the order in which tensors and metadata are given', async () => {
  await fc.assert(
    fc.asyncProperty(tensorLists, metadataRecords, async (tensors, metadata) => {
      const reordered = Object.fromEntries(Object.entries(metadata).toReversed());
      const one = await written(tensors, metadata);
      const other = await written(tensors.toReversed(), reordered);
      expect(other.bytes).toEqual(one.bytes);
    }),
  );
});

test('the plan says where every byte goes, on multiples of the element size', async () => {
  await fc.assert(
    fc.asyncProperty(tensorLists, async (tensors) => {
      const plan = planSafetensors(tensors);
      const file = await written(tensors);
      const checkpoint = await openCheckpoint([file]);
      expect(plan.size).toBe(file.bytes.byteLength);
      expect(file.bytes.subarray(0, plan.header.byteLength)).toEqual(plan.header);
      expect(plan.header.byteLength % 8).toBe(0);
      for (const [name, at] of plan.at) {
        const entry = checkpoint.tensors.get(name);
        expect(entry?.at).toBe(at);
        if (entry !== undefined && entry.bytes > 0) expect(at % Math.ceil(entry.bytes / entry.elements)).toBe(0);
      }
    }),
  );
});

test('the header of a small file is exactly this, as the reference implementation writes it', async () => {
  const tensors: FilledTensor[] = [
    { name: 'b', dtype: 'BF16', shape: [2], bytes: new Uint8Array(4) },
    { name: 'a', dtype: 'BF16', shape: [], bytes: new Uint8Array(2) },
    { name: 'step', dtype: 'I64', shape: [1], bytes: new Uint8Array(8) },
  ];
  const { header, size } = planSafetensors(tensors, { format: 'pt' });
  const json =
    '{"__metadata__":{"format":"pt"},"step":{"dtype":"I64","shape":[1],"data_offsets":[0,8]},' +
    '"a":{"dtype":"BF16","shape":[],"data_offsets":[8,10]},"b":{"dtype":"BF16","shape":[2],"data_offsets":[10,14]}}';
  const padded = json.padEnd(Math.ceil(json.length / 8) * 8);
  expect(new TextDecoder().decode(header.subarray(8))).toBe(padded);
  expect(Array.from(header.subarray(0, 8))).toEqual([padded.length, 0, 0, 0, 0, 0, 0, 0]);
  expect(size).toBe(8 + padded.length + 14);
});

const shared = process.env['OFFPRINT_SHARED'];

describe.skipIf(shared === undefined)(
  'checkpoints of other frameworks (skipped unless OFFPRINT_SHARED names the folder of real data)',
  () => {
    const folder = path.join(shared ?? '', 'data', 'checkpoints');
    const files = shared === undefined ? [] : readdirSync(folder).filter((name) => name.endsWith('.safetensors'));

    test('there are some', () => {
      expect(files.length).toBeGreaterThan(0);
    });

    test.each(files)('%s is read, and written back with the same tensors', async (name) => {
      const original = await openCheckpoint(await checkpointReferences(path.join(folder, name)));
      const tensors = await readAll(original);
      const copy = await openCheckpoint([await written(tensors, original.metadata)]);
      expect(await readAll(copy)).toEqual(tensors);
      expect(copy.metadata).toEqual(original.metadata);
      await original.close();
    });

    // PEFT, PyTorch and Candle call the reference implementation, so that its bytes are known.
    const byReference = files.filter((name) => /^(peft|torch|candle)-/.test(name));
    test.each(byReference)('%s, from the reference implementation, comes out as the very same file', async (name) => {
      const original = await openCheckpoint(await checkpointReferences(path.join(folder, name)));
      const copy = await written(await readAll(original), original.metadata);
      expect(Buffer.compare(copy.bytes, readFileSync(path.join(folder, name)))).toBe(0);
      await original.close();
    });
  },
);
