/** The plain twin of `linear-assignment.ts`: the textbook method, for its tests and its benchmark. */
import { type Assignment, checkCosts, totalOf } from './linear-assignment.ts';

/**
 * The same problem by one shortest augmenting path for every row, from nothing, with dual values for rows and columns.
 * E. Lawler, "Combinatorial Optimization" (1976), chapter 5. O(rows² columns). At most as many rows as columns.
 */
export function plainAssignment(cost: Float64Array, rows: number, columns: number): Assignment {
  checkCosts(cost, rows, columns);
  if (rows > columns) throw new RangeError('The plain assignment takes no more rows than columns.');
  const u = new Float64Array(rows);
  const v = new Float64Array(columns + 1);
  /** Row of each column; the last place stands for the column that the present row starts from. */
  const rowOf = new Int32Array(columns + 1).fill(-1);
  for (let start = 0; start < rows; start++) {
    const distance = new Float64Array(columns).fill(Number.POSITIVE_INFINITY);
    const before = new Int32Array(columns).fill(columns);
    const used = new Uint8Array(columns + 1);
    let column = columns;
    rowOf[columns] = start;
    while (rowOf[column] !== -1) {
      used[column] = 1;
      const row = rowOf[column];
      let least = Number.POSITIVE_INFINITY;
      let next = -1;
      for (let j = 0; j < columns; j++) {
        if (used[j] === 1) continue;
        const reduced = cost[row * columns + j] - u[row] - v[j];
        if (reduced < distance[j]) {
          distance[j] = reduced;
          before[j] = column;
        }
        if (distance[j] < least) {
          least = distance[j];
          next = j;
        }
      }
      for (let j = 0; j <= columns; j++) {
        if (used[j] === 1) {
          u[rowOf[j]] += least;
          v[j] -= least;
        } else if (j < columns) {
          distance[j] -= least;
        }
      }
      column = next;
    }
    while (column !== columns) {
      rowOf[column] = rowOf[before[column]];
      column = before[column];
    }
  }
  const columnOf = new Int32Array(rows).fill(-1);
  for (let j = 0; j < columns; j++) if (rowOf[j] >= 0) columnOf[rowOf[j]] = j;
  return { columnOf, total: totalOf(cost, columns, columnOf) };
}
