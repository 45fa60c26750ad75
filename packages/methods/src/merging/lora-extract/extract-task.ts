import type { SourceReference } from '@offprint/files';
import { linearAlgebra } from '@offprint/numerics';
import { encodeNumbers, readFiniteNumbers } from '../../checkpoints/tensor-numbers.ts';
import type { FloatEntry } from '../../checkpoints/tensors.ts';
import type { Task } from '../../method.ts';
import { extractAdapter } from './extract.ts';

export interface ExtractItem {
  readonly files: readonly [readonly SourceReference[], readonly SourceReference[]];
  readonly names: readonly [string, string];
  readonly base: FloatEntry;
  readonly tuned: FloatEntry;
  /** Null for a tensor of which an adapter can hold nothing. */
  readonly rank: number | null;
}

export interface ExtractResult {
  readonly a: Uint8Array<ArrayBuffer>;
  readonly b: Uint8Array<ArrayBuffer>;
  readonly energy: number;
  readonly kept: number;
}

/** Extracts the adapter of one weight, or measures the change of a tensor that has none. */
export const extractTensor: Task<ExtractItem, ExtractResult> = async (item, services) => {
  const read = async (which: 0 | 1, entry: FloatEntry): Promise<Float64Array> =>
    readFiniteNumbers(await services.openCheckpoint(item.files[which]), entry, item.names[which]);
  const base = await read(0, item.base);
  const change = (await read(1, item.tuned)).map((value, p) => value - base[p]);
  if (item.rank === null) {
    const energy = change.reduce((sum, value) => sum + value * value, 0);
    return { result: { a: new Uint8Array(0), b: new Uint8Array(0), energy, kept: 0 } };
  }
  const [m, n] = item.base.shape;
  const { a, b, energy, kept } = extractAdapter(await linearAlgebra(), change, [m, n], item.rank);
  const result = { a: encodeNumbers(a, item.base.dtype), b: encodeNumbers(b, item.base.dtype), energy, kept };
  return { result, transfer: [result.a.buffer, result.b.buffer] };
};
