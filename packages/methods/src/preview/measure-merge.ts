import type { Checkpoint, TensorEntry } from '@offprint/files';
import { widenBf16, widenF16 } from '@offprint/numerics';

/** Where a merged model lies between those that it was made of, over the tensors that have one shape in all of them. */
export interface MergeMeasure {
  /** Euclidean norm of its change from the base; from the first model where there is no base. */
  readonly norm: number;
  /** Euclidean distance to each model. */
  readonly distances: readonly number[];
  /** Cosine of its change with the change of each model; null where one of them is 0. */
  readonly cosines: readonly (number | null)[];
}

interface Given {
  readonly base: Checkpoint | null;
  readonly models: readonly Checkpoint[];
  readonly merged: Checkpoint;
}

/**
 * Compares checkpoints in memory, in float64. O(parameters × models).
 * Tensors of whole numbers and of formats under 16 bits are left out.
 */
export async function measureMerge({ base, models, merged }: Given): Promise<MergeMeasure> {
  const squares = { merged: 0, models: models.map(() => 0) };
  const products = models.map(() => 0);
  const apart = models.map(() => 0);
  for (const entry of merged.tensors.values()) {
    const values = await valuesOf(merged, entry);
    const others = await Promise.all(models.map((model) => matching(model, entry)));
    const origin = base === null ? others[0] : await matching(base, entry);
    if (values === null || origin === null || origin === undefined || others.includes(null)) continue;
    for (let at = 0; at < values.length; at++) {
      const change = values[at] - origin[at];
      squares.merged += change * change;
      for (const [model, other] of others.entries()) {
        if (other === null) continue;
        const own = other[at] - origin[at];
        squares.models[model] += own * own;
        products[model] += own * change;
        apart[model] += (change - own) ** 2;
      }
    }
  }
  return {
    norm: Math.sqrt(squares.merged),
    distances: apart.map(Math.sqrt),
    cosines: products.map((product, model) => {
      const lengths = Math.sqrt(squares.merged * squares.models[model]);
      return lengths === 0 ? null : product / lengths;
    }),
  };
}

function matching(checkpoint: Checkpoint, { name, shape }: TensorEntry): Promise<Float32Array | Float64Array | null> {
  const entry = checkpoint.tensors.get(name);
  if (entry === undefined || entry.shape.join() !== shape.join()) return Promise.resolve(null);
  return valuesOf(checkpoint, entry);
}

async function valuesOf(checkpoint: Checkpoint, entry: TensorEntry): Promise<Float32Array | Float64Array | null> {
  const bytes = new Uint8Array(entry.bytes);
  const read = (): Promise<void> => checkpoint.read(entry, bytes);
  switch (entry.dtype) {
    case 'F64':
      await read();
      return new Float64Array(bytes.buffer);
    case 'F32':
      await read();
      return new Float32Array(bytes.buffer);
    case 'F16':
      await read();
      return widened(bytes, widenF16);
    case 'BF16':
      await read();
      return widened(bytes, widenBf16);
    default:
      return null;
  }
}

function widened(
  bytes: Uint8Array<ArrayBuffer>,
  widen: (source: Uint16Array, target: Float32Array) => void,
): Float32Array {
  const source = new Uint16Array(bytes.buffer);
  const target = new Float32Array(source.length);
  widen(source, target);
  return target;
}
