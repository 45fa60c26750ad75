import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainAssignment } from './linear-assignment.plain.ts';
import { linearAssignment } from './linear-assignment.ts';
import { createRandom } from './random.ts';

/** The least sum over all ways to pair the rows, at most as many as columns. */
function bruteForce(cost: readonly number[], rows: number, columns: number, row = 0, used = 0): number {
  if (row === rows) return 0;
  let best = Number.POSITIVE_INFINITY;
  for (let j = 0; j < columns; j++) {
    if ((used >> j) & 1) continue;
    best = Math.min(best, cost[row * columns + j] + bruteForce(cost, rows, columns, row + 1, used | (1 << j)));
  }
  return best;
}

/** A matrix of small whole numbers, so that sums are exact and ties are many. */
const matrix = fc
  .tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 12 }))
  .chain(([rows, columns, spread]) =>
    fc.record({
      rows: fc.constant(rows),
      columns: fc.constant(columns),
      cost: fc.array(fc.integer({ min: -spread, max: spread }), {
        minLength: rows * columns,
        maxLength: rows * columns,
      }),
    }),
  );

const flipped = (cost: readonly number[], rows: number, columns: number): number[] =>
  Array.from({ length: rows * columns }, (_, at) => cost[(at % rows) * columns + Math.floor(at / rows)]);

function expectPairs(columnOf: Int32Array, rows: number, columns: number): void {
  const taken = [...columnOf].filter((column) => column >= 0);
  expect(columnOf).toHaveLength(rows);
  expect(taken).toHaveLength(Math.min(rows, columns));
  expect(new Set(taken).size).toBe(taken.length);
  expect(taken.every((column) => column < columns)).toBe(true);
}

describe('linearAssignment', () => {
  it('gives the least sum of a matrix worked out by hand', () => {
    // The greedy choice, 1 + 4 + 9, costs more.
    const { columnOf, total } = linearAssignment(Float64Array.of(1, 2, 3, 2, 4, 6, 3, 6, 9), 3, 3);
    expect([...columnOf]).toEqual([2, 1, 0]);
    expect(total).toBe(10);
  });

  it('gives the largest sum when asked', () => {
    const { columnOf, total } = linearAssignment(Float64Array.of(1, 2, 3, 2, 4, 6, 3, 6, 9), 3, 3, { maximise: true });
    expect([...columnOf]).toEqual([0, 1, 2]);
    expect(total).toBe(14);
  });

  it('leaves rows without a column where there are more rows', () => {
    const { columnOf, total } = linearAssignment(Float64Array.of(5, 1, 4), 3, 1);
    expect([...columnOf]).toEqual([-1, 0, -1]);
    expect(total).toBe(1);
  });

  it('pairs nothing with nothing', () => {
    expect(linearAssignment(new Float64Array(0), 0, 4)).toEqual({ columnOf: new Int32Array(0), total: 0 });
    expect(linearAssignment(new Float64Array(0), 2, 0)).toEqual({ columnOf: Int32Array.of(-1, -1), total: 0 });
  });

  it('agrees with trying every pairing, whatever the sides and the ties', () => {
    fc.assert(
      fc.property(matrix, ({ rows, columns, cost }) => {
        const { columnOf, total } = linearAssignment(Float64Array.from(cost), rows, columns);
        expectPairs(columnOf, rows, columns);
        const least =
          rows <= columns ? bruteForce(cost, rows, columns) : bruteForce(flipped(cost, rows, columns), columns, rows);
        expect(total).toBe(least);
      }),
      { numRuns: 300 },
    );
  });

  it('maximises as it minimises the negative', () => {
    fc.assert(
      fc.property(matrix, ({ rows, columns, cost }) => {
        const most = linearAssignment(Float64Array.from(cost), rows, columns, { maximise: true });
        const least = linearAssignment(
          Float64Array.from(cost, (value) => -value),
          rows,
          columns,
        );
        expect(most.total).toBe(least.total === 0 ? 0 : -least.total);
        expect(most.columnOf).toEqual(least.columnOf);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ['normal numbers', 60, 60, (random: () => number) => random()],
    ['more columns than rows', 40, 90, (random: () => number) => random()],
    ['whole numbers with many ties', 70, 70, (random: () => number) => Math.round(3 * random())],
    ['a matrix of rank one, the worst for greed', 50, 50, (random: () => number) => random()],
  ])('finds the same sum as its plain twin: %s', (title, rows, columns, draw) => {
    for (let seed = 0; seed < 8; seed++) {
      const random = createRandom(seed, title);
      const side = Float64Array.from({ length: rows + columns }, () => random.normal());
      const cost = Float64Array.from({ length: rows * columns }, (_, at) =>
        title.includes('rank one')
          ? side[Math.floor(at / columns)] * side[rows + (at % columns)]
          : draw(() => random.normal()),
      );
      const got = linearAssignment(cost, rows, columns);
      const plain = plainAssignment(cost, rows, columns);
      expectPairs(got.columnOf, rows, columns);
      expect(Math.abs(got.total - plain.total)).toBeLessThan(1e-9);
    }
  });

  it('ends where rounding eats the steps', () => {
    const cost = Float64Array.from({ length: 400 }, (_, at) => 1e16 + ((at * 7919) % 13));
    const { columnOf } = linearAssignment(cost, 20, 20);
    expectPairs(columnOf, 20, 20);
  });

  it('leaves the costs as they were', () => {
    const cost = Float64Array.of(3, 1, 2, 4);
    linearAssignment(cost, 2, 2, { maximise: true });
    expect([...cost]).toEqual([3, 1, 2, 4]);
  });

  it('names the first cost that is not finite', () => {
    expect(() => linearAssignment(Float64Array.of(1, 2, 3, Number.NaN), 2, 2)).toThrow(
      expect.objectContaining({ code: 'assignment/not-finite', where: { row: 1, column: 1 } }),
    );
  });

  it('refuses a matrix of another size', () => {
    expect(() => linearAssignment(Float64Array.of(1, 2, 3), 2, 2)).toThrow('3 costs were given');
  });
});
