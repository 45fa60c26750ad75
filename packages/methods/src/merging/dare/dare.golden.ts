import { z } from 'zod';
import type { GoldenAdapter, GoldenResult } from '../../golden/adapter.ts';
import { comparison, float32Allowance, forEach, formatOf, goldenTensor } from '../../golden/comparison.ts';
import { taskVectorsIn } from '../task-arithmetic/task-vectors.ts';
import { type Combine, combine, drop } from './dare.ts';
import type { Rescale } from './rescale.ts';

const perModel = z.union([z.number(), z.array(z.number())]);
const inputs = z.object({
  base: goldenTensor,
  models: z.array(goldenTensor),
  keep_masks: z.array(goldenTensor),
});
const outputs = z.object({ sparsified: z.array(goldenTensor).optional(), merged: goldenTensor.optional() });

/** A case of mergekit: what stays is scaled to the sum of magnitudes before, or not at all. */
const mergekitCase = z.object({
  hyper: z.object({
    weight: perModel.default(1),
    density: perModel,
    consensus: z.literal('sum').nullable().default(null),
    rescale: z
      .union([z.string().regex(/l1/), z.boolean()])
      .nullable()
      .default(true),
    normalize: z.boolean().default(false),
    lambda_: z.number().default(1),
  }),
  inputs,
  outputs,
});

/** A case of the paper's rule: what stays is divided by 1 − p, and λ times the sum of the models is added. */
const paperCase = z.object({
  hyper: z.object({
    sparsity_level: perModel,
    rescale: z.boolean().default(true),
    scaling_factor: z.number().default(1),
  }),
  inputs,
  outputs,
});

interface Run {
  readonly densities: readonly number[];
  readonly rescale: Rescale;
  readonly combine: Combine;
  readonly weights: readonly number[];
  readonly normalise: boolean;
  readonly lambda: number;
}

function check(given: z.infer<typeof inputs>, expected: z.infer<typeof outputs>, run: Run): GoldenResult {
  const format = formatOf(given.base);
  const arithmetic = { rounding: 'mergekit' as const, format };
  const base = Float32Array.from(given.base.data);
  const models = given.models.map(({ data }) => Float32Array.from(data));
  const changes = taskVectorsIn(base, models, arithmetic).map((change, model) =>
    drop(change, given.keep_masks[model].data, run.densities[model], { ...arithmetic, rescale: run.rescale }),
  );
  const all = comparison(format, float32Allowance);
  for (const [model, { data }] of (expected.sparsified ?? []).entries()) {
    all.compare(`sparsified[${model}]`, changes[model] ?? [], data);
  }
  if (expected.merged !== undefined) {
    all.compare('merged', combine(base, changes, run.combine, { ...arithmetic, ...run }), expected.merged.data);
  }
  if (expected.merged === undefined && expected.sparsified === undefined) all.fail('the case expects nothing');
  return all.result();
}

export const golden: GoldenAdapter = {
  folders: ['dare'],
  check(testCase) {
    const isPaper = z.looseObject({ hyper: z.looseObject({ sparsity_level: perModel }) }).safeParse(testCase).success;
    if (isPaper) {
      const { hyper, inputs: given, outputs: expected } = paperCase.parse(testCase);
      const models = given.models.length;
      return check(given, expected, {
        densities: forEach(hyper.sparsity_level, models).map((dropped) => 1 - dropped),
        rescale: hyper.rescale ? 'paper' : 'none',
        combine: 'linear',
        weights: forEach(1, models),
        normalise: false,
        lambda: hyper.scaling_factor,
      });
    }
    const { hyper, inputs: given, outputs: expected } = mergekitCase.parse(testCase);
    const models = given.models.length;
    return check(given, expected, {
      densities: forEach(hyper.density, models),
      rescale: hyper.rescale === null || hyper.rescale === false ? 'none' : 'mergekit',
      combine: hyper.consensus === 'sum' ? 'ties' : 'linear',
      weights: forEach(hyper.weight, models),
      normalise: hyper.normalize,
      lambda: hyper.lambda_,
    });
  },
};
