import { z } from 'zod';
import type { GoldenAdapter } from '../../golden/adapter.ts';
import { comparison, float32Allowance, forEach, formatOf, goldenTensor } from '../../golden/comparison.ts';
import { taskArithmetic } from './task-arithmetic.ts';

const additionCase = z.object({
  hyper: z.object({
    weight: z.union([z.number(), z.array(z.number())]).default(1),
    normalize: z.boolean().default(false),
    lambda_: z.number().default(1),
  }),
  inputs: z.object({ base: goldenTensor, models: z.array(goldenTensor) }),
  outputs: z.object({ merged: goldenTensor }),
});

export const golden: GoldenAdapter = {
  folders: ['task-arithmetic'],
  check(testCase) {
    const { hyper, inputs, outputs } = additionCase.parse(testCase);
    const format = formatOf(inputs.base);
    const models = inputs.models.map(({ data }) => Float32Array.from(data));
    const merged = taskArithmetic(Float32Array.from(inputs.base.data), models, {
      rounding: 'mergekit',
      format,
      weights: forEach(hyper.weight, models.length),
      normalise: hyper.normalize,
      lambda: hyper.lambda_,
    });
    const all = comparison(format, float32Allowance);
    all.compare('merged', merged, outputs.merged.data);
    return all.result();
  },
};
