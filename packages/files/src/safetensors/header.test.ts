import { describe, expect, test } from 'vitest';
import { openBytes } from '../bytes-source.ts';
import { rawSafetensors } from '../testing/raw-safetensors.ts';
import { refusalOf } from '../testing/refusal.ts';
import { MAX_HEADER_BYTES, readSafetensorsHeader, type SafetensorsHeader } from './header.ts';

async function read(bytes: Uint8Array): Promise<SafetensorsHeader> {
  return readSafetensorsHeader(await openBytes(bytes, 'x.safetensors'));
}

function tensor(dtype: string, shape: readonly number[], from: number, to: number): object {
  return { dtype, shape, data_offsets: [from, to] };
}

test('tensors come in the order of their bytes, with absolute offsets', async () => {
  const file = rawSafetensors(
    { z: tensor('F32', [2], 0, 8), a: tensor('F16', [], 8, 10), none: tensor('U8', [0, 3], 8, 8) },
    10,
  );
  const dataStart = file.byteLength - 10;
  expect(await read(file)).toEqual({
    tensors: [
      { name: 'z', dtype: 'F32', shape: [2], elements: 2, bytes: 8, at: dataStart },
      { name: 'none', dtype: 'U8', shape: [0, 3], elements: 0, bytes: 0, at: dataStart + 8 },
      { name: 'a', dtype: 'F16', shape: [], elements: 1, bytes: 2, at: dataStart + 8 },
    ],
    metadata: {},
  });
});

test('two elements of four bits share a byte', async () => {
  const { tensors } = await read(rawSafetensors({ a: tensor('F4', [2, 3], 0, 3) }, 3));
  expect(tensors[0]).toMatchObject({ elements: 6, bytes: 3 });
});

test('a header longer than the first read is read to its end', async () => {
  const header = Object.fromEntries(
    Array.from({ length: 2000 }, (_, index) => [`layer.${index}`, tensor('U8', [1], index, index + 1)]),
  );
  const { tensors } = await read(rawSafetensors(header, 2000));
  expect(tensors.length).toBe(2000);
  expect(tensors.at(-1)?.name).toBe('layer.1999');
});

test('metadata is kept as text, whatever its names', async () => {
  const header =
    '{"__metadata__":{"format":"pt","__proto__":"odd"},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}   ';
  const { metadata } = await read(rawSafetensors(header, 1));
  expect(Object.entries(metadata)).toEqual([
    ['format', 'pt'],
    ['__proto__', 'odd'],
  ]);
});

describe('refused, each with its own code and the place', () => {
  const text = (content: string): Uint8Array => new TextEncoder().encode(content);
  const cases: readonly (readonly [string, Uint8Array, string, string, object])[] = [
    ['an empty file', new Uint8Array(), 'checkpoint/empty', 'x.safetensors is empty: it holds 0 bytes.', {}],
    [
      'a text file renamed',
      text('epoch,loss\n1,0.25\n2,0.125\n'),
      'checkpoint/not-safetensors',
      'x.safetensors is not a safetensors file: it looks like a text file.',
      { looksLike: 'a text file' },
    ],
    [
      'a PyTorch archive renamed',
      Uint8Array.from([0x50, 0x4b, 3, 4, ...new Uint8Array(100)]),
      'checkpoint/not-safetensors',
      'x.safetensors is not a safetensors file: it looks like a zip archive, as PyTorch writes .bin and .pt checkpoints.',
      {},
    ],
    [
      'fewer than eight bytes',
      Uint8Array.from([200, 1, 0]),
      'checkpoint/not-safetensors',
      'x.safetensors is not a safetensors file: it does not begin with a header.',
      { looksLike: null },
    ],
    [
      'a download that never began',
      new Uint8Array(4096),
      'checkpoint/not-safetensors',
      'x.safetensors is not a safetensors file: it looks like nothing but zeros, perhaps a download that never began.',
      {},
    ],
    [
      'a header beyond the limit',
      rawSafetensors('{}', 0, 2 ** 40),
      'checkpoint/header-too-long',
      'x.safetensors claims a header of 1,099,511,627,776 bytes; at most 25,000,000 are read.',
      { claimed: 2 ** 40, limit: MAX_HEADER_BYTES },
    ],
    [
      'a header longer than the file',
      rawSafetensors('{"a":', 0, 1000),
      'checkpoint/header-too-long',
      'x.safetensors claims a header of 1,000 bytes, but only 5 bytes follow.',
      { claimed: 1000, holds: 13 },
    ],
    [
      'a header that is not JSON',
      rawSafetensors('{"a":{"dtype":U8}}'),
      'checkpoint/header-invalid',
      'The header of x.safetensors is not valid JSON: at character 14 a whole number was expected, but “U8}}” was found.',
      { character: 14 },
    ],
    [
      'a header that is not UTF-8',
      rawSafetensors('{"a":1}').with(10, 0xff),
      'checkpoint/header-invalid',
      'The header of x.safetensors is not UTF-8 text.',
      {},
    ],
    [
      'a tensor without a shape',
      rawSafetensors({ a: { dtype: 'U8', data_offsets: [0, 1] } }, 1),
      'checkpoint/header-invalid',
      'The header of x.safetensors gives tensor “a” no shape of whole numbers.',
      { tensor: 'a' },
    ],
    [
      'a shape beyond exact integers',
      rawSafetensors('{"a":{"dtype":"U8","shape":[9007199254740993],"data_offsets":[0,1]}}', 1),
      'checkpoint/header-invalid',
      'The header of x.safetensors gives tensor “a” no shape of whole numbers.',
      { tensor: 'a' },
    ],
    [
      'a negative offset',
      rawSafetensors('{"a":{"dtype":"U8","shape":[1],"data_offsets":[-1,0]}}', 1),
      'checkpoint/header-invalid',
      'The header of x.safetensors is not valid JSON: at character 47 a whole number was expected, but “-1,0]}}” was found.',
      {},
    ],
    [
      'a field of a later format',
      rawSafetensors({ a: { ...tensor('U8', [1], 0, 1), strides: [1] } }, 1),
      'checkpoint/header-invalid',
      'The header of x.safetensors gives tensor “a” an unknown field “strides”.',
      { tensor: 'a' },
    ],
    [
      'metadata that is not text',
      rawSafetensors({ __metadata__: { step: 3 } }),
      'checkpoint/header-invalid',
      'The header of x.safetensors gives “step” in __metadata__ a value that is not text.',
      {},
    ],
    [
      'a type that does not exist',
      rawSafetensors({ a: tensor('Q4_K', [1], 0, 1) }, 1),
      'checkpoint/unknown-dtype',
      'Tensor “a” in x.safetensors is of the unknown type “Q4_K”.',
      { tensor: 'a', dtype: 'Q4_K' },
    ],
    [
      'a name twice',
      rawSafetensors(
        '{"w":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"\\u0077":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}',
        2,
      ),
      'checkpoint/duplicate-name',
      'The header of x.safetensors names “w” twice.',
      { name: 'w' },
    ],
    [
      'a shape that does not fit its offsets',
      rawSafetensors({ a: tensor('F32', [3, 4], 0, 47) }, 47),
      'checkpoint/size-mismatch',
      'Tensor “a” in x.safetensors is F32 [3, 4], which takes 48 bytes, but its offsets [0, 47] span 47 bytes.',
      { tensor: 'a', expected: 48, got: 47 },
    ],
    [
      'a shape that overflows',
      rawSafetensors({ a: tensor('F32', [2 ** 40, 2 ** 40], 0, 0) }),
      'checkpoint/size-mismatch',
      'Tensor “a” in x.safetensors is F32 [1099511627776, 1099511627776], which no file can hold, but its offsets [0, 0] span 0 bytes.',
      { expected: null, got: 0 },
    ],
    [
      'half a byte',
      rawSafetensors({ a: tensor('F4', [3], 0, 2) }, 2),
      'checkpoint/size-mismatch',
      'Tensor “a” in x.safetensors is F4 [3], which takes 1.5 bytes, but its offsets [0, 2] span 2 bytes.',
      { expected: null, got: 2 },
    ],
    [
      'two tensors on the same bytes',
      rawSafetensors({ a: tensor('U8', [4], 0, 4), b: tensor('U8', [4], 3, 7) }, 7),
      'checkpoint/overlap',
      'Tensor “b” in x.safetensors begins at byte 116, inside tensor “a”, which ends at 117.',
      { tensor: 'b', other: 'a', begins: 116, otherEnds: 117 },
    ],
    [
      'a gap between tensors',
      rawSafetensors({ a: tensor('U8', [4], 0, 4), b: tensor('U8', [2], 6, 8) }, 8),
      'checkpoint/hole',
      '2 bytes before tensor “b” in x.safetensors belong to no tensor.',
      { from: 117, to: 119 },
    ],
    [
      'a gap before the first tensor',
      rawSafetensors({ a: tensor('U8', [4], 1, 5) }, 5),
      'checkpoint/hole',
      '1 byte before tensor “a” in x.safetensors belongs to no tensor.',
      { from: 61, to: 62 },
    ],
    [
      'bytes after the last tensor',
      rawSafetensors({ a: tensor('U8', [4], 0, 4) }, 10),
      'checkpoint/hole',
      '6 bytes after the last tensor in x.safetensors belong to no tensor.',
      { from: 65, to: 71 },
    ],
    [
      'a file cut short',
      rawSafetensors({ b: tensor('U8', [4], 4, 8), a: tensor('U8', [4], 0, 4), c: tensor('F32', [2], 8, 16) }, 7),
      'checkpoint/truncated',
      'x.safetensors is cut short: it promises 183 bytes and holds 174. The first tensor cut off is “b” (bytes 171 to 175).',
      { promised: 183, holds: 174, tensor: 'b', from: 171, to: 175, wholeTensors: 1, tensors: 3 },
    ],
  ];

  test.each(cases)('%s', async (_title, bytes, code, message, where) => {
    const refusal = await refusalOf(read(bytes));
    expect({ code: refusal.code, message: refusal.message, kind: refusal.kind }).toEqual({
      code,
      message,
      kind: 'input',
    });
    expect(refusal.where).toMatchObject({ ...where });
    expect(refusal.hint).toMatch(/\.$/);
  });
});

test('a name made to disturb a terminal or to fill the screen is shown harmless', async () => {
  const name = `\u001b[2J${'x'.repeat(100_000)}`;
  const refusal = await refusalOf(read(rawSafetensors({ [name]: tensor('Q4', [1], 0, 1) }, 1)));
  expect(refusal.message).toMatch(/^Tensor “\\u\{1b\}\[2Jx+…” in x\.safetensors is of the unknown type “Q4”\.$/);
  expect(refusal.message.length).toBeLessThan(300);
});

test('a list of millions of empty objects is refused before it fills the memory', async () => {
  const refusal = await refusalOf(read(rawSafetensors(`{"a":[${'{},'.repeat(1_600_000)}{}]}`)));
  expect(refusal.code).toBe('checkpoint/header-invalid');
  expect(refusal.message).toContain('at most 1,500,000 objects and lists');
});

test('metadata of thousands of names is refused', async () => {
  const names = Array.from({ length: 10_001 }, (_, index) => [String(index), '']);
  const refusal = await refusalOf(read(rawSafetensors({ __metadata__: Object.fromEntries(names) })));
  expect([refusal.code, refusal.message]).toEqual([
    'checkpoint/header-invalid',
    'The header of x.safetensors gives __metadata__ more than 10,000 names.',
  ]);
});
