import { z } from 'zod';
import type { GoldenAdapter } from '../../golden/adapter.ts';
import { comparison, float32Allowance, formatOf, goldenTensor } from '../../golden/comparison.ts';
import { modelStock, rowLengthOf } from './model-stock.ts';

const stockCase = z.object({
  hyper: z.object({ filter_wise: z.boolean().default(false) }),
  inputs: z.object({ base: goldenTensor, models: z.array(goldenTensor) }),
  outputs: z.object({ merged: goldenTensor }),
});

export const golden: GoldenAdapter = {
  folders: ['model-stock'],
  check(testCase) {
    const { hyper, inputs, outputs } = stockCase.parse(testCase);
    const format = formatOf(inputs.base);
    const merged = modelStock(
      Float32Array.from(inputs.base.data),
      inputs.models.map(({ data }) => Float32Array.from(data)),
      { rounding: 'mergekit', format, guard: false, rowLength: rowLengthOf(inputs.base.shape, hyper.filter_wise) },
    );
    const all = comparison(format, float32Allowance);
    all.compare('merged', merged, outputs.merged.data);
    return all.result();
  },
};
