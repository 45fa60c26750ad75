import { linearAlgebra } from '@offprint/numerics';
import { z } from 'zod';
import type { GoldenAdapter } from '../../golden/adapter.ts';
import { comparison, goldenTensor } from '../../golden/comparison.ts';
import { compress, expand, keptRank, mixtureOf, sharedModel } from './twin.ts';

const tensors = z.record(z.string(), goldenTensor);

const twinCase = z.object({
  hyper: z.object({
    density: z.number(),
    rank: z.number(),
    scaling: z.number(),
    mask_strategy: z.literal('svd').default('svd'),
  }),
  inputs: z.object({ base: tensors, models: z.array(tensors), router_logits: goldenTensor }),
  outputs: z.object({
    shared: tensors,
    twin: z.array(tensors),
    singular_values: z.array(goldenTensor),
    router_weights: goldenTensor,
    infer: tensors.optional(),
  }),
});

export const golden: GoldenAdapter = {
  folders: ['twin-merging'],
  async check(testCase) {
    const { hyper, inputs, outputs } = twinCase.parse(testCase);
    const algebra = await linearAlgebra();
    const wide = (data: readonly number[]): Float64Array => Float64Array.from(data, Math.fround);
    const all = comparison('F32', { absolute: 2e-5, relative: 0 });
    const mixture = mixtureOf(inputs.router_logits.data.map(Math.fround));
    all.compare('router_weights', mixture, outputs.router_weights.data);
    for (const [name, { shape, data }] of Object.entries(inputs.base)) {
      const models = inputs.models.map((model) => wide(model[name].data));
      const shared = sharedModel(wide(data), models, hyper.scaling);
      all.compare(`shared ${name}`, shared, outputs.shared[name].data);
      const infer = shared.slice();
      for (const [task, model] of models.entries()) {
        const rest = model.map((value, p) => value - shared[p]);
        let twin: Float64Array = rest;
        if (shape.length === 2) {
          const size = [shape[0], shape[1]] as const;
          const rank = keptRank(size, hyper.density, 'authors');
          if (rank !== hyper.rank) all.fail(`the rank is ${rank}, expected ${hyper.rank}`);
          twin = expand(algebra, compress(algebra, rest, size, rank), size);
          all.compare(
            `singular values of ${task}`,
            algebra.thinSvd(rest, ...size).s,
            outputs.singular_values[task].data,
          );
        }
        all.compare(`twin ${task} ${name}`, twin, outputs.twin[task][name].data);
        for (let p = 0; p < infer.length; p++) infer[p] += mixture[task] * twin[p];
      }
      if (outputs.infer?.[name] !== undefined) all.compare(`infer ${name}`, infer, outputs.infer[name].data);
    }
    return all.result();
  },
};
