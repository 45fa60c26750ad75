import { magnitudeOf } from '@offprint/numerics';
import { z } from 'zod';
import type { GoldenAdapter } from '../../golden/adapter.ts';
import { type Comparison, comparison, float32Allowance, formatOf, goldenTensor } from '../../golden/comparison.ts';
import { findCut } from '../ties-merging/ties.ts';
import { countsOf, sparsify } from './breadcrumbs.ts';

const breadcrumbsCase = z.object({
  hyper: z.object({
    density: z.number(),
    gamma: z.number().default(0.01),
    rescale: z
      .union([z.string().regex(/l1/), z.boolean()])
      .nullable()
      .default(false),
  }),
  inputs: z.object({ deltas: z.array(goldenTensor) }),
  outputs: z.object({ sparsified: z.array(goldenTensor) }),
});

export const golden: GoldenAdapter = {
  folders: ['breadcrumbs'],
  check(testCase) {
    const { hyper, inputs, outputs } = breadcrumbsCase.parse(testCase);
    const format = formatOf(inputs.deltas[0]);
    const rescale = hyper.rescale !== null && hyper.rescale !== false;
    const all = comparison(format, float32Allowance);
    if (outputs.sparsified.length !== inputs.deltas.length) all.fail('the case has not one output for each input');
    for (const [model, { data }] of outputs.sparsified.entries()) {
      const change = Float32Array.from(inputs.deltas[model].data);
      const got = sparsify(change, hyper.density, hyper.gamma, { rounding: 'mergekit', format, rescale });
      const cuts = cutsThroughEquals(change, hyper.density, hyper.gamma);
      // Which of equal changes at a cut stay is the reference's own affair: it sorts them in no order.
      if (!rescale && cuts.length > 0) checkEquals(`sparsified[${model}]`, change, got, data, cuts, all);
      else all.compare(`sparsified[${model}]`, got, data);
    }
    return all.result();
  },
};

/** The magnitudes of cuts that part equal changes. */
function cutsThroughEquals(change: Float32Array, density: number, gamma: number): number[] {
  const { keep, top } = countsOf(change.length, density, gamma);
  return [top + keep, top]
    .map((count) => findCut(change, count, 'stable-index'))
    .filter(({ budget, equal }) => budget !== null && budget < equal)
    .map(({ key }) => magnitudeOf(key));
}

/** As many stay as should, and they differ from ours only among those that are as large as a cut. */
function checkEquals(
  name: string,
  change: Float32Array,
  got: Float32Array,
  expected: readonly number[],
  cuts: readonly number[],
  { fail }: Comparison,
): void {
  const stay = (x: ArrayLike<number>): number => Array.from(x).filter((value) => value !== 0).length;
  if (stay(got) !== stay(expected)) fail(`${name} keeps ${stay(got)} changes, expected ${stay(expected)}`);
  for (const [index, value] of got.entries()) {
    const wanted = Math.fround(expected[index]);
    if (value === wanted || cuts.includes(Math.abs(change[index]))) continue;
    fail(`${name}[${index}] is ${value}, expected ${wanted}`);
  }
}
