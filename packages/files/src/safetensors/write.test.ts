import { expect, test } from 'vitest';
import { memorySink } from '../memory-sink.ts';
import { refusalOf } from '../testing/refusal.ts';
import { planSafetensors, type TensorLayout, writeSafetensors } from './write.ts';

const one = (name: string, shape: readonly number[] = [2]): TensorLayout => ({ name, dtype: 'F32', shape });

test.each<[string, readonly TensorLayout[], Record<string, string>, string, string]>([
  [
    'a name twice',
    [one('w'), one('w')],
    {},
    'checkpoint/duplicate-name',
    'Two of the tensors to be written are named “w”.',
  ],
  [
    'the name of the metadata',
    [one('__metadata__')],
    {},
    'checkpoint/header-invalid',
    'The name “__metadata__” is reserved for the metadata.',
  ],
  [
    'half a character as a name',
    [one('\ud800')],
    {},
    'checkpoint/header-invalid',
    'The name “\\u{d800}” is not valid Unicode.',
  ],
  [
    'half a character in the metadata',
    [],
    { a: '\udfff' },
    'checkpoint/header-invalid',
    'The name “\\u{dfff}” is not valid Unicode.',
  ],
  [
    'a negative dimension',
    [one('w', [-1])],
    {},
    'checkpoint/size-mismatch',
    'Tensor “w” is F32 [-1], which no file can hold.',
  ],
  [
    'two negative dimensions',
    [one('w', [-1, -1])],
    {},
    'checkpoint/size-mismatch',
    'Tensor “w” is F32 [-1, -1], which no file can hold.',
  ],
  [
    'half an element',
    [one('w', [0.5, 2])],
    {},
    'checkpoint/size-mismatch',
    'Tensor “w” is F32 [0.5, 2], which no file can hold.',
  ],
  [
    'more than can be counted',
    [one('w', [2 ** 30, 2 ** 30])],
    {},
    'checkpoint/size-mismatch',
    'Tensor “w” is F32 [1073741824, 1073741824], which no file can hold.',
  ],
  [
    'a header beyond the limit',
    [one('w'.repeat(25_000_000))],
    {},
    'checkpoint/header-too-long',
    'The header would be 25,000,056 bytes long; at most 25,000,000 are written.',
  ],
])('refuses to plan %s', async (_title, tensors, metadata, code, message) => {
  const refusal = await refusalOf(Promise.resolve().then(() => planSafetensors(tensors, metadata)));
  expect([refusal.code, refusal.message]).toEqual([code, message]);
});

test('bytes that do not fit the shape are refused before anything is written', async () => {
  const sink = memorySink('x.safetensors');
  const refusal = await refusalOf(writeSafetensors(sink, [{ ...one('w'), bytes: new Uint8Array(7) }]));
  expect([refusal.code, refusal.message]).toEqual([
    'checkpoint/size-mismatch',
    'Tensor “w” is F32 [2], which takes 8 bytes, not 7.',
  ]);
  expect(await sink.commit()).toMatchObject({ bytes: new Uint8Array() });
});

test('no tensors and no metadata make the shortest file', () => {
  const { header, size } = planSafetensors([]);
  expect([new TextDecoder().decode(header.subarray(8)), size]).toEqual(['{}      ', 16]);
});
