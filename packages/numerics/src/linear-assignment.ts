import { InputError, InternalError } from '@offprint/errors';

export interface Assignment {
  /** For each row its column; -1 for rows that stay without one where there are more rows than columns. */
  readonly columnOf: Int32Array;
  /** Sum of the costs of the pairs, added in the order of the rows. */
  readonly total: number;
}

/**
 * The exact linear assignment problem: pairs every row with a column of its own (every column with a row where there
 * are fewer columns) so that the sum of the costs is smallest, or largest.
 *
 * Shortest augmenting paths after column reduction, reduction transfer and augmenting row reduction: R. Jonker,
 * A. Volgenant, "A shortest augmenting path algorithm for dense and sparse linear assignment problems", Computing 38
 * (1987). Rectangular matrices skip the column reduction, whose duals hold only if no column stays free. Of several
 * assignments with the same sum, which one is found depends on the numbers alone, so it is the same everywhere.
 * O(k² l) for sides k ≤ l at worst, much less on most matrices; memory: a copy of the costs and a few vectors.
 *
 * @param cost `rows` × `columns` finite numbers, row-major; only read
 * @throws InputError `assignment/not-finite` that names the row and the column
 */
export function linearAssignment(
  cost: Float64Array,
  rows: number,
  columns: number,
  { maximise = false }: { readonly maximise?: boolean } = {},
): Assignment {
  checkCosts(cost, rows, columns);
  const columnOf =
    rows <= columns
      ? solve(signed(cost, maximise), rows, columns)
      : inverse(solve(signed(transposed(cost, rows, columns), maximise), columns, rows), rows);
  return { columnOf, total: totalOf(cost, columns, columnOf) };
}

/** The sum of the costs of the pairs, in the order of the rows. */
export function totalOf(cost: Float64Array, columns: number, columnOf: Int32Array): number {
  let total = 0;
  for (let row = 0; row < columnOf.length; row++) {
    if (columnOf[row] >= 0) total += cost[row * columns + columnOf[row]];
  }
  return total;
}

/**
 * @throws InputError `assignment/not-finite`
 */
export function checkCosts(cost: Float64Array, rows: number, columns: number): void {
  if (!Number.isInteger(rows) || !Number.isInteger(columns) || rows < 0 || columns < 0) {
    throw new InternalError(`An assignment of ${rows} rows and ${columns} columns was asked for.`);
  }
  if (cost.length !== rows * columns) {
    throw new InternalError(`${cost.length} costs were given for ${rows} rows and ${columns} columns.`);
  }
  const at = cost.findIndex((value) => !Number.isFinite(value));
  if (at === -1) return;
  const [row, column] = [Math.floor(at / columns), at % columns];
  throw new InputError('assignment/not-finite', `The cost of row ${row} and column ${column} is ${cost[at]}.`, {
    hint: 'Give finite costs; forbid a pair by a large one.',
    where: { row, column },
  });
}

function signed(cost: Float64Array, maximise: boolean): Float64Array {
  return maximise ? cost.map((value) => -value) : cost;
}

function transposed(cost: Float64Array, rows: number, columns: number): Float64Array {
  const out = new Float64Array(cost.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) out[column * rows + row] = cost[row * columns + column];
  }
  return out;
}

function inverse(rowOf: Int32Array, rows: number): Int32Array {
  const columnOf = new Int32Array(rows).fill(-1);
  rowOf.forEach((row, column) => {
    columnOf[row] = column;
  });
  return columnOf;
}

/** A partial assignment with the dual value of each column; row i's is the least of cost[i, j] - v[j]. */
interface State {
  readonly cost: Float64Array;
  readonly columns: number;
  /** Column of each row, or -1. */
  readonly x: Int32Array;
  /** Row of each column, or -1. */
  readonly y: Int32Array;
  readonly v: Float64Array;
}

/** Minimises; rows ≤ columns. */
function solve(cost: Float64Array, rows: number, columns: number): Int32Array {
  const state: State = {
    cost,
    columns,
    x: new Int32Array(rows).fill(-1),
    y: new Int32Array(columns).fill(-1),
    v: new Float64Array(columns),
  };
  if (rows === columns && rows > 1) reduceColumns(state);
  let free = Int32Array.from(state.x.keys()).filter((row) => state.x[row] === -1);
  if (columns > 1) {
    // A second sweep over the rows that the first one left free still pays; a third no longer does.
    for (let sweep = 0; sweep < 2 && free.length > 0; sweep++) free = reduceRows(state, free);
  }
  const search = createSearch(state);
  for (const row of free) search(row);
  return state.x;
}

/** Gives each column the row of its least cost while that row is free; then lowers what an assigned row can spare. */
function reduceColumns({ cost, columns: n, x, y, v }: State): void {
  const least = new Int32Array(n);
  v.set(cost.subarray(0, n));
  for (let i = 1; i < n; i++) {
    for (let j = 0, at = i * n; j < n; j++, at++) {
      if (cost[at] < v[j]) {
        v[j] = cost[at];
        least[j] = i;
      }
    }
  }
  const wanted = new Int32Array(n);
  for (let j = n - 1; j >= 0; j--) {
    const i = least[j];
    wanted[i]++;
    if (x[i] === -1) {
      x[i] = j;
      y[j] = i;
    }
  }
  // A row that more than one column asked for has no slack: the others are tight for it too.
  for (let i = 0; i < n; i++) {
    if (wanted[i] !== 1) continue;
    let slack = Number.POSITIVE_INFINITY;
    for (let j = 0, at = i * n; j < n; j++, at++) {
      const reduced = cost[at] - v[j];
      if (reduced < slack && j !== x[i]) slack = reduced;
    }
    v[x[i]] -= slack;
  }
}

/** Rows put out and looking again, for each free row, before the rest is left to shortest paths, which end sooner. */
const chainSteps = 16;

/** Each free row takes its best column by lowering that column's value; the row put out looks again. Gives who is left. */
function reduceRows({ cost, columns: n, x, y, v }: State, rows: Int32Array): Int32Array<ArrayBuffer> {
  const waiting = rows.slice();
  let [next, left, steps] = [0, 0, 0];
  while (next < waiting.length) {
    const i = waiting[next++];
    let [first, second] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    let [j1, j2] = [0, 0];
    for (let j = 0, at = i * n; j < n; j++, at++) {
      const reduced = cost[at] - v[j];
      if (reduced >= second) continue;
      if (reduced < first) {
        second = first;
        j2 = j1;
        first = reduced;
        j1 = j;
      } else {
        second = reduced;
        j2 = j;
      }
    }
    const lowered = v[j1] - (second - first);
    // With floats a step may be lost to rounding, and values may creep: then the row is left to a shortest path.
    const moves = lowered < v[j1] && steps++ < chainSteps * rows.length;
    if (moves) v[j1] = lowered;
    else if (y[j1] >= 0 && y[j2] < 0) j1 = j2;
    const out = y[j1];
    x[i] = j1;
    y[j1] = i;
    if (out < 0) continue;
    x[out] = -1;
    if (moves) waiting[--next] = out;
    else waiting[left++] = out;
  }
  return waiting.slice(0, left);
}

/**
 * Finds a shortest alternating path from a free row to a free column, by Dijkstra on reduced costs, and flips it. One
 * pass over the columns that are left both updates their distances and finds the next one.
 */
function createSearch({ cost, columns: n, x, y, v }: State): (row: number) => void {
  const distance = new Float64Array(n);
  const before = new Int32Array(n);
  /** Columns that are left, then those that are done. */
  const order = new Int32Array(n);
  return (start) => {
    for (let j = 0; j < n; j++) order[j] = j;
    distance.fill(Number.POSITIVE_INFINITY);
    let left = n;
    let least = 0;
    let i = start;
    let end = -1;
    // What to take from the costs of row i, so that its own column has the distance `least`.
    let shift = 0;
    while (end === -1) {
      const row = i * n;
      let next = Number.POSITIVE_INFINITY;
      let place = 0;
      for (let k = 0; k < left; k++) {
        const j = order[k];
        let nearest = distance[j];
        const through = cost[row + j] - v[j] - shift;
        if (through < nearest) {
          distance[j] = through;
          before[j] = i;
          nearest = through;
        }
        if (nearest < next || (nearest === next && y[j] < 0)) {
          next = nearest;
          place = k;
        }
      }
      const j = order[place];
      least = next;
      left--;
      order[place] = order[left];
      order[left] = j;
      i = y[j];
      if (i < 0) end = j;
      else shift = cost[i * n + j] - v[j] - least;
    }
    for (let k = left + 1; k < n; k++) {
      const j = order[k];
      v[j] += distance[j] - least;
    }
    for (let j = end; ; ) {
      const row = before[j];
      y[j] = row;
      [j, x[row]] = [x[row], j];
      if (row === start) return;
    }
  };
}
