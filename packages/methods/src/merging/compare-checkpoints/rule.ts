import { magnitudeOf } from '@offprint/numerics';
import { definePass, type Rule } from '../../checkpoints/rule.ts';
import { floats } from '../../checkpoints/workspace.ts';

/** What is measured of one tensor, one number for each model. */
export interface Differences {
  /** Largest magnitude of a change. */
  readonly largest: readonly number[];
  /** Inner products with the first, squares, and the square of the first. */
  readonly products: readonly number[];
  readonly squares: readonly number[];
  readonly first: number;
  /** Elements that are not the same. */
  readonly changed: readonly number[];
}

interface Sums {
  readonly largest: number[];
  readonly products: number[];
  readonly squares: number[];
  readonly changed: number[];
  first: number;
}

const zeros = (models: number): number[] => Array.from({ length: models }, () => 0);
const addUp = (a: readonly number[], b: readonly number[]): number[] => a.map((value, index) => value + b[index]);

const measure = definePass<null, Differences, Sums>({
  start: (models) => ({
    largest: zeros(models),
    products: zeros(models),
    squares: zeros(models),
    changed: zeros(models),
    first: 0,
  }),
  look(space, { base, operands, stride, models, count, work }, _parameters, _found, sums) {
    const { kernels } = space;
    sums.first += kernels.dot(base, base, count);
    for (let model = 0; model < models; model++) {
      const change = operands + model * stride;
      kernels.add(base, change, work, count);
      sums.products[model] += kernels.dot(base, work, count);
      sums.squares[model] += kernels.dot(work, work, count);
      sums.largest[model] = Math.max(sums.largest[model], magnitudeOf(kernels.largest(change, count)));
      let changed = 0;
      for (const value of floats(space, change, count)) if (value !== 0) changed++;
      sums.changed[model] += changed;
    }
  },
  join: (total, part) => ({
    largest: total.largest.map((value, model) => Math.max(value, part.largest[model])),
    products: addUp(total.products, part.products),
    squares: addUp(total.squares, part.squares),
    changed: addUp(total.changed, part.changed),
    first: total.first + part.first,
  }),
  finish: (sums) => sums,
});

/** The cosine between a tensor of the first and of another; 1 where both are 0. */
export function cosineBetween({ products, squares, first }: Differences, model: number): number {
  const norms = Math.sqrt(first * squares[model]);
  if (norms === 0) return first === squares[model] ? 1 : 0;
  return Math.max(-1, Math.min(1, products[model] / norms));
}

/** Merges nothing: every tensor is measured against that of the first. */
export const rule: Rule<null, Differences> = {
  name: 'compare',
  operand: { precise: 'changes', mergekit: 'changes' },
  nothing: { largest: [], products: [], squares: [], first: 0, changed: [] },
  passes: [measure],
  merge(space, { merged, count, models }) {
    floats(space, merged, count).fill(0);
    return { kept: zeros(models) };
  },
  details(found) {
    const norm = Math.sqrt(found.first);
    return Object.fromEntries([
      ['norm', norm],
      ...found.largest.flatMap((largest, model): [string, number][] => [
        [`largest change of model ${model + 1}`, largest],
        [`cosine of model ${model + 1}`, cosineBetween(found, model)],
        [`changed in model ${model + 1}`, found.changed[model]],
      ]),
    ]);
  },
};
