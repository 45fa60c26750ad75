import { z } from 'zod';
import type { GoldenAdapter } from '../../golden/adapter.ts';
import { comparison, float32Allowance, goldenTensor } from '../../golden/comparison.ts';
import { pcbMerge } from './pcb.ts';

const pcbCase = z.object({
  hyper: z.object({
    pcb_ratio: z.number(),
    lambda_: z.number().optional(),
    lams: z.array(z.number()).optional(),
    variant: z.string().optional(),
  }),
  inputs: z.object({ base: goldenTensor, task_vectors: goldenTensor }),
  outputs: z.object({
    clamped_tv: goldenTensor,
    scale: goldenTensor,
    merged_tv: goldenTensor.optional(),
    merged: goldenTensor,
  }),
});

export const golden: GoldenAdapter = {
  folders: ['pcb-merging'],
  check(testCase) {
    const { hyper, inputs, outputs } = pcbCase.parse(testCase);
    const [models, size] = inputs.task_vectors.shape;
    const data = inputs.task_vectors.data.map(Math.fround);
    const changes = Array.from({ length: models }, (_, row) =>
      Float64Array.from(data.slice(row * size, (row + 1) * size)),
    );
    const vision = hyper.variant?.startsWith('vision') === true;
    const lambdas = hyper.lams ?? changes.map(() => hyper.lambda_ ?? 1);
    const merge = (given: readonly number[]) =>
      pcbMerge(changes, { ratio: hyper.pcb_ratio, lambdas: given, variant: vision ? 'vision' : 'language' });
    const { clamped, scales, change } = merge(lambdas);
    const all = comparison('F32', float32Allowance);
    all.compare(
      'clamped_tv',
      clamped.flatMap((row) => [...row]),
      outputs.clamped_tv.data,
    );
    all.compare(
      'scale',
      scales.flatMap((row) => [...row]),
      outputs.scale.data,
    );
    if (outputs.merged_tv !== undefined) {
      // It is what the merge gives before λ.
      all.compare('merged_tv', merge(changes.map(() => 1)).change, outputs.merged_tv.data);
    }
    all.compare(
      'merged',
      inputs.base.data.map((value, p) => Math.fround(value) + change[p]),
      outputs.merged.data,
    );
    return all.result();
  },
};
