import type { Random } from '@offprint/numerics';
import type { Piece, Read } from './networks/network.ts';
import { inputsOf, runPiece } from './networks/run-piece.ts';
import { type Numbers, permuteAxes } from './permutation.ts';
import type { Floats, Matmul } from './unfold.ts';

/** Largest difference of the outputs that is put down to rounding, relative to the largest output. */
export const allowedDifference = 1e-5;
/** Random inputs, or positions of one text. */
const examples = 3;

/** For each tensor that moves, the order on each of its axes. */
export type Maps = Readonly<Record<string, readonly (Int32Array | null)[]>>;

/**
 * Runs a part of network b as it is and in its new order on the same random inputs.
 * @param stream the order of the residual stream, in which a block's inputs and outputs then are
 * @returns the largest difference between the two, divided by the largest output
 */
export function differenceOf(
  piece: Piece,
  read: Read,
  maps: Maps,
  stream: Int32Array | null,
  random: Random,
  algebra: Matmul,
): number {
  const width = inputsOf(piece);
  const x = Float64Array.from({ length: examples * width }, () => random.normal());
  const inOrder = <T extends Numbers>(rows: T): T =>
    permuteAxes(rows, [examples, rows.length / examples], [null, stream]);
  const plain = inOrder(runPiece(piece, x, examples, read, algebra));
  const moved = runPiece(piece, inOrder(x), examples, movedBy(maps, read), algebra);
  let [largest, difference] = [0, 0];
  for (let at = 0; at < plain.length; at++) {
    largest = Math.max(largest, Math.abs(plain[at]));
    difference = Math.max(difference, Math.abs(plain[at] - moved[at]));
  }
  return largest === 0 ? difference : difference / largest;
}

/** Reads tensors in their new order. */
export function movedBy(maps: Maps, read: Read): Read {
  return (name) => {
    const { shape, values } = read(name);
    const map = maps[name];
    return { shape, values: map === undefined ? values : (permuteAxes(values, shape, map) as Floats) };
  };
}
