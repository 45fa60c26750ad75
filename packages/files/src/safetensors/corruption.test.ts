import { InputError } from '@offprint/errors';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openBytes } from '../bytes-source.ts';
import { memorySink } from '../memory-sink.ts';
import type { ByteSource } from '../source.ts';
import { rawSafetensors } from '../testing/raw-safetensors.ts';
import { type FilledTensor, metadataRecords, tensorLists } from '../testing/tensors.ts';
import { readSafetensorsHeader } from './header.ts';
import { planSafetensors, writeSafetensors } from './write.ts';

/** What a writer with a fault, a bad disk or an attacker might put into a header. */
const fragments = fc.constantFrom(
  ...[
    '"',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '-1',
    '1e9',
    '9007199254740993',
    '\\',
    '\\ud800',
    'null',
    '0',
    '7',
    '00',
    'U8',
    'F',
  ],
);

/** A place in a text or file as a share of its length. Whole numbers, because doubles crowd around zero. */
const places = fc.integer({ min: 0, max: 9999 }).map((part) => part / 10_000);

/** One way to damage text: some characters at a place are replaced by others, perhaps fewer or more. */
const damages = fc.record({
  place: places,
  removed: fc.integer({ min: 0, max: 6 }),
  inserted: fc.oneof(fragments, fc.string({ unit: 'binary', maxLength: 6 })),
});

type Damage = typeof damages extends fc.Arbitrary<infer T> ? T : never;

function damagedText(text: string, { place, removed, inserted }: Damage): string {
  const at = Math.floor(place * text.length);
  return text.slice(0, at) + inserted + text.slice(at + removed);
}

/** One byte of the file, header, length or data, set to something else. */
function withByteChanged(file: Uint8Array, place: number, value: number): Uint8Array {
  // Most of the weight on the beginning, where everything is decided.
  return file.with(Math.floor(place * place * (file.byteLength - 1)), value);
}

/** Opens a file and says what came of it, with every request for memory that came of reading. */
async function outcome(file: Uint8Array): Promise<'opened' | InputError> {
  const inner = await openBytes(file, 'damaged.safetensors');
  let read = 0;
  const source: ByteSource = {
    ...inner,
    async readInto(target, at) {
      // Whatever the header claims, no buffer is larger than the file.
      expect(target.byteLength).toBeLessThanOrEqual(file.byteLength);
      read += target.byteLength;
      await inner.readInto(target, at);
    },
  };
  try {
    const { tensors } = await readSafetensorsHeader(source);
    let end = tensors[0]?.at ?? file.byteLength;
    for (const tensor of tensors) {
      expect(tensor.at).toBe(end);
      end += tensor.bytes;
    }
    expect(end).toBe(file.byteLength);
    return 'opened';
  } catch (thrown) {
    if (!(thrown instanceof InputError)) throw thrown;
    return thrown;
  } finally {
    expect(read).toBeLessThanOrEqual(file.byteLength);
  }
}

async function soundFile(tensors: readonly FilledTensor[], metadata: Record<string, string>): Promise<Uint8Array> {
  const sink = memorySink('damaged.safetensors');
  await writeSafetensors(sink, tensors, metadata);
  const reference = await sink.commit();
  if (reference.kind !== 'bytes') throw new Error('A memory sink gives bytes.');
  return reference.bytes;
}

/** Checks that an outcome is fit to be shown, and gives its code. */
function codeOf(result: 'opened' | InputError): string {
  if (result === 'opened') return result;
  expect(result.code).toMatch(/^checkpoint\//);
  expect(result.hint).toMatch(/\w.*\.$/);
  expect(result.message.length).toBeLessThan(1000);
  expect(result.message).not.toMatch(/[\p{Cc}\p{Cs}]/u);
  expect(result.toJSON()).toEqual(JSON.parse(JSON.stringify(result)));
  return result.code;
}

test('a damaged header is either still sound or refused by name', async () => {
  const seen = new Set<string>();
  const list = fc.array(damages, { minLength: 1, maxLength: 2 });
  await fc.assert(
    fc.asyncProperty(tensorLists, metadataRecords, list, async (tensors, metadata, faults) => {
      const file = await soundFile(tensors, metadata);
      const { header } = planSafetensors(tensors, metadata);
      const text = faults.reduce(damagedText, new TextDecoder().decode(header.subarray(8)));
      seen.add(codeOf(await outcome(rawSafetensors(text, file.subarray(header.byteLength)))));
    }),
    { numRuns: 2000 },
  );
  // The damage must reach past the first check, or the property says little.
  for (const code of ['opened', 'checkpoint/header-invalid', 'checkpoint/unknown-dtype', 'checkpoint/size-mismatch']) {
    expect(seen).toContain(code);
  }
});

test('a file with bytes changed is either still sound or refused by name', async () => {
  const changes = fc.array(fc.tuple(places, fc.integer({ min: 0, max: 255 })), {
    minLength: 1,
    maxLength: 3,
  });
  await fc.assert(
    fc.asyncProperty(tensorLists, metadataRecords, changes, async (tensors, metadata, list) => {
      const file = await soundFile(tensors, metadata);
      codeOf(await outcome(list.reduce((bytes, [place, value]) => withByteChanged(bytes, place, value), file)));
    }),
    { numRuns: 500 },
  );
});

test('any header text and any claimed length is refused by name or sound', async () => {
  const values = fc.oneof(fc.json(), fc.string(), fc.constant('{}'));
  const lengths = fc.oneof(
    fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    fc.nat({ max: 200 }).map(BigInt),
    fc.constant(undefined),
  );
  await fc.assert(
    fc.asyncProperty(values, fc.nat({ max: 40 }), lengths, async (text, data, length) => {
      const result = await outcome(rawSafetensors(text, data, length));
      codeOf(result);
    }),
    { numRuns: 1000 },
  );
});

test('entries of any kind and number are refused by name or sound', async () => {
  const offsets = fc.oneof(fc.nat({ max: 64 }), fc.maxSafeInteger(), fc.double(), fc.constant(null));
  const entry = fc.record(
    {
      dtype: fc.oneof(fc.constantFrom('F32', 'U8', 'F4', 'BF16', 'Q4'), fc.jsonValue()),
      shape: fc.oneof(fc.array(fc.oneof(fc.nat({ max: 8 }), fc.maxSafeNat()), { maxLength: 3 }), fc.jsonValue()),
      data_offsets: fc.oneof(fc.tuple(offsets, offsets), fc.jsonValue()),
      extra: fc.jsonValue(),
    },
    { requiredKeys: ['dtype', 'shape'] },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(fc.string(), fc.oneof(entry, fc.jsonValue())),
      fc.nat({ max: 64 }),
      async (header, data) => {
        const result = await outcome(rawSafetensors(header, data));
        codeOf(result);
      },
    ),
    { numRuns: 1000 },
  );
});

test('a cut at every byte of a file is refused, and once the header is whole the first lost tensor is named', async () => {
  const header = {
    a: { dtype: 'U8', shape: [5], data_offsets: [0, 5] },
    b: { dtype: 'F32', shape: [2], data_offsets: [5, 13] },
  };
  const file = rawSafetensors(header, 13);
  const dataStart = file.byteLength - 13;
  for (let size = 0; size < file.byteLength; size += 1) {
    const result = await outcome(file.slice(0, size));
    if (result === 'opened') throw new Error(`A file cut to ${size} bytes was opened.`);
    if (size < dataStart) expect(result.code).toMatch(/^checkpoint\/(empty|not-safetensors|header-too-long)$/);
    else
      expect([result.code, result.where?.['tensor']]).toEqual([
        'checkpoint/truncated',
        size < dataStart + 5 ? 'a' : 'b',
      ]);
  }
});
