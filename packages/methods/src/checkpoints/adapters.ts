import type { Checkpoint } from '@offprint/files';
import { widenBf16, widenF16 } from '@offprint/numerics';
import type { Operand } from './jobs.ts';
import type { FloatEntry } from './tensors.ts';

/** Rows of a two-dimensional tensor in float32. */
async function readRows(
  checkpoint: Checkpoint,
  entry: FloatEntry,
  firstRow: number,
  rows: number,
): Promise<Float32Array> {
  const width = entry.shape[1];
  const size = entry.bytes / Math.max(1, entry.elements);
  const raw = new Uint8Array(rows * width * size);
  await checkpoint.read(entry, raw, firstRow * width * size);
  const out = new Float32Array(rows * width);
  if (entry.dtype === 'F32') return new Float32Array(raw.buffer);
  if (entry.dtype === 'F64') return Float32Array.from(new Float64Array(raw.buffer));
  const halves = new Uint16Array(raw.buffer);
  if (entry.dtype === 'BF16') widenBf16(halves, out);
  else widenF16(halves, out);
  return out;
}

/** Columns of a matrix, from `first` on, as rows. */
function transpose(matrix: Float32Array, rows: number, columns: number, first: number, count: number): Float32Array {
  const out = new Float32Array(count * rows);
  for (let column = 0; column < count; column++) {
    for (let row = 0; row < rows; row++) out[column * rows + row] = matrix[row * columns + first + column];
  }
  return out;
}

/**
 * What the adapters of an operand add to `count` of its elements from `from` on: the sum of scale · B · A over the
 * adapters, in float32, products added in the order of ranks. O(rank · count).
 *
 * @param shape of the weight, [outputs, inputs], or the other way round where the adapter is transposed
 */
export async function adapterChange(
  { adapters = [] }: Operand,
  shape: readonly number[],
  from: number,
  count: number,
  open: (file: number) => Promise<Checkpoint>,
): Promise<Float32Array> {
  const change = new Float32Array(count);
  if (count === 0) return change;
  const width = shape[1];
  const firstRow = Math.floor(from / width);
  const rows = Math.floor((from + count - 1) / width) - firstRow + 1;
  for (const { file, a, b, scale, transposed = false } of adapters) {
    const checkpoint = await open(file);
    const rank = a.shape[0];
    const inner = transposed
      ? transpose(await readRows(checkpoint, b, 0, width), width, rank, 0, rank)
      : await readRows(checkpoint, a, 0, rank);
    const outer = transposed
      ? transpose(await readRows(checkpoint, a, 0, rank), rank, shape[0], firstRow, rows)
      : await readRows(checkpoint, b, firstRow, rows);
    for (let row = 0; row < rows; row++) {
      const rowStart = (firstRow + row) * width - from;
      const low = Math.max(0, -rowStart);
      const high = Math.min(width, count - rowStart);
      for (let r = 0; r < rank; r++) {
        const factor = Math.fround(scale * outer[row * rank + r]);
        if (factor === 0) continue;
        const at = r * width;
        for (let column = low; column < high; column++) change[rowStart + column] += factor * inner[at + column];
      }
    }
  }
  return change;
}
