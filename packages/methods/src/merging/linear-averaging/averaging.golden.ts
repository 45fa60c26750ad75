import { z } from 'zod';
import type { GoldenAdapter } from '../../golden/adapter.ts';
import { comparison, float32Allowance, forEach, formatOf, goldenTensor } from '../../golden/comparison.ts';
import { average } from './averaging.ts';

const averagingCase = z.object({
  hyper: z.object({
    weight: z.union([z.number(), z.array(z.number())]).default(1),
    normalize: z.boolean().default(true),
  }),
  inputs: z.object({ models: z.array(goldenTensor) }),
  outputs: z.object({ merged: goldenTensor }),
});

export const golden: GoldenAdapter = {
  folders: ['linear-averaging'],
  check(testCase) {
    const { hyper, inputs, outputs } = averagingCase.parse(testCase);
    const format = formatOf(inputs.models[0]);
    const models = inputs.models.map(({ data }) => Float32Array.from(data));
    const merged = average(models, {
      rounding: 'mergekit',
      format,
      weights: forEach(hyper.weight, models.length),
      normalise: hyper.normalize,
    });
    const all = comparison(format, float32Allowance);
    all.compare('merged', merged, outputs.merged.data);
    return all.result();
  },
};
