import type { GroupMatch } from './match.ts';
import { mapOf, type Permutation, permuteAxes } from './permutation.ts';
import { type Specification, sizeOf } from './specification.ts';
import { type Matmul, pairOf, placesIn, type TensorPairs, unfold } from './unfold.ts';

/** Rows of the table of gains that are made at once. */
const strip = 256;
/** The best partners kept for each unit. */
const candidates = 32;

/**
 * An order for a group too wide for an exact assignment: the best pairs first, among the best partners of every unit;
 * units left over are paired as they come. Memory: a strip of the table of gains, and the candidates. The gap is to the
 * sum of every unit's best gain, which no order exceeds.
 */
export function matchWide(
  pairs: TensorPairs,
  specification: Specification,
  permutations: readonly Permutation[],
  index: number,
  algebra: Matmul,
): GroupMatch {
  const { groups, axes } = specification;
  const units = sizeOf(groups[index], 'units');
  const present = permutations[index].kind === 'units' ? permutations[index].units : new Int32Array(0);
  const sides = placesIn(specification, index, 'units').map((place) => {
    const { shape, a, b } = pairOf(pairs, place.tensor);
    const others = axes[place.tensor].map((axis) => mapOf(axis, groups, permutations, index));
    return {
      rows: unfold(a, shape, place, units),
      columns: unfold(permuteAxes(b, shape, others), shape, place, units),
    };
  });
  const kept = Math.min(candidates, units);
  const gain = new Float64Array(units * kept);
  const partner = new Int32Array(units * kept);
  const inOrder = new Float64Array(units);
  let bound = 0;
  for (let from = 0; from < units; from += strip) {
    const count = Math.min(strip, units - from);
    const table = new Float64Array(count * units);
    for (const { rows, columns } of sides) {
      const width = rows.length / units;
      const some = rows.subarray(from * width, (from + count) * width);
      const products = algebra.matmul(some, columns, count, width, units, { transposeB: true });
      for (let at = 0; at < table.length; at++) table[at] += products[at];
    }
    for (let row = 0; row < count; row++) {
      const line = table.subarray(row * units, (row + 1) * units);
      const best = largest(line, kept);
      best.forEach((column, rank) => {
        gain[(from + row) * kept + rank] = line[column];
        partner[(from + row) * kept + rank] = column;
      });
      bound += line[best[0]];
      inOrder[from + row] = line[present[from + row]];
    }
  }
  const before = inOrder.reduce((sum, value) => sum + value, 0);
  const chosen = pairGreedily(gain, partner, units, kept);
  const after = worthOf(sides, chosen, units);
  return { permutation: { kind: 'units', units: chosen }, before, after, gap: bound - Math.max(before, after) };
}

/** The places of the largest numbers, largest first; of equal ones the first. */
function largest(line: Float64Array, count: number): Int32Array {
  const best = new Int32Array(count).fill(-1);
  for (let at = 0; at < line.length; at++) {
    let rank = count - 1;
    if (best[rank] >= 0 && line[at] <= line[best[rank]]) continue;
    for (; rank > 0 && (best[rank - 1] < 0 || line[at] > line[best[rank - 1]]); rank--) best[rank] = best[rank - 1];
    best[rank] = at;
  }
  return best;
}

function pairGreedily(gain: Float64Array, partner: Int32Array, units: number, kept: number): Int32Array {
  const byGain = Int32Array.from(gain.keys()).sort((one, other) => gain[other] - gain[one] || one - other);
  const chosen = new Int32Array(units).fill(-1);
  const taken = new Uint8Array(units);
  for (const at of byGain) {
    const unit = Math.floor(at / kept);
    if (chosen[unit] >= 0 || taken[partner[at]] === 1) continue;
    chosen[unit] = partner[at];
    taken[partner[at]] = 1;
  }
  let free = 0;
  for (let unit = 0; unit < units; unit++) {
    if (chosen[unit] >= 0) continue;
    while (taken[free] === 1) free++;
    chosen[unit] = free++;
  }
  return chosen;
}

function worthOf(
  sides: readonly { readonly rows: Float64Array; readonly columns: Float64Array }[],
  chosen: Int32Array,
  units: number,
): number {
  let sum = 0;
  for (const { rows, columns } of sides) {
    const width = rows.length / units;
    for (let unit = 0; unit < units; unit++) {
      for (let k = 0; k < width; k++) sum += rows[unit * width + k] * columns[chosen[unit] * width + k];
    }
  }
  return sum;
}
