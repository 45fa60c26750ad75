import fc from 'fast-check';
import type { Checkpoint } from '../checkpoint.ts';
import { bytesOfTensor, dtypeBits, type TensorDType } from '../safetensors/dtypes.ts';
import type { TensorLayout } from '../safetensors/write.ts';

export interface FilledTensor extends TensorLayout {
  readonly bytes: Uint8Array;
}

/** All element types. */
export const allDtypes = Object.keys(dtypeBits).filter((name): name is TensorDType => name in dtypeBits);

/** Names that have tripped readers of other programs, and any others. */
const names = fc.oneof(
  fc.constantFrom(
    '',
    '__proto__',
    'constructor',
    'toString',
    'a"b\\c',
    'naïve',
    '重み',
    '😀',
    '\u0000\n\u007f',
    '￿',
    'x'.repeat(300),
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.stringMatching(/^layers\.\d{1,3}\.(mlp|attn)\.weight$/),
);

/** Scalars, empty tensors, and small ones of up to four dimensions. Sizes of whole bytes only. */
const tensors: fc.Arbitrary<FilledTensor> = fc
  .record({
    name: names.filter((name) => name !== '__metadata__'),
    dtype: fc.constantFrom(...allDtypes),
    shape: fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 4 }),
    seed: fc.integer({ min: 0, max: 255 }),
  })
  .filter(({ dtype, shape }) => Number.isInteger(bytesOfTensor(dtype, shape)))
  .map(({ seed, ...layout }) => ({
    ...layout,
    bytes: Uint8Array.from(
      { length: bytesOfTensor(layout.dtype, layout.shape) },
      (_, index) => (index * 31 + seed) % 256,
    ),
  }));

/** The tensors of a whole checkpoint, each name once. */
export const tensorLists = fc.uniqueArray(tensors, { selector: (tensor) => tensor.name, minLength: 1, maxLength: 8 });

/** What `__metadata__` may hold. */
export const metadataRecords: fc.Arbitrary<Record<string, string>> = fc.dictionary(
  names,
  fc.string({ unit: 'binary' }),
  {
    maxKeys: 4,
    noNullPrototype: true,
  },
);

/** Every tensor of a checkpoint with its bytes. */
export async function readAll(checkpoint: Checkpoint): Promise<FilledTensor[]> {
  const filled: FilledTensor[] = [];
  for (const entry of checkpoint.tensors.values()) {
    const bytes = new Uint8Array(entry.bytes);
    await checkpoint.read(entry, bytes);
    filled.push({ name: entry.name, dtype: entry.dtype, shape: entry.shape, bytes });
  }
  return filled;
}
