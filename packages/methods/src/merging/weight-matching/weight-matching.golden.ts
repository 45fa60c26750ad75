import { linearAlgebra, linearAssignment } from '@offprint/numerics';
import { z } from 'zod';
import type { GoldenAdapter, GoldenResult } from '../../golden/adapter.ts';
import { match } from './match.ts';
import { placesOf } from './permutation.ts';
import { resolveSpecification } from './read-specification.ts';
import { applyTo, innerProduct, type TensorPair } from './unfold.ts';

const tensor = z.object({ shape: z.array(z.number()), dtype: z.string(), data: z.array(z.number()) });

const assignmentCase = z.object({
  hyper: z.object({ maximize: z.boolean().default(false) }),
  inputs: z.object({ cost: tensor }),
  outputs: z.object({ assignment: tensor, value: z.number() }),
});

const matchingCase = z.object({
  hyper: z.object({
    max_iter: z.number(),
    sweep_orders: z.array(z.array(z.number())),
    /** Named by the case, or Dense_0, Dense_1 … one after another. */
    permutations: z.array(z.string()).optional(),
    axes: z.record(z.string(), z.array(z.string().nullable())).optional(),
  }),
  inputs: z.object({ a: z.record(z.string(), tensor), b: z.record(z.string(), tensor) }),
  outputs: z.object({
    perm: z.record(z.string(), tensor),
    l2_before: z.number(),
    l2_after: z.number(),
    inner_after: z.number(),
    applied: z.record(z.string(), tensor),
  }),
});

/** Sums of numbers that are given in full, in another order than the reference adds them. */
const relative = 1e-10;

/** Collects comparisons; keeps the worst difference and the first one that is too large. */
function comparison() {
  let worstError = 0;
  let reason: string | undefined;
  return {
    exact(name: string, got: ArrayLike<number>, expected: ArrayLike<number>): void {
      if (got.length !== expected.length) reason ??= `${name} has ${got.length} numbers, not ${expected.length}`;
      for (let at = 0; at < got.length; at++) {
        worstError = Math.max(worstError, Math.abs(got[at] - expected[at]));
        if (got[at] !== expected[at]) reason ??= `${name}[${at}] is ${got[at]}, expected ${expected[at]}`;
      }
    },
    close(name: string, got: number, expected: number, tolerance: number, scale = Math.abs(expected)): void {
      const difference = Math.abs(got - expected);
      worstError = Math.max(worstError, difference / Math.max(1, scale));
      if (!(difference <= tolerance * Math.max(1, scale))) reason ??= `${name} is ${got}, expected ${expected}`;
    },
    fail(why: string): void {
      reason ??= why;
    },
    result: (tolerance: string): GoldenResult => ({
      worstError,
      tolerance,
      passed: reason === undefined,
      ...(reason === undefined ? {} : { reason }),
    }),
  };
}

function checkAssignment({ hyper, inputs, outputs }: z.infer<typeof assignmentCase>): GoldenResult {
  const [rows, columns] = inputs.cost.shape;
  const cost = Float64Array.from(inputs.cost.data);
  const { columnOf, total } = linearAssignment(cost, rows, columns, { maximise: hyper.maximize });
  const all = comparison();
  // Where there are more rows than columns the reference lists only those that have one.
  const listed = outputs.assignment.data.length === rows ? columnOf : columnOf.filter((column) => column >= 0);
  all.exact('assignment', listed, outputs.assignment.data);
  all.close('value', total, outputs.value, 1e-12);
  return all.result('assignment exact; value 1e-12 relative');
}

/** Dense_i has its inputs as rows: P_i permutes its columns, its bias, and the rows of the next kernel. */
function chainAxes(tensors: Readonly<Record<string, unknown>>): Record<string, (string | null)[]> {
  const layers = Object.keys(tensors).filter((name) => name.endsWith('/kernel')).length;
  return Object.fromEntries(
    Array.from({ length: layers }, (_, layer) => {
      const [before, after] = [layer === 0 ? null : `P_${layer - 1}`, layer === layers - 1 ? null : `P_${layer}`];
      return [
        [`Dense_${layer}/kernel`, [before, after]],
        [`Dense_${layer}/bias`, [after]],
      ] as const;
    })
      .flat()
      .filter(([name]) => tensors[name] !== undefined)
      .map(([name, axes]) => [name, [...axes]]),
  );
}

async function checkMatching({ hyper, inputs, outputs }: z.infer<typeof matchingCase>): Promise<GoldenResult> {
  const { a, b } = inputs;
  const axes = hyper.axes ?? chainAxes(a);
  const names = hyper.permutations ?? Object.keys(outputs.perm);
  const specification = resolveSpecification(
    { permutations: names, axes },
    new Map(Object.entries(a).map(([name, { shape }]) => [name, shape])),
  );
  const pairs = new Map(
    Object.entries(a).map(([name, { shape, data }]): [string, TensorPair] => [
      name,
      { shape, a: Float64Array.from(data), b: Float64Array.from(b[name]?.data ?? []) },
    ]),
  );
  const { permutations, orders } = await match(pairs, specification, [...specification.groups.keys()], {
    sweeps: hyper.max_iter,
    order(sweep) {
      const order = hyper.sweep_orders[sweep];
      if (order === undefined) throw new Error(`A sweep more than the ${hyper.sweep_orders.length} of the case.`);
      return order;
    },
    algebra: await linearAlgebra(),
    widest: Number.POSITIVE_INFINITY,
  });
  const all = comparison();
  if (orders.length !== hyper.sweep_orders.length) {
    all.fail(`it ended after ${orders.length} sweeps, not ${hyper.sweep_orders.length}`);
  }
  for (const [name, { data }] of Object.entries(outputs.perm)) {
    const index = names.indexOf(name);
    if (index === -1) all.fail(`the permutation ${name} is not known`);
    else all.exact(name, placesOf(specification.groups[index], permutations[index], 'units'), data);
  }
  let [before, after, inner, scale] = [0, 0, 0, 0];
  for (const [name, pair] of pairs) {
    const applied = applyTo(pair.b, pair.shape, specification.axes[name] ?? [], specification.groups, permutations);
    all.exact(`applied ${name}`, applied, outputs.applied[name]?.data ?? []);
    before += squaredDistance(pair.a, pair.b);
    after += squaredDistance(pair.a, applied);
    inner += innerProduct(pair.a, applied);
    scale += innerProduct(pair.a, pair.a) + innerProduct(pair.b, pair.b);
  }
  all.close('l2_before', before, outputs.l2_before, relative, scale);
  all.close('l2_after', after, outputs.l2_after, relative, scale);
  all.close('inner_after', inner, outputs.inner_after, relative, scale);
  return all.result('permutations, sweeps and tensors exact; sums 1e-10 relative');
}

function squaredDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] - b[at]) ** 2;
  return sum;
}

export const golden: GoldenAdapter = {
  folders: ['weight-matching', 'linear-assignment'],
  check(testCase, folder) {
    if (folder === 'linear-assignment') return checkAssignment(assignmentCase.parse(testCase));
    return checkMatching(matchingCase.parse(testCase));
  },
};
