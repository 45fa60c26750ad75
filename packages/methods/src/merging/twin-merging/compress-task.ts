import type { SourceReference } from '@offprint/files';
import { linearAlgebra } from '@offprint/numerics';
import { encodeNumbers, readFiniteNumbers } from '../../checkpoints/tensor-numbers.ts';
import type { FloatEntry } from '../../checkpoints/tensors.ts';
import type { Task } from '../../method.ts';
import { compress, expand, sharedModel } from './twin.ts';

export interface CompressItem {
  readonly files: readonly (readonly SourceReference[])[];
  readonly names: readonly string[];
  readonly base: FloatEntry;
  readonly models: readonly FloatEntry[];
  readonly lambda: number;
  /** Rank, and the size of the tensor as a matrix; null for one that is kept whole. */
  readonly matrix: { readonly size: readonly [number, number]; readonly rank: number } | null;
  /** What each task's part counts in the merged model; null if none is wanted. */
  readonly mixture: readonly number[] | null;
}

/** One task's part of a tensor, encoded. */
export interface CompressedPart {
  readonly left: Uint8Array<ArrayBuffer>;
  readonly right: Uint8Array<ArrayBuffer>;
  /** A tensor kept whole; empty otherwise. */
  readonly whole: Uint8Array<ArrayBuffer>;
  /** Σ of squares beyond the shared model, and what is kept of it. */
  readonly energy: number;
  readonly kept: number;
}

export interface CompressResult {
  readonly shared: Uint8Array<ArrayBuffer>;
  /** ‖θ* − θ₀‖² */
  readonly sharedEnergy: number;
  readonly parts: readonly CompressedPart[];
  readonly merged: Uint8Array<ArrayBuffer> | null;
}

const none = (): Uint8Array<ArrayBuffer> => new Uint8Array(0);

/** Builds the shared tensor and compresses what every task has beyond it. Files: the base, then the models. */
export const compressTensor: Task<CompressItem, CompressResult> = async (item, services) => {
  const algebra = await linearAlgebra();
  const { dtype } = item.base;
  const numbersOf = async (file: number, entry: FloatEntry): Promise<Float64Array> =>
    readFiniteNumbers(await services.openCheckpoint(item.files[file]), entry, item.names[file]);
  const base = await numbersOf(0, item.base);
  const models: Float64Array[] = [];
  for (const [index, entry] of item.models.entries()) models.push(await numbersOf(index + 1, entry));
  const shared = sharedModel(base, models, item.lambda);
  const merged = item.mixture === null ? null : shared.slice();
  const parts = models.map((model, task): CompressedPart => {
    const rest = model.map((value, p) => value - shared[p]);
    const share = item.mixture?.[task] ?? 0;
    if (item.matrix === null) {
      const energy = rest.reduce((sum, value) => sum + value * value, 0);
      if (merged !== null) for (let p = 0; p < merged.length; p++) merged[p] += share * rest[p];
      return { left: none(), right: none(), whole: encodeNumbers(rest, dtype), energy, kept: energy };
    }
    const factors = compress(algebra, rest, item.matrix.size, item.matrix.rank);
    if (merged !== null && share !== 0) {
      const twin = expand(algebra, factors, item.matrix.size);
      for (let p = 0; p < merged.length; p++) merged[p] += share * twin[p];
    }
    const [m, n] = item.matrix.size;
    const padded = (values: Float64Array, length: number): Float64Array =>
      values.length === length ? values : new Float64Array(length);
    return {
      left: encodeNumbers(padded(factors.left, m * item.matrix.rank), dtype),
      right: encodeNumbers(padded(factors.right, item.matrix.rank * n), dtype),
      whole: none(),
      energy: factors.energy,
      kept: factors.kept,
    };
  });
  const sharedEnergy = shared.reduce((sum, value, p) => sum + (value - base[p]) ** 2, 0);
  const result = {
    shared: encodeNumbers(shared, dtype),
    sharedEnergy,
    parts,
    merged: merged === null ? null : encodeNumbers(merged, dtype),
  };
  const buffers = [
    result.shared,
    ...parts.flatMap(({ left, right, whole }) => [left, right, whole]),
    ...(result.merged === null ? [] : [result.merged]),
  ];
  return { result, transfer: buffers.map(({ buffer }) => buffer) };
};
